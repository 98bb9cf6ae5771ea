"""Walls of the library: by organisation; a second policy lets anybody read what is public and not withdrawn."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation

# Policies of one command are joined with OR: this one widens SELECT alone.
PUBLIC = """
CREATE POLICY library_material_public ON library_material FOR SELECT
    USING (is_public AND withdrawn_at IS NULL);
"""
PUBLIC_UNDO = "DROP POLICY IF EXISTS library_material_public ON library_material;"


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [
        guard_table("library_material", "library"),
        guard_table("library_distribution", "library"),
        migrations.RunSQL(PUBLIC, PUBLIC_UNDO),
        same_organisation("library_distribution", [("material_id", "library_material")]),
    ]
