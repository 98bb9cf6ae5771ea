"""Who read which file, and what looks unusual."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.network.rowwalls import guard_table


def _sealing():
    return [
        ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
        ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
    ]


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_tables_written_anew"), ("vault", "0004_letters")]
    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                *_sealing(),
                ("case", models.UUIDField()),
                ("account", models.UUIDField()),
                ("what", models.CharField(choices=[("file", "the file"), ("identity", "the identity card"), ("paper", "a paper or recording")], max_length=10)),
                ("at", models.DateTimeField(default=jatan.kernel.clock.now)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "account", "at"], name="reading_by_account"),
                    models.Index(fields=["organisation", "case", "at"], name="reading_of_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingAlert",
            fields=[
                *_sealing(),
                ("account", models.UUIDField()),
                ("why", models.CharField(choices=[("hour", "many files within an hour"), ("day", "many files within a day"), ("night", "at night")], max_length=12)),
                ("how_many", models.PositiveIntegerField()),
                ("raised_at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
            ],
            options={"indexes": [models.Index(fields=["organisation", "answered_at"], name="readingalert_open")]},
        ),
        guard_table("cases_reading", "cases"),
        guard_table("cases_readingalert", "cases"),
    ]
