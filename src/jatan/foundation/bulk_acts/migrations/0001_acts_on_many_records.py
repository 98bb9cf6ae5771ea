"""Acts on many records, in the family of the ledger: they hold ids and codes. What an act did to which rows never changes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0007_how_to_reach_a_centre'),
    ]

    operations = [
        migrations.CreateModel(
            name='DoneTogether',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('act', models.CharField(max_length=16)),
                ('about_type', models.CharField(max_length=48)),
                ('rows', models.PositiveIntegerField()),
                ('stayed', models.JSONField(default=dict)),
                ('by', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('undone_by', models.UUIDField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_stayed', models.PositiveIntegerField(default=0)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='RowsDone',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('about_type', models.CharField(max_length=48)),
                ('change', models.CharField(choices=[('withdrawn', 'withdrawn'), ('amended', 'corrected'), ('recorded', 'recorded')], max_length=16)),
                ('permission', models.CharField(max_length=32)),
                ('correct', models.CharField(max_length=32)),
                ('rows', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField())),
                ('act', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='bulk_acts.donetogether')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
        ),
        migrations.AddIndex(
            model_name='donetogether',
            index=models.Index(fields=['organisation', '-at'], name='donetogether_newest'),
        ),
        migrations.AddIndex(
            model_name='rowsdone',
            index=models.Index(fields=['organisation', 'act'], name='rowsdone_act'),
        ),
        organisation_key("bulk_acts_donetogether", "bulk_acts_rowsdone"),
        guard_table("bulk_acts_donetogether", "ledger"),
        guard_table("bulk_acts_rowsdone", "ledger", append_only=True),
        same_organisation("bulk_acts_rowsdone", [("act_id", "bulk_acts_donetogether")]),
    ]
