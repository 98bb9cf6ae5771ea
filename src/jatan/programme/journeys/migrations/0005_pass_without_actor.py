"""Whose pass a code is may be asked without an actor: for the one code that the transaction names, and no other."""

from django.db import migrations

_WALL = """
CREATE POLICY journeys_pass_by_code ON journeys_pass FOR SELECT
    USING (code <> '' AND code = (SELECT current_setting('jatan.pass', true)));
"""
_UNDO = "DROP POLICY IF EXISTS journeys_pass_by_code ON journeys_pass;"


class Migration(migrations.Migration):
    dependencies = [("journeys", "0004_loop_walls")]

    operations = [migrations.RunSQL(_WALL, _UNDO)]
