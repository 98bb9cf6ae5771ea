"""The migrations that take days out of the open register: nothing is lost, no day is left, all can be undone."""

import datetime as dt
import hmac
import uuid

import psycopg
import pytest
from psycopg.types.json import Jsonb

from jatan.config.postgres import cluster as clusters
from jatan.kernel.ids import new_id
from tests.migrating import OldHouse, old_house, superuser

__all__ = ["old_house"]

ORGANISATION, DISTRICT, BLOCK = new_id(), new_id(), new_id()
FIRST, SECOND, GONE = new_id(), new_id(), new_id()
AT = dt.datetime(2024, 5, 17, 9, 30, tzinfo=dt.UTC)
QUARTER = dt.datetime(2024, 3, 31, 18, 30, tzinfo=dt.UTC)  # midnight of 1 April in India
FILES = "SELECT relname, relfilenode FROM pg_class WHERE relname IN ('cases_case', 'ledger_revision')"
WALLED = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"


@pytest.fixture
def old(old_house: OldHouse) -> OldHouse:
    """A register that still has days: three cases of one office, two follow-ups, two corrections."""
    old_house.migrate("cases", "0002_walls").migrate("ledger", "0002_walls")
    names = {"name_hi": "ग", "name_en": "G"}
    since = dt.date(2021, 4, 1)
    old_house.insert("network_organisation", id=ORGANISATION, code="G", kind="member", member_since=since, **names)
    place = {"census2011_code": "", "country_code": "", "is_hi_verified": True, "aliases": [], "fold": ""}
    old_house.insert("places_place", id=DISTRICT, level="district", **names, **place)
    old_house.insert("places_place", id=BLOCK, level="block", district_id=DISTRICT, **names, **place)
    _case(old_house, FIRST, code="G-1", opened_on=dt.date(2024, 2, 29), closed_on=dt.date(2024, 5, 16), is_closed=True)
    _case(old_house, SECOND, code="G-2", opened_on=dt.date(2024, 4, 1))
    _case(old_house, GONE, code="G-3", opened_on=dt.date(2024, 5, 16), withdrawn_at=AT)
    for day in (dt.date(2024, 3, 7), dt.date(2024, 3, 1)):
        old_house.insert("cases_casefollowup", id=new_id(), case_id=FIRST, on=day, **_guarded())
    for number, (verb, said) in enumerate((("amended", {"opened_on": "2024-02-28"}), ("closed", {"is_closed": False}))):
        told = {"before": Jsonb(said), "after": Jsonb(said), "verb": verb, "reason": ""}
        about = {"family": "cases", "about_type": "cases.case", "about": FIRST, "organisation_id": ORGANISATION}
        old_house.insert("ledger_revision", id=new_id(), at=AT + dt.timedelta(minutes=number), **about, **told)
    return old_house


def _case(house: OldHouse, case: uuid.UUID, **said: object) -> None:
    usual = {"kind": "violence", "is_closed": False, "follow_ups_reported": 3}
    where = {"panchayat": "बसिया", "village": "सालटोली"}
    house.insert("cases_case", id=case, **(_guarded() | usual | where | said))


def _guarded() -> dict[str, object]:
    instants = {"recorded_at": AT, "changed_at": AT}
    words = {"panchayat": "", "village": "", "withdrawn_reason": ""}
    return {"organisation_id": ORGANISATION, "place_id": BLOCK, **instants, **words}


def test_every_day_waits_to_be_sealed_and_none_is_left_open(old: OldHouse) -> None:
    before = dict(old.rows(FILES))
    old.migrate("cases", "0009_tables_written_anew")
    assert old.rows(
        "SELECT code, opened_quarter, place_id, panchayat || village, recorded_at, changed_at, withdrawn_at"
        " FROM cases_case ORDER BY code"
    ) == [
        ("G-1", dt.date(2024, 1, 1), DISTRICT, "", QUARTER, QUARTER, None),
        ("G-2", dt.date(2024, 4, 1), DISTRICT, "", QUARTER, QUARTER, None),
        ("G-3", dt.date(2024, 4, 1), DISTRICT, "", QUARTER, QUARTER, QUARTER),
    ]
    assert old.rows("SELECT to_regclass('cases_casefollowup')") == [(None,)]
    after = dict(old.rows(FILES))
    assert all(after[table] != before[table] for table in before), "a dropped column stays in its pages otherwise"


