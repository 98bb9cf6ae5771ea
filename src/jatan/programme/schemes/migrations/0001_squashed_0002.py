"""Scheme linkages: by organisation, each of a person of the same one.

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
        ("schemes", "0001_initial"),
        ("schemes", "0002_walls"),
    ]
    dependencies = [("network", "0001_squashed_0003"), ("people", "0001_squashed_0005"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Linkage',
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
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='linkages', to='people.person', verbose_name='person')),
                ('scheme', models.CharField(max_length=40, verbose_name='scheme')),
                ('scheme_as_written', models.CharField(blank=True, max_length=120, verbose_name='scheme as written')),
                ('applied_on', models.DateField(blank=True, null=True, verbose_name='applied on')),
                ('sanctioned_on', models.DateField(blank=True, null=True, verbose_name='sanctioned on')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='benefit received on')),
                ('refused_on', models.DateField(blank=True, null=True, verbose_name='refused on')),
                ('refused_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for refusal')),
                ('amount', models.PositiveIntegerField(blank=True, null=True, verbose_name='amount (₹)')),
            ],
            options={
                'verbose_name': 'scheme linkage',
                'verbose_name_plural': 'scheme linkages',
                'indexes': [models.Index(fields=['organisation', 'received_on'], name='linkage_received'), models.Index(fields=['organisation', 'scheme', 'applied_on'], name='linkage_scheme'), models.Index(condition=models.Q(('received_on__isnull', True), ('refused_on__isnull', True), ('withdrawn_at__isnull', True)), fields=['organisation', 'applied_on'], name='linkage_in_progress')],
            },
        ),
        organisation_key("schemes_linkage"),
        guard_table("schemes_linkage", "schemes"),
        same_organisation("schemes_linkage", [("person_id", "people_person")]),
    ]
