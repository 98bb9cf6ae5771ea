"""Tables as `models.py` has them."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0002_workbook_names'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
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
                ('code', models.CharField(max_length=40, verbose_name='case code')),
                ('kind', models.CharField(choices=[('trafficking', 'human trafficking'), ('labour_exploitation', 'labour exploitation'), ('violence', 'violence'), ('missing_person', 'missing person'), ('other', 'other')], max_length=24, verbose_name='kind')),
                ('opened_on', models.DateField(verbose_name='opened on')),
                ('is_closed', models.BooleanField(default=False, verbose_name='closed')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('follow_ups_reported', models.PositiveIntegerField(blank=True, null=True, verbose_name='follow-ups reported')),
                ('assigned_to', models.UUIDField(blank=True, null=True, verbose_name='counsellor')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'case',
                'verbose_name_plural': 'cases',
                'indexes': [
                    models.Index(fields=['organisation', 'opened_on'], name='case_opened'),
                    models.Index(fields=['organisation', 'code'], name='case_code'),
                    models.Index(fields=['organisation', 'assigned_to'], name='case_assigned'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CaseFollowUp',
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
                ('on', models.DateField(verbose_name='followed up on')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='cases.case', verbose_name='case')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'follow-up',
                'verbose_name_plural': 'follow-ups',
                'indexes': [
                    models.Index(fields=['organisation', 'case', 'on'], name='casefollowup_case'),
                ],
            },
        ),
    ]
