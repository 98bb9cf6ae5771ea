"""Anybody may put a call in; nobody reads one that has not been delivered but the delivery itself (`jatan.calls`).

A delivered call stands behind the wall `calls` of the organisation that it was brought to.
"""

from django.db import migrations

_LISTED = "organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.{}_calls', true), ',')::uuid[])::uuid[])"
_READ, _WRITE = _LISTED.format("read"), _LISTED.format("write")
_DOOR = "current_setting('jatan.calls', true) = 'open'"
_WALLS = f"""
ALTER TABLE calls_callforhelp ENABLE ROW LEVEL SECURITY;
ALTER TABLE calls_callforhelp FORCE ROW LEVEL SECURITY;
CREATE POLICY calls_callforhelp_read ON calls_callforhelp FOR SELECT USING ({_DOOR} OR {_READ});
CREATE POLICY calls_callforhelp_insert ON calls_callforhelp FOR INSERT
    WITH CHECK (organisation_id IS NULL AND issue IS NULL AND delivered_at IS NULL AND answered_at IS NULL);
CREATE POLICY calls_callforhelp_update ON calls_callforhelp FOR UPDATE
    USING ({_DOOR} OR {_WRITE}) WITH CHECK ({_DOOR} OR {_WRITE});
"""
_UNDO = """
DROP POLICY IF EXISTS calls_callforhelp_read ON calls_callforhelp;
DROP POLICY IF EXISTS calls_callforhelp_insert ON calls_callforhelp;
DROP POLICY IF EXISTS calls_callforhelp_update ON calls_callforhelp;
ALTER TABLE calls_callforhelp NO FORCE ROW LEVEL SECURITY;
ALTER TABLE calls_callforhelp DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial")]

    operations = [migrations.RunSQL(_WALLS, _UNDO)]
