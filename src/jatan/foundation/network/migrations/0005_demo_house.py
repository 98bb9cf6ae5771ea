"""Marks a database that was begun by `jatan demo`."""

from django.db import migrations, models

import jatan.kernel.clock


class Migration(migrations.Migration):
    dependencies = [("network", "0004_keys_of_version_0_1_tables")]

    operations = [
        migrations.CreateModel(
            name="DemoHouse",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(id=1), name="demohouse_one_row")],
            },
        ),
    ]
