"""Own questions of members, and their answers: one table for each kind of record, behind the wall of that kind."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation

_ANSWERS = {
    "own_fields_personanswer": ("people", "people_person"),
    "own_fields_journeyanswer": ("people", "journeys_journey"),
    "own_fields_issueanswer": ("helpdesk", "helpdesk_issue"),
    "own_fields_linkageanswer": ("schemes", "schemes_linkage"),
    "own_fields_groupanswer": ("activities", "groups_group"),
    "own_fields_activityanswer": ("activities", "activities_activity"),
}


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0005_trainings_of_staff'),
        ('groups', '0004_rhythm_and_books'),
        ('helpdesk', '0004_numbers_to_find_by'),
        ('journeys', '0010_stops_on_the_way'),
        ('network', '0007_how_to_reach_a_centre'),
        ('people', '0006_found_by_village'),
        ('places', '0001_initial'),
        ('schemes', '0001_squashed_0002'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnField',
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
                ('kind', models.CharField(choices=[('people', 'People'), ('journeys', 'Journeys'), ('issues', 'Issues'), ('linkages', 'Government schemes'), ('groups', 'Groups and forums'), ('activities', 'Meetings and programmes')], max_length=12, verbose_name='kind of record')),
                ('sort', models.CharField(choices=[('text', 'short text'), ('number', 'number'), ('day', 'day'), ('yes', 'yes or no'), ('choice', 'one word of a list')], max_length=8, verbose_name='answer')),
                ('label_hi', models.CharField(max_length=80, verbose_name='question in Hindi')),
                ('label_en', models.CharField(blank=True, max_length=80, verbose_name='question in English')),
                ('words', models.JSONField(default=list, editable=False, verbose_name='words to choose from')),
                ('slot', models.PositiveSmallIntegerField(editable=False)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='not asked since')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'own question',
                'verbose_name_plural': 'own questions',
            },
        ),
        migrations.CreateModel(
            name='LinkageAnswer',
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
                ('text', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ('number', models.IntegerField(blank=True, null=True, verbose_name='answer')),
                ('day', models.DateField(blank=True, null=True, verbose_name='answer')),
                ('yes', models.BooleanField(blank=True, null=True, verbose_name='answer')),
                ('code', models.CharField(blank=True, max_length=4, verbose_name='answer')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('record', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='own_answers', to='schemes.linkage')),
                ('own_field', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='own_fields.ownfield')),
            ],
            options={
                'verbose_name': 'answer to an own question about a scheme',
                'verbose_name_plural': 'answers to own questions about schemes',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JourneyAnswer',
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
                ('text', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ('number', models.IntegerField(blank=True, null=True, verbose_name='answer')),
                ('day', models.DateField(blank=True, null=True, verbose_name='answer')),
                ('yes', models.BooleanField(blank=True, null=True, verbose_name='answer')),
                ('code', models.CharField(blank=True, max_length=4, verbose_name='answer')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('record', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='own_answers', to='journeys.journey')),
                ('own_field', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='own_fields.ownfield')),
            ],
            options={
                'verbose_name': 'answer to an own question about a journey',
                'verbose_name_plural': 'answers to own questions about journeys',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IssueAnswer',
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
                ('text', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ('number', models.IntegerField(blank=True, null=True, verbose_name='answer')),
                ('day', models.DateField(blank=True, null=True, verbose_name='answer')),
                ('yes', models.BooleanField(blank=True, null=True, verbose_name='answer')),
                ('code', models.CharField(blank=True, max_length=4, verbose_name='answer')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('record', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='own_answers', to='helpdesk.issue')),
                ('own_field', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='own_fields.ownfield')),
            ],
            options={
                'verbose_name': 'answer to an own question about an issue',
                'verbose_name_plural': 'answers to own questions about issues',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GroupAnswer',
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
                ('text', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ('number', models.IntegerField(blank=True, null=True, verbose_name='answer')),
                ('day', models.DateField(blank=True, null=True, verbose_name='answer')),
                ('yes', models.BooleanField(blank=True, null=True, verbose_name='answer')),
                ('code', models.CharField(blank=True, max_length=4, verbose_name='answer')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('record', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='own_answers', to='groups.group')),
                ('own_field', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='own_fields.ownfield')),
            ],
            options={
                'verbose_name': 'answer to an own question about a group',
                'verbose_name_plural': 'answers to own questions about groups',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ActivityAnswer',
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
                ('text', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ('number', models.IntegerField(blank=True, null=True, verbose_name='answer')),
                ('day', models.DateField(blank=True, null=True, verbose_name='answer')),
                ('yes', models.BooleanField(blank=True, null=True, verbose_name='answer')),
                ('code', models.CharField(blank=True, max_length=4, verbose_name='answer')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('record', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='own_answers', to='activities.activity')),
                ('own_field', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='own_fields.ownfield')),
            ],
            options={
                'verbose_name': 'answer to an own question about a meeting',
                'verbose_name_plural': 'answers to own questions about meetings',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PersonAnswer',
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
                ('text', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ('number', models.IntegerField(blank=True, null=True, verbose_name='answer')),
                ('day', models.DateField(blank=True, null=True, verbose_name='answer')),
                ('yes', models.BooleanField(blank=True, null=True, verbose_name='answer')),
                ('code', models.CharField(blank=True, max_length=4, verbose_name='answer')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('own_field', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='own_fields.ownfield')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('record', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='own_answers', to='people.person')),
            ],
            options={
                'verbose_name': 'answer to an own question about a person',
                'verbose_name_plural': 'answers to own questions about people',
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='ownfield',
            index=models.Index(fields=['organisation', 'kind'], name='ownfield_kind'),
        ),
        migrations.AddConstraint(
            model_name='ownfield',
            constraint=models.CheckConstraint(condition=models.Q(('slot__gte', 1), ('slot__lte', 3)), name='ownfield_slot'),
        ),
        migrations.AddConstraint(
            model_name='ownfield',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_on__isnull', True), ('withdrawn_at__isnull', True)), fields=('organisation', 'kind', 'slot'), name='ownfield_three_at_most'),
        ),
        migrations.AddIndex(
            model_name='linkageanswer',
            index=models.Index(fields=['organisation', 'own_field', 'code'], name='linkageanswer_codes'),
        ),
        migrations.AddConstraint(
            model_name='linkageanswer',
            constraint=models.UniqueConstraint(fields=('organisation', 'record', 'own_field'), name='linkageanswer_once'),
        ),
        migrations.AddConstraint(
            model_name='linkageanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('text', '')), models.Q(('code', ''), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('yes__isnull', True)), _connector='OR'), name='linkageanswer_one_sort'),
        ),
        migrations.AddIndex(
            model_name='journeyanswer',
            index=models.Index(fields=['organisation', 'own_field', 'code'], name='journeyanswer_codes'),
        ),
        migrations.AddConstraint(
            model_name='journeyanswer',
            constraint=models.UniqueConstraint(fields=('organisation', 'record', 'own_field'), name='journeyanswer_once'),
        ),
        migrations.AddConstraint(
            model_name='journeyanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('text', '')), models.Q(('code', ''), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('yes__isnull', True)), _connector='OR'), name='journeyanswer_one_sort'),
        ),
        migrations.AddIndex(
            model_name='issueanswer',
            index=models.Index(fields=['organisation', 'own_field', 'code'], name='issueanswer_codes'),
        ),
        migrations.AddConstraint(
            model_name='issueanswer',
            constraint=models.UniqueConstraint(fields=('organisation', 'record', 'own_field'), name='issueanswer_once'),
        ),
        migrations.AddConstraint(
            model_name='issueanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('text', '')), models.Q(('code', ''), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('yes__isnull', True)), _connector='OR'), name='issueanswer_one_sort'),
        ),
        migrations.AddIndex(
            model_name='groupanswer',
            index=models.Index(fields=['organisation', 'own_field', 'code'], name='groupanswer_codes'),
        ),
        migrations.AddConstraint(
            model_name='groupanswer',
            constraint=models.UniqueConstraint(fields=('organisation', 'record', 'own_field'), name='groupanswer_once'),
        ),
        migrations.AddConstraint(
            model_name='groupanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('text', '')), models.Q(('code', ''), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('yes__isnull', True)), _connector='OR'), name='groupanswer_one_sort'),
        ),
        migrations.AddIndex(
            model_name='activityanswer',
            index=models.Index(fields=['organisation', 'own_field', 'code'], name='activityanswer_codes'),
        ),
        migrations.AddConstraint(
            model_name='activityanswer',
            constraint=models.UniqueConstraint(fields=('organisation', 'record', 'own_field'), name='activityanswer_once'),
        ),
        migrations.AddConstraint(
            model_name='activityanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('text', '')), models.Q(('code', ''), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('yes__isnull', True)), _connector='OR'), name='activityanswer_one_sort'),
        ),
        migrations.AddIndex(
            model_name='personanswer',
            index=models.Index(fields=['organisation', 'own_field', 'code'], name='personanswer_codes'),
        ),
        migrations.AddConstraint(
            model_name='personanswer',
            constraint=models.UniqueConstraint(fields=('organisation', 'record', 'own_field'), name='personanswer_once'),
        ),
        migrations.AddConstraint(
            model_name='personanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('text', '')), models.Q(('code', ''), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('code', ''), ('day__isnull', True), ('number__isnull', True), ('yes__isnull', True)), _connector='OR'), name='personanswer_one_sort'),
        ),
        organisation_key("own_fields_ownfield", *_ANSWERS),
        guard_table("own_fields_ownfield", "activities"),
        *(guard_table(table, family) for table, (family, _record) in _ANSWERS.items()),
        *(
            same_organisation(table, [("record_id", record), ("own_field_id", "own_fields_ownfield")])
            for table, (_family, record) in _ANSWERS.items()
        ),
    ]
