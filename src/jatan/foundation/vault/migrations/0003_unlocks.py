"""Unlocks: that keys are open in a browser. No wall: they are looked up before an actor is known, as sessions are."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0003_marks'),
        ('vault', '0002_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unlock',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.UUIDField()),
                ('epoch', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('last_used_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['account'], name='unlock_open')],
            },
        ),
    ]
