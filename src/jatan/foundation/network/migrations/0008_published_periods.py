"""The days over which the network has published its numbers come with its data."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0007_how_to_reach_a_centre")]

    operations = [
        migrations.CreateModel(
            name="PublishedPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.DateField(verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
            ],
            options={
                "verbose_name": "published period",
                "verbose_name_plural": "published periods",
                "constraints": [
                    models.UniqueConstraint(fields=("first", "last"), name="publishedperiod_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))), name="publishedperiod_in_order"
                    ),
                ],
            },
        ),
    ]
