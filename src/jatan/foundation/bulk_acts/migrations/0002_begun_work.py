"""Work on many records between two steps, so that whoever did not see its answer is told what is done and goes on."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):

    dependencies = [
        ('bulk_acts', '0001_acts_on_many_records'),
        ('network', '0007_how_to_reach_a_centre'),
    ]

    operations = [
        migrations.CreateModel(
            name='BegunWork',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner', models.UUIDField(editable=False)),
                ('work', models.CharField(max_length=80)),
                ('mark', models.CharField(blank=True, max_length=64)),
                ('of', models.PositiveIntegerField()),
                ('worked_at', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('stayed', models.PositiveIntegerField(default=0)),
                ('rest', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list)),
                ('acts', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list)),
                ('at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'owner'], name='begunwork_of')],
            },
        ),
        organisation_key("bulk_acts_begunwork"),
        guard_table("bulk_acts_begunwork", "lists", may_delete=True),
    ]
