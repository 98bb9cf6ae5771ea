"""An index on the ledger's events about registers: the home page asks whether a member's registers are in."""

from django.db import migrations

_VERBS = "('registers.workbook_imported', 'registers.begun_empty')"
_INDEX = f"CREATE INDEX ledger_event_registers_begun ON ledger_event (organisation_id) WHERE verb IN {_VERBS}"


class Migration(migrations.Migration):
    dependencies = [("registers", "0005_correction_another"), ("ledger", "0001_squashed_0002")]

    operations = [migrations.RunSQL(_INDEX, "DROP INDEX ledger_event_registers_begun")]
