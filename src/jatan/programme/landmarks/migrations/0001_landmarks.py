"""Landmarks, checks of them, and routes: read by the network, written by each organisation for itself.

A second policy lets anybody read the services that are marked as public; never a shelter or a place of risk.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from decimal import Decimal
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key

_TABLES = ("landmarks_landmark", "landmarks_verification", "landmarks_route")
# Policies of one command are joined with OR: this one widens SELECT alone.
PUBLIC = """
CREATE POLICY landmarks_landmark_public ON landmarks_landmark FOR SELECT
    USING (is_public AND layer = 'service' AND kind <> 'shelter' AND withdrawn_at IS NULL);
"""
PUBLIC_UNDO = "DROP POLICY IF EXISTS landmarks_landmark_public ON landmarks_landmark;"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("network", "0006_caretaker"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Landmark',
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
                ('kind', models.CharField(choices=[('railway_station', 'railway station'), ('bus_stand', 'bus stand'), ('checkpost', 'checkpost'), ('market', 'market'), ('placement_office', 'placement office'), ('other_transit', 'other place on the way'), ('risk', 'place of risk'), ('police_station', 'police station'), ('ahtu', 'Anti-Human-Trafficking Unit'), ('shelter', 'shelter'), ('centre', 'information or help centre'), ('hospital', 'hospital'), ('dlsa', 'District Legal Services Authority (DLSA)'), ('other_service', 'other service')], max_length=16, verbose_name='kind')),
                ('layer', models.CharField(choices=[('transit', 'on the way'), ('risk', 'places of risk'), ('service', 'services')], editable=False, max_length=8, verbose_name='layer')),
                ('name_hi', models.CharField(blank=True, max_length=160, verbose_name='name in Hindi')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name in English')),
                ('name_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('address', models.CharField(blank=True, max_length=240, verbose_name='address or how to find it')),
                ('phone', models.CharField(blank=True, max_length=12, verbose_name='telephone')),
                ('second_phone', models.CharField(blank=True, max_length=12, verbose_name='second telephone')),
                ('opening_hours', models.CharField(blank=True, max_length=120, verbose_name='opening hours')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitude')),
                ('mapped_on', models.DateField(verbose_name='mapped on')),
                ('source', models.CharField(choices=[('seen', 'seen by us'), ('traveller', 'a traveller or her family said so'), ('village', 'people of the village said so'), ('office', 'an office said so'), ('media', 'newspaper or other media'), ('document', 'official list or document')], max_length=12, verbose_name='who says so')),
                ('source_on', models.DateField(blank=True, null=True, verbose_name='said or seen on')),
                ('source_note', models.CharField(blank=True, max_length=200, verbose_name='about the source')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='what to know')),
                ('is_public', models.BooleanField(default=False, verbose_name='may be shown to everybody')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'place on the map',
                'verbose_name_plural': 'places on the map',
                'indexes': [models.Index(fields=['organisation', 'layer', 'kind'], name='landmark_layer'), models.Index(fields=['organisation', 'mapped_on'], name='landmark_mapped')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'shelter'), _negated=True), models.Q(('address', ''), ('latitude__isnull', True), ('longitude__isnull', True), ('panchayat', ''), ('village', '')), _connector='OR'), name='landmark_shelter_is_not_located'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__gte', Decimal('-90')), ('latitude__lte', Decimal('90')), ('longitude__gte', Decimal('-180')), ('longitude__lte', Decimal('180'))), _connector='OR'), name='landmark_whole_coordinates')],
            },
        ),
        migrations.CreateModel(
            name='Route',
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
                ('name_hi', models.CharField(blank=True, max_length=160, verbose_name='name in Hindi')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name in English')),
                ('name_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('mode', models.CharField(choices=[('train', 'train'), ('bus', 'bus'), ('jeep', 'jeep or shared taxi'), ('lorry', "lorry or contractor's vehicle"), ('mixed', 'by several of them'), ('other', 'another way')], max_length=8, verbose_name='how people travel')),
                ('stops', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, verbose_name='stops on the way')),
                ('mapped_on', models.DateField(verbose_name='mapped on')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='what to know')),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='destination')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'route',
                'verbose_name_plural': 'routes',
                'indexes': [models.Index(fields=['organisation', 'mapped_on'], name='route_mapped'), django.contrib.postgres.indexes.GinIndex(fields=['stops'], name='route_stops')],
            },
        ),
        migrations.CreateModel(
            name='Verification',
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
                ('landmark', models.UUIDField(editable=False)),
                ('verified_on', models.DateField(verbose_name='checked on')),
                ('finding', models.CharField(choices=[('as_recorded', 'it is as written'), ('different', 'something is different')], max_length=12, verbose_name='what was found')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='what is different')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'check of a place',
                'verbose_name_plural': 'checks of places',
                'indexes': [models.Index(fields=['landmark', 'verified_on'], name='verification_landmark'), models.Index(fields=['organisation', 'verified_on'], name='verification_day')],
            },
        ),
        organisation_key(*_TABLES),
        *(guard_table(table, "landmarks") for table in _TABLES),
        migrations.RunSQL(PUBLIC, PUBLIC_UNDO),
    ]
