"""How many bytes the files of the house have."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operation", "0002_clock_watch")]

    operations = [
        migrations.CreateModel(
            name="FileUse",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("bytes", models.BigIntegerField(default=0)),
                ("counted_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
