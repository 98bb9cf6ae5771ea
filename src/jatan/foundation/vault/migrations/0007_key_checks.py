"""Check values of the keys that lie beside the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_squashed_0006")]

    operations = [
        migrations.CreateModel(
            name="KeyCheck",
            fields=[
                ("name", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=64)),
            ],
        ),
    ]
