"""An index by which the newest event of all organisations is found each minute."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_squashed_0002")]

    operations = [
        migrations.AddIndex(model_name="event", index=models.Index(fields=["at"], name="event_newest")),
    ]
