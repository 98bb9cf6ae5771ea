"""A token that is not used yet, when a silent phone was asked about, and the id of the database's history."""

import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_phones")]

    operations = [
        migrations.AddField("device", "next_token_digest", models.CharField(blank=True, max_length=64)),
        migrations.AddField("device", "asked_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="History",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("began_at", models.DateTimeField(default=jatan.kernel.clock.now)),
            ],
            options={
                "verbose_name": "beginning of the database",
                "verbose_name_plural": "beginnings of the database",
            },
        ),
        migrations.RunSQL(
            "INSERT INTO devices_history (id, began_at) VALUES (gen_random_uuid(), now());",
            "DELETE FROM devices_history;",
        ),
    ]
