"""A letter's row goes when it is taken in: kept, its instants would tie a case of one member to one of another's.
Rows that were emptied until now go here."""

import uuid

from django.db import migrations, models

_LISTED = "(SELECT string_to_array(current_setting('jatan.write_cases', true), ',')::uuid[])::uuid[]"
_DELETE = f"CREATE POLICY vault_letter_delete ON vault_letter FOR DELETE USING (organisation_id = ANY (({_LISTED})));"
_TAKEN = """
ALTER TABLE vault_letter NO FORCE ROW LEVEL SECURITY;
DELETE FROM vault_letter WHERE taken_at IS NOT NULL;
ALTER TABLE vault_letter FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0005_sections_may_be_erased")]
    operations = [
        migrations.RunSQL(_DELETE, "DROP POLICY IF EXISTS vault_letter_delete ON vault_letter;"),
        migrations.RunSQL(_TAKEN, migrations.RunSQL.noop),
        migrations.RemoveIndex("letter", "letter_waiting"),
        migrations.RemoveField("letter", "taken_at"),
        migrations.AlterField(
            "letter",
            "id",
            models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
        ),
        migrations.AddIndex("letter", models.Index(fields=["organisation", "team", "kind"], name="letter_waits")),
    ]
