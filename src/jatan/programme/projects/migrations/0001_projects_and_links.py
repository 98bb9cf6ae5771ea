"""Projects and grants, and what belongs to them.

A project of the network's own office is the second policy of its table: members read it before they put anything in.
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation

_TABLES = {
    "projects_project": "activities",
    "projects_projecttarget": "activities",
    "projects_projectperson": "people",
    "projects_projectjourney": "people",
    "projects_projectactivity": "activities",
    "projects_projectissue": "helpdesk",
    "projects_projectlinkage": "schemes",
    "projects_projectgroup": "activities",
}
_PROJECT = ("project_id", "projects_project")
_LINKS = {
    "projects_projecttarget": [_PROJECT],
    "projects_projectperson": [_PROJECT, ("person_id", "people_person")],
    "projects_projectjourney": [_PROJECT, ("journey_id", "journeys_journey")],
    "projects_projectactivity": [_PROJECT, ("activity_id", "activities_activity")],
    "projects_projectissue": [_PROJECT, ("issue_id", "helpdesk_issue")],
    "projects_projectlinkage": [_PROJECT, ("linkage_id", "schemes_linkage")],
    "projects_projectgroup": [_PROJECT, ("group_id", "groups_group")],
}
_SHARED = """
CREATE POLICY projects_project_shared ON projects_project FOR SELECT
USING (is_shared AND COALESCE(current_setting('jatan.read_activities', true), '') <> '');
"""


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
            name='CommonProject',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'common project',
                'verbose_name_plural': 'common projects',
            },
        ),
        migrations.CreateModel(
            name='Project',
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
                ('donor', models.CharField(blank=True, max_length=200, verbose_name='who gives the money')),
                ('begins_on', models.DateField(verbose_name='begins on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('is_shared', models.BooleanField(default=False, editable=False, verbose_name='members may take part')),
                ('common', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='projects.commonproject')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'project or grant',
                'verbose_name_plural': 'projects and grants',
            },
        ),
        migrations.CreateModel(
            name='ProjectActivity',
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
                ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='project_links', to='activities.activity')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
            ],
            options={
                'verbose_name': 'activity of a project',
                'verbose_name_plural': 'activities of a project',
            },
        ),
        migrations.CreateModel(
            name='ProjectGroup',
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
                ('group', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='project_links', to='groups.group')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
            ],
            options={
                'verbose_name': 'group of a project',
                'verbose_name_plural': 'groups of a project',
            },
        ),
        migrations.CreateModel(
            name='ProjectIssue',
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
                ('issue', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='project_links', to='helpdesk.issue')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
            ],
            options={
                'verbose_name': 'issue of a project',
                'verbose_name_plural': 'issues of a project',
            },
        ),
        migrations.CreateModel(
            name='ProjectJourney',
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
                ('journey', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='project_links', to='journeys.journey')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
            ],
            options={
                'verbose_name': 'journey of a project',
                'verbose_name_plural': 'journeys of a project',
            },
        ),
        migrations.CreateModel(
            name='ProjectLinkage',
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
                ('linkage', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='project_links', to='schemes.linkage')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
            ],
            options={
                'verbose_name': 'scheme benefit of a project',
                'verbose_name_plural': 'scheme benefits of a project',
            },
        ),
        migrations.CreateModel(
            name='ProjectPerson',
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
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='project_links', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
            ],
            options={
                'verbose_name': 'person of a project',
                'verbose_name_plural': 'people of a project',
            },
        ),
        migrations.CreateModel(
            name='ProjectTarget',
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
                ('counted', models.CharField(choices=[('people', 'people'), ('journeys', 'journeys'), ('activities', 'meetings and programmes'), ('issues', 'issues'), ('linkages', 'scheme benefits'), ('groups', 'groups'), ('reached', 'different people reached'), ('money', 'money recovered (₹)')], max_length=16, verbose_name='what is counted')),
                ('amount', models.PositiveIntegerField(verbose_name='target')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='projects.project')),
            ],
            options={
                'verbose_name': 'target of a project',
                'verbose_name_plural': 'targets of a project',
            },
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['organisation', '-begins_on'], name='project_newest'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['is_shared', '-begins_on'], name='project_shared'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['common'], name='project_common'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('begins_on')), _connector='OR'), name='project_days'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'common'), name='project_once'),
        ),
        migrations.AddIndex(
            model_name='projectactivity',
            index=models.Index(fields=['organisation', 'activity'], name='projectactivity_activity'),
        ),
        migrations.AddConstraint(
            model_name='projectactivity',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'project', 'activity'), name='projectactivity_once'),
        ),
        migrations.AddIndex(
            model_name='projectgroup',
            index=models.Index(fields=['organisation', 'group'], name='projectgroup_group'),
        ),
        migrations.AddConstraint(
            model_name='projectgroup',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'project', 'group'), name='projectgroup_once'),
        ),
        migrations.AddIndex(
            model_name='projectissue',
            index=models.Index(fields=['organisation', 'issue'], name='projectissue_issue'),
        ),
        migrations.AddConstraint(
            model_name='projectissue',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'project', 'issue'), name='projectissue_once'),
        ),
        migrations.AddIndex(
            model_name='projectjourney',
            index=models.Index(fields=['organisation', 'journey'], name='projectjourney_journey'),
        ),
        migrations.AddConstraint(
            model_name='projectjourney',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'project', 'journey'), name='projectjourney_once'),
        ),
        migrations.AddIndex(
            model_name='projectlinkage',
            index=models.Index(fields=['organisation', 'linkage'], name='projectlinkage_linkage'),
        ),
        migrations.AddConstraint(
            model_name='projectlinkage',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'project', 'linkage'), name='projectlinkage_once'),
        ),
        migrations.AddIndex(
            model_name='projectperson',
            index=models.Index(fields=['organisation', 'person'], name='projectperson_person'),
        ),
        migrations.AddConstraint(
            model_name='projectperson',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'project', 'person'), name='projectperson_once'),
        ),
        migrations.AddConstraint(
            model_name='projecttarget',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'project', 'counted'), name='projecttarget_once'),
        ),
        organisation_key(*_TABLES),
        *(guard_table(table, family) for table, family in _TABLES.items()),
        migrations.RunSQL(_SHARED, "DROP POLICY IF EXISTS projects_project_shared ON projects_project;"),
        *(same_organisation(table, links) for table, links in _LINKS.items()),
    ]
