"""Campaigns, what was done as part of them, and camps with their lists.

A campaign of the network's own office is the second policy of its table: members read it before they take part.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation

_TABLES = {
    "campaigns_campaign": "activities",
    "campaigns_campaignplace": "activities",
    "campaigns_campaigntarget": "activities",
    "campaigns_campaignmaterial": "library",
    "campaigns_campaignactivity": "activities",
    "campaigns_campaignjourney": "people",
    "campaigns_campaigndistribution": "library",
    "campaigns_camp": "activities",
    "campaigns_campworker": "activities",
    "campaigns_campline": "people",
}
_LINKS = {
    "campaigns_campaignplace": [("campaign_id", "campaigns_campaign")],
    "campaigns_campaigntarget": [("campaign_id", "campaigns_campaign")],
    "campaigns_campaignmaterial": [("campaign_id", "campaigns_campaign"), ("material_id", "library_material")],
    "campaigns_campaignactivity": [("campaign_id", "campaigns_campaign"), ("activity_id", "activities_activity")],
    "campaigns_campaignjourney": [("campaign_id", "campaigns_campaign"), ("journey_id", "journeys_journey")],
    "campaigns_campaigndistribution": [
        ("campaign_id", "campaigns_campaign"),
        ("distribution_id", "library_distribution"),
    ],
    "campaigns_camp": [("activity_id", "activities_activity")],
    "campaigns_campworker": [("camp_id", "campaigns_camp")],
    "campaigns_campline": [
        ("camp_id", "campaigns_camp"),
        ("person_id", "people_person"),
        ("journey_id", "journeys_journey"),
        ("linkage_id", "schemes_linkage"),
        ("issue_id", "helpdesk_issue"),
    ],
}
_SHARED = """
CREATE POLICY campaigns_campaign_shared ON campaigns_campaign FOR SELECT
USING (is_shared AND COALESCE(current_setting('jatan.read_activities', true), '') <> '');
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0003_months_without_day'),
        ('helpdesk', '0004_numbers_to_find_by'),
        ('journeys', '0009_exempt_codes'),
        ('library', '0001_squashed_0002'),
        ('network', '0006_caretaker'),
        ('people', '0006_found_by_village'),
        ('places', '0001_initial'),
        ('schemes', '0001_squashed_0002'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommonCampaign',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'common campaign',
                'verbose_name_plural': 'common campaigns',
            },
        ),
        migrations.CreateModel(
            name='Camp',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('rights', 'rights at work: wage, hours, rest'), ('papers', "keeping papers in one's own hand"), ('money', 'advance, debt and sending money home'), ('route', 'the way, tickets and the station'), ('help', 'where help is to be had'), ('health', 'health and safety'), ('children', 'children who stay or go along'), ('fraud', 'false promises and how to check them'), ('contact', 'when we will talk again')], max_length=16), blank=True, default=list, verbose_name='explained to everybody')),
                ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='camps', to='activities.activity', verbose_name='activity')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'camp',
                'verbose_name_plural': 'camps',
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('name_hi', models.CharField(blank=True, max_length=200, verbose_name='name in Hindi')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('aims', models.TextField(blank=True, verbose_name='aims')),
                ('theme', models.CharField(blank=True, choices=[('', 'no theme'), ('safe_migration', 'safe migration'), ('trafficking', 'human trafficking'), ('registration', 'registration before leaving'), ('schemes', 'social-security schemes'), ('child_marriage', 'child marriage'), ('labour_rights', "workers' rights"), ('covid19', 'COVID-19'), ('other', 'other theme')], max_length=20, verbose_name='theme')),
                ('begins_on', models.DateField(verbose_name='begins on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('is_shared', models.BooleanField(default=False, editable=False, verbose_name='members may take part')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('common', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='campaigns.commoncampaign')),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
            },
        ),
        migrations.CreateModel(
            name='CampaignActivity',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='campaign_links', to='activities.activity')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='campaigns.campaign')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'activity of a campaign',
                'verbose_name_plural': 'activities of a campaign',
            },
        ),
        migrations.CreateModel(
            name='CampaignDistribution',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='distributions', to='campaigns.campaign')),
                ('distribution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='campaign_links', to='library.distribution')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'copies given in a campaign',
                'verbose_name_plural': 'copies given in campaigns',
            },
        ),
        migrations.CreateModel(
            name='CampaignJourney',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='journeys', to='campaigns.campaign')),
                ('journey', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='campaign_links', to='journeys.journey')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'registration of a campaign',
                'verbose_name_plural': 'registrations of a campaign',
            },
        ),
        migrations.CreateModel(
            name='CampaignMaterial',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='materials', to='campaigns.campaign')),
                ('material', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.material', verbose_name='material')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'material of a campaign',
                'verbose_name_plural': 'materials of a campaign',
            },
        ),
        migrations.CreateModel(
            name='CampaignPlace',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='campaigns.campaign')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'place of a campaign',
                'verbose_name_plural': 'places of a campaign',
            },
        ),
        migrations.CreateModel(
            name='CampaignTarget',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('counted', models.CharField(choices=[('activities', 'meetings and programmes'), ('participants', 'people present'), ('camps', 'camps'), ('registrations', 'registrations before leaving'), ('applications', 'scheme applications at camps'), ('linkages', 'benefits received after camps'), ('issues', 'issues brought to camps'), ('copies', 'copies given')], max_length=16, verbose_name='what is counted')),
                ('amount', models.PositiveIntegerField(verbose_name='target')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='campaigns.campaign')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'target of a campaign',
                'verbose_name_plural': 'targets of a campaign',
            },
        ),
        migrations.CreateModel(
            name='CampLine',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('number', models.PositiveSmallIntegerField(verbose_name='line')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('guardian_name', models.CharField(blank=True, max_length=120, verbose_name='father, mother or husband')),
                ('sex', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male'), ('t', 'transgender or other'), ('', 'not recorded')], max_length=1, verbose_name='sex')),
                ('age_as_written', models.CharField(blank=True, max_length=20, verbose_name='age')),
                ('under_18', models.CharField(blank=True, choices=[('yes', 'yes, under 18'), ('no', 'no, 18 or older'), ('unknown', "don't know")], max_length=8, verbose_name='under 18 years')),
                ('phone_as_written', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('is_leaving', models.BooleanField(default=False, verbose_name='registration before leaving')),
                ('leaves_on_as_written', models.CharField(blank=True, max_length=40, verbose_name='leaves on')),
                ('destination_as_written', models.CharField(blank=True, max_length=120, verbose_name='where to')),
                ('work', models.CharField(blank=True, choices=[('domestic', 'domestic work'), ('construction', 'construction'), ('brick_kiln', 'brick kiln'), ('garment', 'garment factory'), ('factory', 'other factory'), ('agriculture', 'agriculture'), ('fishing', 'fishing'), ('hotel', 'hotel or eatery'), ('security', 'security guard'), ('driving', 'driving'), ('other', 'other work')], max_length=16, verbose_name='work')),
                ('consents', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('record', 'keeping this record'), ('contact', 'calling or sending messages'), ('government', 'applying to a government office'), ('network', 'sharing with another member of the network'), ('photograph', 'taking and showing photographs'), ('study', 'studies without a name')], max_length=16), blank=True, default=list, verbose_name='agrees to')),
                ('scheme', models.CharField(blank=True, max_length=40, verbose_name='applies for a scheme')),
                ('issue_kind', models.CharField(blank=True, choices=[('unpaid_wages', 'unpaid wages'), ('accident_death', 'accident or death'), ('missing_contact', 'no contact with the migrant'), ('stranded', 'stranded or confined'), ('documents_held', 'papers held back'), ('fraud', 'recruitment fraud'), ('abuse', 'abuse at work'), ('registration', 'registration'), ('scheme_delayed', 'scheme delayed or denied'), ('identity_papers', 'identity papers'), ('child_labour', 'child labour'), ('child_marriage', 'child marriage'), ('violence', 'violence'), ('legal_aid', 'legal aid'), ('other', 'other')], max_length=20, verbose_name='brings an issue')),
                ('what_happened', models.CharField(blank=True, max_length=500, verbose_name='what happened')),
                ('is_new', models.BooleanField(default=False)),
                ('open_journey_seen', models.BooleanField(default=False)),
                ('listed', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('taken', 'recorded')], default='waiting', max_length=8, verbose_name='state')),
                ('problems', models.JSONField(blank=True, default=list)),
                ('camp', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='campaigns.camp')),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('issue', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='camp_lines', to='helpdesk.issue')),
                ('journey', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='camp_lines', to='journeys.journey')),
                ('linkage', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='camp_lines', to='schemes.linkage')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='camp_lines', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': "line of a camp's list",
                'verbose_name_plural': "lines of a camp's list",
            },
        ),
        migrations.CreateModel(
            name='CampWorker',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('task', models.CharField(choices=[('registration', 'registering before leaving'), ('schemes', 'scheme applications'), ('issues', 'hearing issues'), ('talk', 'talking with people'), ('office', 'came from a government office'), ('other', 'something else')], max_length=16, verbose_name='what she or he did')),
                ('from_where', models.CharField(blank=True, max_length=120, verbose_name='from which office or group')),
                ('camp', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='workers', to='campaigns.camp')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'worker at a camp',
                'verbose_name_plural': 'workers at a camp',
            },
        ),
        migrations.AddConstraint(
            model_name='camp',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'activity'), name='camp_of_activity'),
        ),
        migrations.AddConstraint(
            model_name='campaignactivity',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'campaign', 'activity'), name='campaignactivity_once'),
        ),
        migrations.AddConstraint(
            model_name='campaigndistribution',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'campaign', 'distribution'), name='campaigndistribution_once'),
        ),
        migrations.AddConstraint(
            model_name='campaignjourney',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'campaign', 'journey'), name='campaignjourney_once'),
        ),
        migrations.AddConstraint(
            model_name='campaignmaterial',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'campaign', 'material'), name='campaignmaterial_once'),
        ),
        migrations.AddIndex(
            model_name='campaignplace',
            index=models.Index(fields=['organisation', 'campaign'], name='campaignplace_campaign'),
        ),
        migrations.AddConstraint(
            model_name='campaigntarget',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'campaign', 'counted'), name='campaigntarget_once'),
        ),
        migrations.AddIndex(
            model_name='campline',
            index=models.Index(fields=['organisation', 'camp', 'number'], name='campline_camp'),
        ),
        migrations.AddIndex(
            model_name='campline',
            index=models.Index(condition=models.Q(('journey__isnull', False)), fields=['organisation', 'journey'], name='campline_journey'),
        ),
        migrations.AddIndex(
            model_name='campline',
            index=models.Index(condition=models.Q(('linkage__isnull', False)), fields=['organisation', 'linkage'], name='campline_linkage'),
        ),
        migrations.AddIndex(
            model_name='campline',
            index=models.Index(condition=models.Q(('issue__isnull', False)), fields=['organisation', 'issue'], name='campline_issue'),
        ),
        migrations.AddIndex(
            model_name='campworker',
            index=models.Index(fields=['organisation', 'camp'], name='campworker_camp'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(fields=['organisation', '-begins_on'], name='campaign_newest'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(fields=['is_shared', '-begins_on'], name='campaign_shared'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('begins_on')), _connector='OR'), name='campaign_days'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'common'), name='campaign_once'),
        ),
        organisation_key(*_TABLES),
        *(guard_table(table, family) for table, family in _TABLES.items()),
        migrations.RunSQL(_SHARED, "DROP POLICY IF EXISTS campaigns_campaign_shared ON campaigns_campaign;"),
        *(same_organisation(table, links) for table, links in _LINKS.items()),
    ]
