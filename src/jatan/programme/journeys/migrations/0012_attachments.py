"""Photographs, papers and spoken notes that are kept beside a journey."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0011_list_order'),
        ('network', '0007_how_to_reach_a_centre'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
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
                ('kind', models.CharField(choices=[('agent_card', 'card of the agent'), ('ticket', 'ticket'), ('contract', 'contract or written promise'), ('voice', 'spoken note'), ('other', 'something else')], max_length=12, verbose_name='kind')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                ('file', models.CharField(editable=False, max_length=80, verbose_name='file')),
                ('file_name', models.CharField(editable=False, max_length=120, verbose_name='file name')),
                ('format', models.CharField(editable=False, max_length=8)),
                ('file_size', models.PositiveIntegerField(editable=False)),
                ('file_digest', models.CharField(editable=False, max_length=64)),
                ('journey', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'photograph or recording',
                'verbose_name_plural': 'photographs and recordings',
                'indexes': [models.Index(fields=['organisation', 'journey'], name='attachment_journey')],
            },
        ),
        organisation_key("journeys_attachment"),
        guard_table("journeys_attachment", "people"),
        same_organisation("journeys_attachment", [("journey_id", "journeys_journey")]),
    ]
