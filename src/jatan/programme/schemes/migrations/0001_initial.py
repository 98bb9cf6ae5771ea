"""Tables as `models.py` has them."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0002_workbook_names'),
        ('people', '0002_walls'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Linkage',
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
                ('scheme', models.CharField(max_length=40, verbose_name='scheme')),
                ('scheme_as_written', models.CharField(blank=True, max_length=120, verbose_name='scheme as written')),
                ('applied_on', models.DateField(blank=True, null=True, verbose_name='applied on')),
                ('sanctioned_on', models.DateField(blank=True, null=True, verbose_name='sanctioned on')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='benefit received on')),
                ('refused_on', models.DateField(blank=True, null=True, verbose_name='refused on')),
                ('refused_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for refusal')),
                ('amount', models.PositiveIntegerField(blank=True, null=True, verbose_name='amount (₹)')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='linkages', to='people.person', verbose_name='person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'scheme linkage',
                'verbose_name_plural': 'scheme linkages',
                'indexes': [models.Index(fields=['organisation', 'received_on'], name='linkage_received'), models.Index(fields=['organisation', 'scheme', 'applied_on'], name='linkage_scheme'), models.Index(condition=models.Q(('received_on__isnull', True), ('refused_on__isnull', True), ('withdrawn_at__isnull', True)), fields=['organisation', 'applied_on'], name='linkage_in_progress')],
            },
        ),
    ]
