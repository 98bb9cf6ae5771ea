"""Saved lists: the key and the wall carry the organisation; settings are deleted, not withdrawn."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0007_how_to_reach_a_centre'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedList',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner', models.UUIDField(editable=False)),
                ('list_of', models.CharField(max_length=40)),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name of the list')),
                ('is_shared', models.BooleanField(default=False)),
                ('conditions', models.JSONField(default=dict)),
                ('order', models.CharField(blank=True, max_length=60)),
                ('columns', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'saved list',
                'verbose_name_plural': 'saved lists',
                'indexes': [models.Index(fields=['organisation', 'list_of', 'owner'], name='savedlist_of')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('name', '')), fields=('organisation', 'owner', 'list_of'), name='savedlist_columns_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('is_shared', False), _connector='OR'), name='savedlist_shared_has_name')],
            },
        ),
        organisation_key("saved_lists_savedlist"),
        guard_table("saved_lists_savedlist", "lists", may_delete=True),
    ]
