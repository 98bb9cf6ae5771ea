"""A proposed correction may be another record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_squashed_0004")]

    operations = [
        migrations.AlterField(
            model_name="proposedcorrection",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "proposed"),
                    ("accepted", "accepted"),
                    ("rejected", "rejected"),
                    ("another", "recorded as another record"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    ]
