"""A run can be undone: which rows later runs repeated, and what was undone by whom.

Rows of imports may be deleted only while their run is being undone: the transaction names it in `jatan.undone_run`.
Records are withdrawn, never deleted (docs/adr/0027-an-import-is-undone.md).
"""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.ids
from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation

_TABLES = ("registers_importedrow", "registers_parkedrow", "registers_proposedcorrection", "registers_rowwarning")
_MAY_WRITE = "organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.write_imports', true), ',')::uuid[])::uuid[])"
_IS_UNDONE = "run_id::text = current_setting('jatan.undone_run', true)"
_UNDO = "\n".join(
    f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({_MAY_WRITE} AND {_IS_UNDONE});" for table in _TABLES
)
_BACK = "\n".join(f"DROP POLICY IF EXISTS {table}_delete ON {table};" for table in _TABLES)


class Migration(migrations.Migration):
    dependencies = [("registers", "0008_run_preview"), ("network", "0004_keys_of_version_0_1_tables")]
    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("running", "running"),
                    ("done", "done"),
                    ("previewed", "previewed, nothing kept"),
                    ("failed", "failed, nothing kept"),
                    ("undoing", "being undone"),
                    ("undone", "undone"),
                ],
                default="running",
                max_length=10,
            ),
        ),
        migrations.AddField("importrun", "months", models.JSONField(default=dict)),
        migrations.AddField("importrun", "undone_at", models.DateTimeField(null=True)),
        migrations.AddField("importrun", "undone_by", models.UUIDField(editable=False, null=True)),
        migrations.AddField(
            "importrun",
            "undo_reason",
            models.CharField(blank=True, max_length=300, verbose_name="reason for undoing"),
        ),
        migrations.AddField("importrun", "undo_counts", models.JSONField(default=dict)),
        migrations.CreateModel(
            name="RepeatedRow",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=24)),
                ("identity", models.BinaryField(max_length=16)),
                ("occurrence", models.PositiveIntegerField(default=0)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
                ("run", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.importrun")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "identity", "occurrence", "run"), name="repeatedrow_once"
                    )
                ],
            },
        ),
        organisation_key("registers_repeatedrow"),
        guard_table("registers_repeatedrow", "imports", may_delete=True),
        same_organisation("registers_repeatedrow", [("run_id", "registers_importrun")]),
        migrations.RunSQL(_UNDO, _BACK),
    ]
