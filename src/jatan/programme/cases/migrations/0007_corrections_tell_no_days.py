"""What earlier corrections of cases said of days, places and villages goes from the revisions, and so do their instants.

Revisions are append-only for every role, and no link of the chain: only the owner can do this, once. Their new ids keep
the order and tell no time.
"""

from django.db import migrations

FREED = "ALTER TABLE ledger_revision NO FORCE ROW LEVEL SECURITY;"
FORCED = "ALTER TABLE ledger_revision FORCE ROW LEVEL SECURITY;"
# Midnight in India with which the quarter of an instant began.
QUARTER = "date_trunc('quarter', {0} AT TIME ZONE 'Asia/Kolkata') AT TIME ZONE 'Asia/Kolkata'"
DAYS = "ARRAY['opened_on','closed_on','follow_ups_reported','on','panchayat','village','place']"
REVISIONS = f"""
ALTER TABLE ledger_revision DISABLE TRIGGER ledger_revision_append_only;
UPDATE ledger_revision r SET
    id = n.id, before = r.before - {DAYS}, after = r.after - {DAYS}, at = {QUARTER.format("r.at")}
FROM (
    SELECT id AS was, (
        lpad(to_hex(row_number() OVER (PARTITION BY organisation_id ORDER BY at, id)), 16, '0')
        || left(replace(gen_random_uuid()::text, '-', ''), 16)
    )::uuid AS id
    FROM ledger_revision WHERE about_type IN ('cases.case', 'cases.casefollowup')
) n WHERE r.id = n.was;
ALTER TABLE ledger_revision ENABLE TRIGGER ledger_revision_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_days_leave_the_register"), ("ledger", "0002_walls")]
    operations = [
        migrations.RunSQL(FREED, FORCED),
        migrations.RunSQL(REVISIONS, migrations.RunSQL.noop),
        migrations.RunSQL(FORCED, FREED),
    ]
