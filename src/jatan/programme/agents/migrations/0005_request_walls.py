"""Walls of requests for one entry: the secretariat asks, the member answers, and a yes opens that entry for its days.

Who asks cannot answer and who answers cannot ask, whatever the program above says. The second policy on statements
stands beside the first: rows of the own register, or an entry that was granted to the secretariat and whose day is not
over. The inner question is asked once a statement, not once a row, so indexes stay usable.
"""

from django.db import migrations

_LISTED = "(SELECT string_to_array(current_setting('jatan.{}', true), ',')::uuid[])::uuid[]"
_ASK, _SEE = _LISTED.format("write_asks"), _LISTED.format("read_asks")
_SEES_REGISTER, _WRITES_REGISTER = _LISTED.format("read_agents"), _LISTED.format("write_agents")
_ANSWERS = f"organisation_id = ANY ({_SEES_REGISTER}) AND organisation_id = ANY ({_WRITES_REGISTER})"
_WALLS = f"""
ALTER TABLE agents_entryrequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE agents_entryrequest FORCE ROW LEVEL SECURITY;
CREATE POLICY agents_entryrequest_read ON agents_entryrequest FOR SELECT USING (organisation_id = ANY ({_SEE}));
CREATE POLICY agents_entryrequest_insert ON agents_entryrequest FOR INSERT
    WITH CHECK (organisation_id = ANY ({_ASK}) AND reply = '' AND statement_id IS NULL);
CREATE POLICY agents_entryrequest_update ON agents_entryrequest FOR UPDATE
    USING ({_ANSWERS} AND reply = '') WITH CHECK ({_ANSWERS});
CREATE POLICY agents_statement_granted ON agents_statement FOR SELECT USING (id = ANY ((
    SELECT array_agg(asked.statement_id) FROM agents_entryrequest asked
    WHERE asked.reply = 'yes' AND asked.until >= (now() AT TIME ZONE 'Asia/Kolkata')::date
      AND asked.organisation_id = ANY ({_ASK})
)::uuid[]));
ALTER TABLE agents_entryrequest ADD CONSTRAINT agents_entryrequest_statement_id_same_org
    FOREIGN KEY (organisation_id, statement_id) REFERENCES agents_statement (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED;
"""
_UNDO = """
ALTER TABLE agents_entryrequest DROP CONSTRAINT IF EXISTS agents_entryrequest_statement_id_same_org;
DROP POLICY IF EXISTS agents_statement_granted ON agents_statement;
DROP POLICY IF EXISTS agents_entryrequest_read ON agents_entryrequest;
DROP POLICY IF EXISTS agents_entryrequest_insert ON agents_entryrequest;
DROP POLICY IF EXISTS agents_entryrequest_update ON agents_entryrequest;
ALTER TABLE agents_entryrequest NO FORCE ROW LEVEL SECURITY;
ALTER TABLE agents_entryrequest DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0004_entry_requests")]
    operations = [migrations.RunSQL(_WALLS, _UNDO)]
