"""Calls for help, and how often somebody knocked."""


import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0003_marks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Knock',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('mark', models.BinaryField(max_length=32)),
                ('hour', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['hour'], name='knock_hour')],
                'constraints': [models.UniqueConstraint(fields=('mark', 'hour'), name='knock_once_an_hour')],
            },
        ),
        migrations.CreateModel(
            name='CallForHelp',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(blank=True, max_length=32, verbose_name='code')),
                ('who', models.CharField(choices=[('self', 'for herself or himself'), ('other', 'for somebody else, or a found pass')], default='self', max_length=5, verbose_name='for whom')),
                ('words', models.CharField(blank=True, max_length=1000, verbose_name='what was said')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='number to call')),
                ('called_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False, verbose_name='called at')),
                ('issue', models.UUIDField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('answered_by', models.UUIDField(null=True)),
                ('what_was_done', models.CharField(blank=True, max_length=500, verbose_name='what was done')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'call for help',
                'verbose_name_plural': 'calls for help',
                'indexes': [models.Index(condition=models.Q(('delivered_at__isnull', True)), fields=['called_at'], name='call_waiting'), models.Index(condition=models.Q(('answered_at__isnull', True), ('issue__isnull', True)), fields=['organisation', 'called_at'], name='call_unanswered')],
            },
        ),
    ]
