"""Room for the days of cases on their way into sealed files, while an organisation has no team that could receive them.

No statistics are gathered of the bodies: PostgreSQL keeps samples of a column's values, in clear and for long.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls"), ("network", "0003_marks")]
    operations = [
        migrations.CreateModel(
            name="CaseWaiting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("body", models.JSONField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation", "case"), name="case_waits_once")],
            },
        ),
        guard_table("cases_casewaiting", "cases", may_delete=True),
        same_organisation("cases_casewaiting", [("case_id", "cases_case")]),
        migrations.RunSQL(
            "ALTER TABLE cases_casewaiting ALTER COLUMN body SET STATISTICS 0;", migrations.RunSQL.noop
        ),
    ]
