"""What Argon2id took for a passphrase stands in its slot; without it the slot is one of before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0010_statements")]

    operations = [
        migrations.AddField("slot", "memory_kib", models.PositiveIntegerField(default=0)),
        migrations.AddField("slot", "passes", models.PositiveSmallIntegerField(default=0)),
    ]