def test_what_waits_says_all_that_the_register_said_and_names_the_fact_that_counts(old: OldHouse) -> None:
    old.migrate("cases", "0009_tables_written_anew")
    bodies = dict(old.rows("SELECT case_id, body FROM cases_casewaiting"))
    secret = bytes.fromhex(bodies[FIRST].pop("facts_secret"))
    assert bodies[FIRST] == {
        "code": "G-1", "kind": "violence", "opened_on": "2024-02-29", "closed_on": "2024-05-16", "is_closed": True,
        "follow_ups": ["2024-03-01", "2024-03-07"], "follow_ups_reported": 3, "place": str(BLOCK), "panchayat": "बसिया",
        "village": "सालटोली",
    }  # fmt: skip
    assert set(bodies) == {FIRST, SECOND, GONE}
    facts = {row[0]: row[1:] for row in old.rows("SELECT id, district_id, quarter, kind, stage FROM cases_casefact")}
    first = uuid.UUID(bytes=hmac.digest(secret, b"v1", "sha256")[:16])
    assert facts.pop(first) == (DISTRICT, dt.date(2024, 1, 1), "violence", "")
    assert list(facts.values()) == [(DISTRICT, dt.date(2024, 4, 1), "violence", "")]


def test_what_corrections_said_of_days_is_gone_and_their_order_is_kept(old: OldHouse) -> None:
    old.migrate("cases", "0009_tables_written_anew")
    assert old.rows("SELECT verb, before, after, at FROM ledger_revision ORDER BY id") == [
        ("amended", {}, {}, QUARTER),
        ("closed", {"is_closed": False}, {"is_closed": False}, QUARTER),
    ]
    with superuser(old.name) as tables, pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        tables.execute("DELETE FROM ledger_revision")
    walled = {name for (name,) in old.rows(WALLED)}
    assert {"cases_case", "cases_casefact", "cases_casewaiting", "ledger_revision"} <= walled


def test_the_way_back_writes_what_still_waits_open_again(old: OldHouse) -> None:
    columns = "code, opened_on, closed_on, follow_ups_reported, place_id, panchayat, village"
    questions = (
        f"SELECT {columns} FROM cases_case ORDER BY code",
        'SELECT case_id, "on" FROM cases_casefollowup ORDER BY 2',
    )
    before = [old.rows(question) for question in questions]
    old.migrate("cases", "0009_tables_written_anew").migrate("cases", "0002_walls")
    assert [old.rows(question) for question in questions] == before
    assert ("cases_casefollowup",) in old.rows(WALLED)


def test_a_village_is_gone_from_every_file_of_the_database_once_it_is_sealed(old: OldHouse) -> None:
    old.migrate("cases", "0009_tables_written_anew")
    with superuser(old.name) as tables:
        tables.execute("ANALYZE")
        tables.execute("CHECKPOINT")
    assert _files_with(old, "सालटोली") == _files_of(old, "cases_casewaiting")
    with superuser(old.name) as tables:
        tables.execute("DELETE FROM cases_casewaiting")
        tables.execute("CHECKPOINT")
    assert _files_with(old, "सालटोली"), "a deleted row stays in its page"
    with superuser(old.name) as tables:
        tables.execute("SELECT jatan_rewrite_cases()")
        tables.execute("CHECKPOINT")
    assert _files_with(old, "सालटोली") == set()


def _files_of(house: OldHouse, table: str) -> set[str]:
    return {path.rpartition("/")[2] for (path,) in house.rows(f"SELECT pg_relation_filepath('{table}')")}


def _files_with(house: OldHouse, word: str) -> set[str]:
    """Names of the files of this database that hold a word."""
    ((number,),) = house.rows("SELECT oid::text FROM pg_database WHERE datname = current_database()")
    folder = clusters.cluster().data / "base" / number
    while True:
        try:
            return {path.name for path in folder.iterdir() if word.encode() in path.read_bytes()}
        except FileNotFoundError:
            continue  # the server took one away while they were read: all of them once more
