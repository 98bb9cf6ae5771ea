"""The index of a block tells what else may fit (village, guardian), so that those who do not fit are not fetched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_finding_walls")]
    operations = [
        migrations.RemoveIndex(model_name="personkey", name="personkey_block"),
        migrations.AddIndex(
            model_name="personkey",
            index=models.Index(
                models.F("organisation"),
                models.F("block_id"),
                models.F("given_key"),
                models.F("last_key"),
                include=("village_key", "guardian_key", "person"),
                name="personkey_block",
            ),
        ),
    ]
