"""Signed statements of who may read a case."""

import django.db.models.deletion
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key
from jatan.kernel.ids import new_id

_ERASED = """
CREATE POLICY vault_casestatement_delete ON vault_casestatement FOR DELETE USING (
    organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.write_cases', true), ',')::uuid[])::uuid[])
    AND NOT EXISTS (
        SELECT 1 FROM vault_wrap w
        WHERE w.organisation_id = vault_casestatement.organisation_id AND w."case" = vault_casestatement."case"
    )
);
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0001_squashed_0003"), ("vault", "0009_rosters")]

    operations = [
        migrations.CreateModel(
            name="CaseStatement",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                ("case", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("body", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "case", "number"), name="case_statement_once")
                ]
            },
        ),
        migrations.AddField("section", "statement", models.PositiveIntegerField(default=0)),
        organisation_key("vault_casestatement"),
        guard_table("vault_casestatement", "cases", append_only=True),
        migrations.RunSQL(_ERASED, "DROP POLICY vault_casestatement_delete ON vault_casestatement;"),
    ]
