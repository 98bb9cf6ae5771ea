"""Days on which courts are closed: coarse, in clear, of no case."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_squashed_0013'),
        ('network', '0007_how_to_reach_a_centre'),
        ('places', '0002_official_villages'),
    ]

    operations = [
        migrations.CreateModel(
            name='CourtClosing',
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
                ('court', models.CharField(choices=[('district', 'courts of the district'), ('high_court', 'High Court'), ('cwc', 'Child Welfare Committee (CWC)'), ('offices', 'courts of the Deputy Commissioner and the labour office')], max_length=16, verbose_name='court')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'day on which a court is closed',
                'verbose_name_plural': 'days on which courts are closed',
                'indexes': [models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'last_day'], name='courtclosing_last_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_day__lte', models.F('last_day'))), name='courtclosing_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('withdrawn_reason__in', [''])), name='courtclosing_withdrawn_unsaid')],
            },
        ),
        organisation_key("cases_courtclosing"),
        guard_table("cases_courtclosing", "cases"),
    ]
