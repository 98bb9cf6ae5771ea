"""Encrypted files that leave the house, until their time is over."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.network.rowwalls import guard_table

_LEVELS = [
    ("full", "everything, with her name"),
    ("coded", "in codes, without name, day and village"),
    ("statistical", "numbers alone"),
    ("incidents", "coded incidents"),
    ("print", "on paper, in plain words"),
]
_REASONS = [
    ("referral", "a referral"),
    ("transfer", "handing the case over"),
    ("her_copy", "her own copy"),
    ("supervision", "supervision"),
    ("statistics", "statistics"),
    ("court", "police or court"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_readings")]
    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
                ("made_by", models.UUIDField()),
                ("case", models.UUIDField(null=True)),
                ("entry", models.UUIDField(null=True)),
                ("level", models.CharField(choices=_LEVELS, max_length=12)),
                ("reason", models.CharField(choices=_REASONS, max_length=12)),
                ("made_at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("expires_at", models.DateTimeField()),
                ("downloads", models.PositiveSmallIntegerField(default=0)),
                ("content", models.BinaryField(default=b"")),
            ],
            options={"indexes": [models.Index(fields=["organisation", "made_by", "expires_at"], name="export_of_maker")]},
        ),
        guard_table("cases_export", "cases"),
    ]
