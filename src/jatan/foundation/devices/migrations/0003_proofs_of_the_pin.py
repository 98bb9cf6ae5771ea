"""What shows that somebody knows the PIN of a phone, and how often it was shown wrongly."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0002_tokens_and_history")]

    operations = [
        migrations.AddField("device", "proof_digest", models.CharField(blank=True, max_length=64)),
        migrations.AddField("device", "wrong_proofs", models.PositiveSmallIntegerField(default=0)),
    ]
