"""Links between writings of villages and the official list, of each member."""


import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0007_how_to_reach_a_centre'),
        ('places', '0002_official_villages'),
    ]

    operations = [
        migrations.CreateModel(
            name='VillageLink',
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
                ('same_as', models.CharField(blank=True, max_length=120, verbose_name='same as')),
                ('verdict', models.CharField(choices=[('same', 'the same village'), ('other', 'another village'), ('later', 'later')], max_length=8, verbose_name='what was said')),
                ('listed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.listedvillage', verbose_name='village of the official list')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'link of a village',
                'verbose_name_plural': 'links of villages',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'place', 'village', 'listed', 'same_as'), name='villagelink_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('listed__isnull', False), ('same_as', '')), models.Q(('listed__isnull', True), models.Q(('same_as', ''), _negated=True)), _connector='OR'), name='villagelink_one_target')],
            },
        ),
        organisation_key("villages_villagelink"),
        guard_table("villages_villagelink", "people"),
    ]
