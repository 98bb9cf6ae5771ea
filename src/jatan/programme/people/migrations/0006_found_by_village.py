"""People are found by their village alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_squashed_0005")]
    operations = [
        migrations.AddIndex(
            "personkey",
            models.Index(
                models.F("organisation"),
                models.F("village_key"),
                condition=~models.Q(village_key=""),
                name="personkey_in_village",
            ),
        ),
    ]
