"""Journeys recorded before the database required checks stay, with a reason why they have none."""

import datetime as dt
import uuid
from typing import Any

import psycopg
import pytest

from jatan.kernel.ids import new_id
from tests.migration_database import OldHouse, old_house

__all__ = ["old_house"]

AT = dt.datetime(2024, 5, 17, 9, 30, tzinfo=dt.UTC)
EMPTY: dict[str, Any] = {
    "character varying": "",
    "text": "",
    "integer": 0,
    "smallint": 0,
    "boolean": False,
    "ARRAY": [],
    "date": AT.date(),
    "timestamp with time zone": AT,
}


def insert(house: OldHouse, table: str, **values: Any) -> uuid.UUID:
    """Insert one row with the given values; other columns without NULL get an empty value. Returns its id."""
    asked = (
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
        " AND column_default IS NULL AND is_generated = 'NEVER'"
    )
    values = {"id": new_id(), **values}
    empty = {name: EMPTY[kind] for name, kind in house.rows(asked, [table]) if name not in values}
    house.insert(table, **empty, **values)
    return uuid.UUID(str(values["id"]))


def test_existing_journeys_get_a_reason_and_new_ones_need_checks(old_house: OldHouse) -> None:
    old_house.migrate("safeguarding", "0001_squashed_0002").migrate("journeys", "0001_squashed_0006")
    office = insert(old_house, "network_organisation", code="G", kind="member")
    place = insert(old_house, "places_place", level="district")
    where = {"organisation_id": office, "place_id": place}
    person = insert(old_house, "people_person", **where)
    before = insert(old_house, "journeys_journey", **where, person_id=person)
    followed = insert(old_house, "journeys_journey", **where, person_id=person)
    insert(old_house, "safeguarding_agreement", **where, journey_id=followed)

    old_house.migrate("safeguarding", "0003_every_journey_is_agreed_on")
    kept = old_house.rows("SELECT id, exempt_because, checked_journey_id FROM journeys_journey ORDER BY id")
    assert kept == [(before, "before_checks", None), (followed, "before_checks", None)]
    assert old_house.rows("SELECT journey_id FROM safeguarding_agreement") == [(followed,)]

    insert(old_house, "journeys_journey", **where, person_id=person, exempt_because="imported")
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="journey_"):
        insert(old_house, "journeys_journey", **where, person_id=person)

    old_house.migrate("safeguarding", "0001_squashed_0002").migrate("journeys", "0001_squashed_0006")
    assert len(old_house.rows("SELECT id FROM journeys_journey")) == 3
