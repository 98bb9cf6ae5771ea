"""Signing keys of people, in the directory."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0007_key_checks")]

    operations = [
        migrations.AddField("directorykey", "signing", models.BinaryField(default=b"")),
        migrations.AddField("directorykey", "proof", models.BinaryField(default=b"")),
    ]
