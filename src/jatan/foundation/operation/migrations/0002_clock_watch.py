"""The last time of which the house is sure."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operation", "0001_heartbeats")]

    operations = [
        migrations.CreateModel(
            name="ClockWatch",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("boot", models.CharField(blank=True, max_length=40)),
                ("uptime", models.FloatField(null=True)),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("jumped", "the clock was set"),
                            ("future", "a record lies in the future"),
                            ("long_off", "the house was off for long"),
                        ],
                        max_length=8,
                    ),
                ),
                ("doubted_at", models.DateTimeField(null=True)),
                ("alerted_at", models.DateTimeField(null=True)),
                ("accepted_until", models.DateTimeField(null=True)),
            ],
        ),
    ]
