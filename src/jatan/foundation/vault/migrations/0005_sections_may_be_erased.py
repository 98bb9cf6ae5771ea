"""A sealed section may be deleted once no key to its case is left: what nobody can open any more, and nothing else."""

from django.db import migrations

ERASED = """
CREATE POLICY vault_section_delete ON vault_section FOR DELETE USING (
    organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.write_cases', true), ',')::uuid[])::uuid[])
    AND NOT EXISTS (
        SELECT 1 FROM vault_wrap w
        WHERE w.organisation_id = vault_section.organisation_id AND w."case" = vault_section."case"
    )
);
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0004_letters")]
    operations = [migrations.RunSQL(ERASED, "DROP POLICY vault_section_delete ON vault_section;")]
