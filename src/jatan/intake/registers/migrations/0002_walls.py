"""Every table of the import desk stands behind the `imports` wall, and points only at rows of its own organisation."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]

    operations = [
        guard_table("registers_importrun", "imports"),
        guard_table("registers_importedrow", "imports"),
        guard_table("registers_parkedrow", "imports"),
        guard_table("registers_proposedcorrection", "imports"),
        guard_table("registers_rowwarning", "imports"),
        guard_table("registers_learnedmapping", "imports", may_delete=True),
        same_organisation("registers_importedrow", [("run_id", "registers_importrun")]),
        same_organisation(
            "registers_parkedrow", [("run_id", "registers_importrun"), ("corrects_id", "registers_importedrow")]
        ),
        same_organisation(
            "registers_proposedcorrection",
            [("run_id", "registers_importrun"), ("imported_row_id", "registers_importedrow")],
        ),
        same_organisation(
            "registers_rowwarning",
            [("run_id", "registers_importrun"), ("imported_row_id", "registers_importedrow")],
        ),
    ]
