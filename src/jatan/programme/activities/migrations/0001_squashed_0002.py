"""Activities, participants, follow-ups and photographs: by organisation, linked inside one.

Stands for the migrations 0001 to 0002 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("activities", "0001_initial"),
        ("activities", "0002_walls"),
    ]
    dependencies = [("groups", "0001_squashed_0003"), ("network", "0001_squashed_0003"), ("people", "0001_squashed_0005"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('kind', models.CharField(choices=[('shg_meeting', 'meeting with a self-help group'), ('awareness', 'awareness programme'), ('adolescent_meeting', 'adolescent group meeting'), ('forum_meeting', 'migrant forum meeting'), ('frontline_meeting', 'meeting with frontline workers'), ('quarterly_training', 'quarterly training in a village'), ('panchayat_workshop', 'workshop at panchayat level'), ('block_training', 'training workshop at block level'), ('district_workshop', 'workshop at district level'), ('camp', 'camp'), ('consultation_state', 'consultation at state level'), ('consultation_national', 'consultation at national level'), ('media_event', 'media event'), ('group_reach', 'people reached through groups')], max_length=24, verbose_name='kind of activity')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('topic', models.CharField(blank=True, max_length=500, verbose_name='topic')),
                ('theme', models.CharField(blank=True, choices=[('', 'no theme'), ('safe_migration', 'safe migration'), ('trafficking', 'human trafficking'), ('registration', 'registration before leaving'), ('schemes', 'social-security schemes'), ('child_marriage', 'child marriage'), ('labour_rights', "workers' rights"), ('covid19', 'COVID-19'), ('other', 'other theme')], max_length=20, verbose_name='theme')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('group', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='groups.group', verbose_name='group')),
                ('group_name', models.CharField(blank=True, max_length=200, verbose_name='group as written')),
                ('group_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='women')),
                ('men', models.PositiveIntegerField(blank=True, null=True, verbose_name='men')),
                ('girls', models.PositiveIntegerField(blank=True, null=True, verbose_name='girls')),
                ('boys', models.PositiveIntegerField(blank=True, null=True, verbose_name='boys')),
                ('total', models.PositiveIntegerField(verbose_name='total')),
                ('category', models.CharField(blank=True, choices=[('', 'not recorded'), ('women', 'women'), ('children', 'children'), ('adolescents', 'adolescents'), ('youth', 'youth')], max_length=12, verbose_name='who was reached')),
                ('facilitator', models.CharField(blank=True, max_length=300, verbose_name='facilitator')),
                ('decisions', models.TextField(blank=True, verbose_name='decisions')),
            ],
            options={
                'verbose_name': 'activity',
                'verbose_name_plural': 'activities',
                'indexes': [models.Index(fields=['organisation', 'kind', 'held_on'], name='activity_kind_day'), models.Index(fields=['organisation', '-held_on', '-id'], name='activity_newest'), models.Index(condition=models.Q(('group__isnull', True), ('withdrawn_at__isnull', True), models.Q(('group_fold', ''), _negated=True)), fields=['organisation', 'group_fold'], name='activity_unlinked')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='activities.activity', verbose_name='activity')),
                ('what', models.CharField(max_length=500, verbose_name='what is to be done')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('owner', models.CharField(blank=True, max_length=200, verbose_name='who will do it')),
            ],
            options={
                'verbose_name': 'follow-up',
                'verbose_name_plural': 'follow-ups',
                'indexes': [models.Index(fields=['organisation', 'done_on', 'due_on'], name='followup_due')],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='activities.activity', verbose_name='activity')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='people.person', verbose_name='person')),
                ('role', models.CharField(choices=[('participant', 'participant'), ('facilitator', 'facilitator')], default='participant', max_length=12, verbose_name='role')),
            ],
            options={
                'verbose_name': 'participation',
                'verbose_name_plural': 'participations',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'activity', 'person'), name='participation_once')],
            },
        ),
        migrations.CreateModel(
            name='Photograph',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='photographs', to='activities.activity', verbose_name='activity')),
                ('stored', models.CharField(db_column='file', editable=False, max_length=100, verbose_name='photograph')),
                ('caption', models.CharField(blank=True, max_length=300, verbose_name='caption')),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('size', models.PositiveIntegerField(editable=False)),
            ],
            options={
                'verbose_name': 'photograph',
                'verbose_name_plural': 'photographs',
                'indexes': [models.Index(fields=['organisation', 'activity'], name='photograph_activity')],
            },
        ),
        organisation_key("activities_activity", "activities_followup", "activities_participation", "activities_photograph"),
        guard_table("activities_activity", "activities"),
        guard_table("activities_followup", "activities"),
        guard_table("activities_participation", "activities"),
        guard_table("activities_photograph", "activities"),
        same_organisation("activities_activity", [("group_id", "groups_group")]),
        same_organisation("activities_followup", [("activity_id", "activities_activity")]),
        same_organisation("activities_participation", [("activity_id", "activities_activity"), ("person_id", "people_person")]),
        same_organisation("activities_photograph", [("activity_id", "activities_activity")]),
    ]
