"""Walls of the register: by organisation, nothing points outside it, and what was said is never said otherwise.

A statement may be withdrawn and folded anew; PostgreSQL refuses every other change, to whomever.
"""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation

_IMMUTABLE = """
CREATE FUNCTION agents_statement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['name_fold', 'name_key', 'fold_version', 'changed_at',
                        'withdrawn_at', 'withdrawn_by', 'withdrawn_reason'];
BEGIN
    IF to_jsonb(NEW) - may <> to_jsonb(OLD) - may THEN
        RAISE EXCEPTION 'a statement is withdrawn and said anew, never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agents_statement_stays BEFORE UPDATE ON agents_statement
    FOR EACH ROW EXECUTE FUNCTION agents_statement_stays();
"""
_UNDO = """
DROP TRIGGER IF EXISTS agents_statement_stays ON agents_statement;
DROP FUNCTION IF EXISTS agents_statement_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0001_initial"), ("journeys", "0002_walls")]
    operations = [
        guard_table("agents_statement", "agents"),
        guard_table("agents_profile", "agents"),
        guard_table("agents_joining", "agents"),
        same_organisation("agents_statement", [("journey_id", "journeys_journey")]),
        same_organisation("agents_profile", [("seed_id", "agents_statement")]),
        same_organisation("agents_joining", [("profile_id", "agents_profile"), ("statement_id", "agents_statement")]),
        migrations.RunSQL(_IMMUTABLE, _UNDO),
    ]
