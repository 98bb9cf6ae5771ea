"""What somebody said of two records that look alike: one and the same, or two different ones."""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.clock
import jatan.kernel.ids
from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):
    dependencies = [("registers", "0016_columns_of_waiting_rows"), ("network", "0004_keys_of_version_0_1_tables")]

    operations = [
        migrations.CreateModel(
            name="LookAlike",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
                ("what", models.CharField(max_length=12)),
                ("first", models.UUIDField()),
                ("second", models.UUIDField()),
                ("decision", models.CharField(choices=[("same", "one and the same"), ("different", "two different ones")], max_length=10, verbose_name="decision")),
                ("stays", models.UUIDField(null=True)),
                ("act", models.UUIDField(null=True)),
                ("handed_on", models.JSONField(default=dict)),
                ("by", models.UUIDField(editable=False, null=True)),
                ("at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "decision about records that look alike",
                "verbose_name_plural": "decisions about records that look alike",
                "indexes": [
                    models.Index(fields=["organisation", "at"], name="lookalike_latest"),
                    models.Index(
                        condition=models.Q(("stays__isnull", False)),
                        fields=["organisation", "stays"],
                        name="lookalike_stays",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "different"), ("undone_at__isnull", True)),
                        fields=("organisation", "first", "second"),
                        name="lookalike_once",
                    )
                ],
            },
        ),
        organisation_key("registers_lookalike"),
        guard_table("registers_lookalike", "imports"),
    ]
