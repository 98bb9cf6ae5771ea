"""Sample rows of a workbook that was looked at, and what was said about its hidden parts."""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.ids
from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation

# PostgreSQL keeps no values of it in its statistics: names stand in it, and it is soon deleted.
_NO_STATISTICS = "ALTER TABLE registers_runpreview ALTER COLUMN samples SET STATISTICS 0;"


class Migration(migrations.Migration):
    dependencies = [("registers", "0007_parkedrow_confirmed")]

    operations = [
        migrations.AddField(model_name="importrun", name="hidden_parts", field=models.JSONField(default=list)),
        migrations.CreateModel(
            name="RunPreview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.importrun",
                    ),
                ),
                ("samples", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation", "run"), name="runpreview_once")],
            },
        ),
        organisation_key("registers_runpreview"),
        guard_table("registers_runpreview", "imports", may_delete=True),
        same_organisation("registers_runpreview", [("run_id", "registers_importrun")]),
        migrations.RunSQL(_NO_STATISTICS, migrations.RunSQL.noop),
    ]
