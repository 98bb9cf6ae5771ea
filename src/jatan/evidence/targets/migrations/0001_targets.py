"""Targets of members and of the network: the key and the wall carry the organisation."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):
    initial = True
    dependencies = [("network", "0004_keys_of_version_0_1_tables")]
    operations = [
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("indicator", models.CharField(max_length=32)),
                ("value", models.CharField(max_length=16)),
                ("first", models.DateField(verbose_name="from")),
                ("last", models.DateField(verbose_name="to")),
                ("amount", models.BigIntegerField(null=True, verbose_name="target")),
                ("set_at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("set_by", models.UUIDField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
            ],
            options={
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "indexes": [
                    models.Index(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=["organisation", "first", "last"],
                        name="target_question",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("organisation", "indicator", "value", "first", "last"),
                        name="target_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                        name="target_above_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__day", 1), ("last__gt", models.F("first"))),
                        name="target_whole_months",
                    ),
                ],
            },
        ),
        organisation_key("targets_target"),
        guard_table("targets_target", "periods"),
    ]
