"""Tables as `models.py` has them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('journeys', '0002_walls'),
        ('network', '0003_marks'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
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
                ('kind', models.CharField(choices=[('agent', 'agent or recruiter'), ('contractor', 'contractor'), ('agency', 'placement agency'), ('employer', 'employer')], max_length=12, verbose_name='about')),
                ('name', models.CharField(blank=True, max_length=160, verbose_name='name or nickname')),
                ('name_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('name_key', models.CharField(blank=True, editable=False, max_length=600)),
                ('fold_version', models.PositiveSmallIntegerField(editable=False)),
                ('phones', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=15), blank=True, default=list, verbose_name='phone numbers')),
                ('vehicle', models.CharField(blank=True, max_length=60, verbose_name='vehicle')),
                ('route', models.CharField(blank=True, max_length=200, verbose_name='route')),
                ('destination_as_written', models.CharField(blank=True, max_length=120, verbose_name='destination as written')),
                ('is_from_journey', models.BooleanField(default=False, editable=False, verbose_name="taken from the journey's registration")),
                ('said_on', models.DateField(verbose_name='said on')),
                ('source', models.CharField(choices=[('migrant', 'the migrant herself or himself'), ('family', 'the family'), ('forum', 'the forum or the village'), ('police', 'police'), ('newspaper', 'newspaper'), ('office_paper', 'a paper of an office'), ('worker', 'a worker of ours')], max_length=12, verbose_name='who says so')),
                ('reliability', models.CharField(choices=[('heard', 'heard from others'), ('seen', 'seen or lived through'), ('document', 'stands on a paper'), ('several', 'several people say the same')], max_length=10, verbose_name='how it is known')),
                ('what_is_said', models.TextField(blank=True, verbose_name='what is said')),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='destination')),
                ('journey', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'indexes': [
                    models.Index(fields=['organisation', 'said_on'], name='statement_said'),
                    models.Index(fields=['organisation', 'name_key'], name='statement_key'),
                    models.Index(fields=['organisation', 'journey'], name='statement_journey'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('is_from_journey', True), ('withdrawn_at__isnull', True)), fields=('organisation', 'journey', 'kind'), name='statement_once_a_journey'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Profile',
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
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('seed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agents.statement', verbose_name='first statement')),
            ],
            options={
                'verbose_name': 'statements that belong together',
                'verbose_name_plural': 'statements that belong together',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'seed'), name='profile_seed_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Joining',
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
                ('reason', models.TextField(verbose_name='why they belong together')),
                ('confirmed_by', models.UUIDField(editable=False, null=True)),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed on')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joinings', to='agents.profile', verbose_name='set')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joinings', to='agents.statement', verbose_name='statement')),
            ],
            options={
                'verbose_name': 'joining',
                'verbose_name_plural': 'joinings',
                'indexes': [
                    models.Index(fields=['organisation', 'profile'], name='joining_profile'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'statement'), name='joining_once'),
                ],
            },
        ),
    ]
