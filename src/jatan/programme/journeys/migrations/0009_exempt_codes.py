"""The reason why a journey has no checks is one of the codes: any other text would exempt it from them too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journeys", "0008_numbers_to_find_by")]
    operations = [
        migrations.AddConstraint(
            "journey",
            models.CheckConstraint(
                condition=models.Q(
                    ("exempt_because", ""),
                    ("exempt_because", "imported"),
                    ("exempt_because", "before_checks"),
                    _connector="OR",
                ),
                name="journey_exempt_by_code",
            ),
        )
    ]
