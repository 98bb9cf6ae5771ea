"""Month-ends of members: the key and the wall carry the organisation."""

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
            name="MonthEnd",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("month", models.DateField(verbose_name="month")),
                ("state", models.CharField(choices=[("complete", "complete, waits to be accepted"), ("accepted", "complete and accepted"), ("sent_back", "sent back")], default="complete", max_length=10, verbose_name="state")),
                ("missing", models.CharField(blank=True, max_length=300, verbose_name="what is missing")),
                ("parked", models.PositiveIntegerField(default=0)),
                ("corrections", models.PositiveIntegerField(default=0)),
                ("drafts", models.PositiveIntegerField(default=0)),
                ("silent", models.PositiveIntegerField(default=0)),
                ("completed_at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("completed_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("sent_back_because", models.CharField(blank=True, max_length=300, verbose_name="why it was sent back")),
                ("touched_acts", models.PositiveIntegerField(default=0)),
                ("touched_records", models.PositiveIntegerField(default=0)),
                ("touched_at", models.DateTimeField(null=True)),
                ("seen_acts", models.PositiveIntegerField(default=0)),
                ("seen_records", models.PositiveIntegerField(default=0)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
            ],
            options={
                "verbose_name": "month-end",
                "verbose_name_plural": "month-ends",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "month"), name="monthend_once"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="monthend_first_day"),
                ],
            },
        ),
        organisation_key("months_monthend"),
        guard_table("months_monthend", "periods"),
    ]
