"""A journey is found by every number that was written down for the traveller and her family."""

from django.db import migrations, models

NUMBERS = (
    ("family_contact_phone", "journey_family_phone"),
    ("phone_at_destination", "journey_work_phone"),
    ("contact_at_destination", "journey_work_contact"),
)


class Migration(migrations.Migration):
    dependencies = [("journeys", "0007_hard_stop_checks")]
    operations = [
        migrations.AddIndex(
            "journey",
            models.Index(fields=["organisation", number], condition=~models.Q(**{number: ""}), name=name),
        )
        for number, name in NUMBERS
    ]
