"""Groups and their members: behind the wall of activities, linked inside one organisation.

Stands for the migrations 0001 to 0003 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("groups", "0001_initial"),
        ("groups", "0002_walls"),
        ("groups", "0003_fold_state"),
    ]
    dependencies = [("network", "0001_squashed_0003"), ("people", "0001_squashed_0005"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Group',
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
                ('kind', models.CharField(choices=[('shg', 'self-help group'), ('adolescent', 'adolescent group'), ('forum', 'migrant forum'), ('frontline', 'frontline workers')], max_length=12, verbose_name='kind of group')),
                ('name', models.CharField(max_length=200, verbose_name='name of the group')),
                ('name_fold', models.CharField(editable=False, max_length=600)),
                ('formed_on', models.DateField(blank=True, null=True, verbose_name='formed on')),
                ('dissolved_on', models.DateField(blank=True, null=True, verbose_name='dissolved on')),
            ],
            options={
                'verbose_name': 'group',
                'verbose_name_plural': 'groups',
                'indexes': [models.Index(fields=['organisation', 'kind', 'formed_on'], name='group_formed'), models.Index(fields=['organisation', 'name_fold'], name='group_fold')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
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
                ('group', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='groups.group', verbose_name='group')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.person', verbose_name='person')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('office', models.CharField(blank=True, choices=[('', 'member'), ('president', 'president'), ('secretary', 'secretary'), ('treasurer', 'treasurer'), ('leader', 'leader')], max_length=12, verbose_name='office held')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'indexes': [models.Index(fields=['organisation', 'joined_on'], name='membership_joined'), models.Index(fields=['organisation', 'group'], name='membership_group')],
            },
        ),
        migrations.CreateModel(
            name='FoldState',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='network.organisation')),
                ('fold_version', models.CharField(max_length=24)),
            ],
        ),
        organisation_key("groups_group", "groups_membership"),
        guard_table("groups_group", "activities"),
        guard_table("groups_membership", "activities"),
        guard_table("groups_foldstate", "activities"),
        same_organisation("groups_membership", [("group_id", "groups_group"), ("person_id", "people_person")]),
    ]
