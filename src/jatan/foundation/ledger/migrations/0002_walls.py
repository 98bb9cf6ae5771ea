"""Walls of the ledger: per organisation, append-only for every role, revisions behind the wall of the row they speak of."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table

APPEND_ONLY = """
CREATE FUNCTION jatan_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_event_append_only BEFORE UPDATE OR DELETE ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION jatan_append_only();
CREATE TRIGGER ledger_event_no_truncate BEFORE TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION jatan_append_only();
CREATE TRIGGER ledger_revision_append_only BEFORE UPDATE OR DELETE ON ledger_revision
    FOR EACH ROW EXECUTE FUNCTION jatan_append_only();
"""
APPEND_ONLY_UNDO = """
DROP TRIGGER ledger_revision_append_only ON ledger_revision;
DROP TRIGGER ledger_event_no_truncate ON ledger_event;
DROP TRIGGER ledger_event_append_only ON ledger_event;
DROP FUNCTION jatan_append_only();
"""
LISTED = "organisation_id = ANY (string_to_array(current_setting('jatan.{verb}_' || family, true), ',')::uuid[])"
REVISION = f"""
ALTER TABLE ledger_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_revision FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_revision_read ON ledger_revision FOR SELECT USING ({LISTED.format(verb="read")});
CREATE POLICY ledger_revision_insert ON ledger_revision FOR INSERT WITH CHECK ({LISTED.format(verb="write")});
"""
REVISION_UNDO = """
DROP POLICY ledger_revision_insert ON ledger_revision;
DROP POLICY ledger_revision_read ON ledger_revision;
ALTER TABLE ledger_revision NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_revision DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        guard_table("ledger_chain", "ledger"),
        guard_table("ledger_event", "ledger", append_only=True),
        migrations.RunSQL(APPEND_ONLY, APPEND_ONLY_UNDO),
        migrations.RunSQL(REVISION, REVISION_UNDO),
    ]
