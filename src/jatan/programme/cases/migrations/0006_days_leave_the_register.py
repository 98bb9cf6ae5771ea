"""Every case's days, village and follow-ups become the body of a letter that waits; its fact is counted from now on.

The ledger's events stay as they are, for they are chained: those written until now name the month in which a case was
opened (docs/adr/0013).
"""

import datetime as dt
import hmac
import os
import random
import uuid

from django.db import migrations

TABLES = ("cases_case", "cases_casefollowup", "cases_casewaiting", "cases_casefact")
FORCED = "\n".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;" for table in TABLES)
FREED = "\n".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;" for table in TABLES)
# Midnight in India with which the quarter of an instant began.
QUARTER = "date_trunc('quarter', {0} AT TIME ZONE 'Asia/Kolkata') AT TIME ZONE 'Asia/Kolkata'"
REGISTER = f"""
UPDATE cases_case c SET
    opened_quarter = date_trunc('quarter', c.opened_on)::date,
    place_id = coalesce(p.district_id, c.place_id),
    panchayat = '', village = '',
    recorded_at = {QUARTER.format("c.recorded_at")},
    changed_at = {QUARTER.format("c.changed_at")},
    withdrawn_at = {QUARTER.format("c.withdrawn_at")}
FROM places_place p WHERE p.id = c.place_id;
"""


class Tables:
    """The tables of this moment, on the connection that is being migrated."""

    def __init__(self, apps, schema_editor):
        self._apps, self._alias = apps, schema_editor.connection.alias

    def __call__(self, app, name):
        return self._apps.get_model(app, name).objects.using(self._alias)


def put_away(apps, schema_editor):
    """Bodies and facts, in an order that tells nothing of the register's."""
    rows_of = Tables(apps, schema_editor)
    held = {}
    for case_id, day in rows_of("cases", "CaseFollowUp").filter(withdrawn_at=None).values_list("case", "on"):
        held.setdefault(case_id, []).append(day.isoformat())
    district = dict(rows_of("places", "Place").filter(level="block").values_list("id", "district"))
    waiting, facts = [], []
    for row in rows_of("cases", "Case").iterator():
        secret = os.urandom(32)
        waiting.append(waiting_row(apps, row, sorted(held.get(row.pk, [])), secret))
        if row.withdrawn_at is None:
            facts.append(fact_row(apps, row, district.get(row.place_id) or row.place_id, secret))
    for name, rows in (("CaseWaiting", waiting), ("CaseFact", facts)):
        random.SystemRandom().shuffle(rows)
        rows_of("cases", name).bulk_create(rows, batch_size=2000)


def waiting_row(apps, row, follow_ups, secret):
    body = {
        "code": row.code,
        "kind": row.kind,
        "opened_on": row.opened_on.isoformat(),
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        "is_closed": row.is_closed,
        "follow_ups": follow_ups,
        "follow_ups_reported": row.follow_ups_reported,
        "place": str(row.place_id),
        "panchayat": row.panchayat,
        "village": row.village,
        "facts_secret": secret.hex(),
    }
    return apps.get_model("cases", "CaseWaiting")(organisation_id=row.organisation_id, case_id=row.pk, body=body)


def fact_row(apps, row, district_id, secret):
    day = row.opened_on
    return apps.get_model("cases", "CaseFact")(
        id=uuid.UUID(bytes=hmac.digest(secret, b"v1", "sha256")[:16]),
        organisation_id=row.organisation_id,
        district_id=district_id,
        quarter=day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        kind=row.kind,
    )


def bring_back(apps, schema_editor):
    """What still waits is written open again; of a sealed case the quarter's first day stands in for the day."""
    rows_of = Tables(apps, schema_editor)
    bodies = {row.case_id: row.body for row in rows_of("cases", "CaseWaiting").iterator()}
    for row in rows_of("cases", "Case").iterator():
        body = bodies.get(row.pk, {"opened_on": row.opened_quarter.isoformat()})
        row.opened_on = dt.date.fromisoformat(body["opened_on"])
        row.closed_on = dt.date.fromisoformat(body["closed_on"]) if body.get("closed_on") else None
        row.follow_ups_reported = body.get("follow_ups_reported")
        row.panchayat, row.village = body.get("panchayat", ""), body.get("village", "")
        row.place_id = body.get("place", row.place_id)
        row.save()
        for day in body.get("follow_ups", ()):
            rows_of("cases", "CaseFollowUp").create(
                organisation_id=row.organisation_id, place_id=row.place_id, case=row, on=day
            )
    rows_of("cases", "CaseWaiting").delete()
    rows_of("cases", "CaseFact").delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_quarter_beside_the_day")]
    operations = [
        migrations.RunSQL(FREED, FORCED),
        migrations.RunSQL("", "SET CONSTRAINTS ALL IMMEDIATE;"),
        migrations.RunPython(put_away, bring_back),
        migrations.RunSQL(REGISTER, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE;", ""),
        migrations.RunSQL(FORCED, FREED),
    ]
