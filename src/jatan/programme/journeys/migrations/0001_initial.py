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
            name='Journey',
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
                ('registered_on', models.DateField(verbose_name='registered on')),
                ('transit', models.CharField(blank=True, max_length=120, verbose_name='on the way through')),
                ('destination_as_written', models.CharField(blank=True, max_length=120, verbose_name='destination as written')),
                ('employer', models.CharField(blank=True, max_length=160, verbose_name='employer')),
                ('work', models.CharField(blank=True, choices=[('domestic', 'domestic work'), ('construction', 'construction'), ('brick_kiln', 'brick kiln'), ('garment', 'garment factory'), ('factory', 'other factory'), ('agriculture', 'agriculture'), ('fishing', 'fishing'), ('hotel', 'hotel or eatery'), ('security', 'security guard'), ('driving', 'driving'), ('other', 'other work')], max_length=16, verbose_name='work')),
                ('work_as_written', models.CharField(blank=True, max_length=120, verbose_name='work as written')),
                ('agent_name', models.CharField(blank=True, max_length=120, verbose_name='agent or contractor')),
                ('agent_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('agent_phone', models.CharField(blank=True, max_length=15, verbose_name="agent's phone")),
                ('wage_promised', models.PositiveIntegerField(blank=True, null=True, verbose_name='wage promised (₹ a month)')),
                ('leaves_on', models.DateField(blank=True, null=True, verbose_name='leaves on')),
                ('expected_return_on', models.DateField(blank=True, null=True, verbose_name='expected back on')),
                ('returned_on', models.DateField(blank=True, null=True, verbose_name='came back on')),
                ('contact_at_destination', models.CharField(blank=True, max_length=120, verbose_name='contact at destination')),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='destination')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='journeys', to='people.person', verbose_name='person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'journey',
                'verbose_name_plural': 'journeys',
                'indexes': [models.Index(fields=['organisation', 'registered_on'], name='journey_registered'), models.Index(fields=['organisation', 'leaves_on'], name='journey_leaves'), models.Index(fields=['organisation', 'person'], name='journey_person'), models.Index(fields=['organisation', 'destination'], name='journey_destination')],
            },
        ),
    ]
