"""Errors and slow pages, each kind once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operation", "0003_file_use")]

    operations = [
        migrations.CreateModel(
            name="Fault",
            fields=[
                ("mark", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("error", "error"), ("slow", "slow page")], max_length=5)),
                ("page", models.CharField(blank=True, max_length=200)),
                ("exception", models.CharField(blank=True, max_length=200)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("count", models.PositiveIntegerField()),
                ("longest_ms", models.PositiveIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
        ),
    ]
