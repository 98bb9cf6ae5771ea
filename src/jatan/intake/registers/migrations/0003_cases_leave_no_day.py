"""What imports left behind of the register of cases tells no day any more.

Digests and marks of its rows become keyed ones (`sealed_kinds`), made from the old ones, so that a row that is in is
still known. Rows that were mended, dismissed or decided about are emptied; those that wait keep what they say.
"""

import json

from django.db import migrations

from jatan.intake.registers.sealed_kinds import keyed_cell, keyed_content

TABLES = ("registers_importedrow", "registers_parkedrow", "registers_proposedcorrection", "registers_rowwarning")
FREED = "\n".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;" for table in TABLES)
FORCED = "\n".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;" for table in TABLES)
EMPTIED = """
UPDATE registers_parkedrow SET cells = '{}', problems = (
    SELECT coalesce(jsonb_agg(one || '{"message": "", "candidates": []}'), '[]') FROM jsonb_array_elements(problems) one
) WHERE kind = 'cases' AND status <> 'open';
UPDATE registers_proposedcorrection SET cells = '{}' WHERE kind = 'cases' AND status <> 'open';
UPDATE registers_rowwarning w SET detail = '' FROM registers_importedrow i
    WHERE i.id = w.imported_row_id AND i.kind = 'cases' AND w.field <> 'case_kind';
"""


def key(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES[:3]:
            cursor.execute(f"SELECT id, identity FROM {table} WHERE kind = 'cases'")
            for pk, identity in cursor.fetchall():
                cursor.execute(f"UPDATE {table} SET identity = %s WHERE id = %s", [keyed_content(bytes(identity)), pk])
        cursor.execute("SELECT id, marks::text FROM registers_importedrow WHERE kind = 'cases'")
        for pk, marks in cursor.fetchall():
            keyed = {name: keyed_cell(name, plain) for name, plain in json.loads(marks).items()}
            cursor.execute("UPDATE registers_importedrow SET marks = %s WHERE id = %s", [json.dumps(keyed), pk])


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_walls")]
    operations = [
        migrations.RunSQL(FREED, FORCED),
        migrations.RunPython(key, migrations.RunPython.noop),
        migrations.RunSQL(EMPTIED, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE;", ""),
        migrations.RunSQL(FORCED, FREED),
    ]
