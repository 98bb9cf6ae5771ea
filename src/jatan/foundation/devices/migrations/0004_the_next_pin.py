"""A PIN can be changed: what shows that somebody knows the next one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0003_proofs_of_the_pin")]

    operations = [
        migrations.AddField("device", "next_proof_digest", models.CharField(blank=True, max_length=64)),
    ]
