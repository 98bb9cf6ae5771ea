"""Walls of the vault. Public keys may be read by everybody who works on cases anywhere: a referral needs them.

No sealed row is ever changed by a page: wraps and gifts are made and removed, sections are appended.
"""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation

_MAY_READ = "(SELECT coalesce(current_setting('jatan.read_cases', true), '') <> '')"
_MAY_WRITE = (
    "organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.write_cases', true), ',')::uuid[])::uuid[])"
)
_DIRECTORY = f"""
ALTER TABLE vault_directorykey ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_directorykey FORCE ROW LEVEL SECURITY;
CREATE POLICY vault_directorykey_read ON vault_directorykey FOR SELECT USING ({_MAY_READ});
CREATE POLICY vault_directorykey_insert ON vault_directorykey FOR INSERT WITH CHECK ({_MAY_WRITE});
CREATE POLICY vault_directorykey_update ON vault_directorykey FOR UPDATE USING ({_MAY_WRITE}) WITH CHECK ({_MAY_WRITE});
"""
_UNDO = """
DROP POLICY IF EXISTS vault_directorykey_read ON vault_directorykey;
DROP POLICY IF EXISTS vault_directorykey_insert ON vault_directorykey;
DROP POLICY IF EXISTS vault_directorykey_update ON vault_directorykey;
ALTER TABLE vault_directorykey NO FORCE ROW LEVEL SECURITY;
ALTER TABLE vault_directorykey DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [
        migrations.RunSQL(_DIRECTORY, _UNDO),
        guard_table("vault_slot", "cases", may_delete=True),
        guard_table("vault_team", "cases"),
        guard_table("vault_teammember", "cases"),
        guard_table("vault_teamgift", "cases", may_delete=True),
        guard_table("vault_signergift", "cases", may_delete=True),
        guard_table("vault_wrap", "cases", may_delete=True),
        guard_table("vault_section", "cases"),
        guard_table("vault_sealedfile", "cases", may_delete=True),
        same_organisation("vault_teammember", [("team_id", "vault_team")]),
        same_organisation("vault_teamgift", [("team_id", "vault_team")]),
    ]
