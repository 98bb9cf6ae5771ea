"""The migration that turns sentences in clear into codes: the sentences are gone from the tables and from the disk."""

import datetime as dt

import psycopg
import pytest
from psycopg.types.json import Jsonb

from jatan.config.postgres import cluster as clusters
from jatan.kernel.ids import new_id
from tests.migrating import OldHouse, old_house, superuser

__all__ = ["old_house"]

ORGANISATION, DISTRICT = new_id(), new_id()
AT = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
WORDS = "बुधनी दो बार लिखी गई"


@pytest.fixture
def old(old_house: OldHouse) -> OldHouse:
    """Two cases, one of them withdrawn with a sentence, and two unusual readings, one of them answered with one."""
    old_house.migrate("cases", "0011_exports")
    names = {"name_hi": "ग", "name_en": "G"}
    since = dt.date(2021, 4, 1)
    old_house.insert("network_organisation", id=ORGANISATION, code="G", kind="member", member_since=since, **names)
    place = {"census2011_code": "", "country_code": "", "is_hi_verified": True, "aliases": [], "fold": ""}
    old_house.insert("places_place", id=DISTRICT, level="district", **names, **place)
    where = {"organisation_id": ORGANISATION, "place_id": DISTRICT, "panchayat": "", "village": ""}
    usual = {"kind": "violence", "is_closed": False, "recorded_at": AT, "changed_at": AT}
    quarter = {"opened_quarter": dt.date(2026, 10, 1)}
    for code, reason in (("G-1", ""), ("G-2", WORDS)):
        case = new_id()
        gone = {"withdrawn_at": AT if reason else None, "withdrawn_reason": reason}
        old_house.insert("cases_case", id=case, code=code, **where, **usual, **quarter, **gone)
        told = {"before": Jsonb({}), "after": Jsonb({}), "verb": "cases.case_withdrawn", "reason": reason}
        about = {"family": "cases", "about_type": "cases.case", "about": case, "organisation_id": ORGANISATION}
        old_house.insert("ledger_revision", id=new_id(), at=AT, **about, **told)
        alert = {"account": new_id(), "why": "night", "how_many": 1, "raised_at": AT, "answer": reason}
        old_house.insert("cases_readingalert", id=new_id(), organisation_id=ORGANISATION, **alert)
    elsewhere = {"family": "people", "about_type": "people.person", "about": new_id(), "organisation_id": ORGANISATION}
    kept = {"before": Jsonb({}), "after": Jsonb({}), "verb": "x", "reason": "दो बार"}
    old_house.insert("ledger_revision", id=new_id(), at=AT, **elsewhere, **kept)
    return old_house


def test_every_sentence_becomes_the_code_other_and_what_says_nothing_stays_empty(old: OldHouse) -> None:
    old.migrate("cases", "0012_reasons_are_codes")
    assert old.rows("SELECT code, withdrawn_reason FROM cases_case ORDER BY 1") == [("G-1", ""), ("G-2", "other")]
    assert old.rows("SELECT answer FROM cases_readingalert ORDER BY 1") == [("",), ("other",)]
    assert old.rows("SELECT about_type, reason FROM ledger_revision ORDER BY 1, 2") == [
        ("cases.case", ""),
        ("cases.case", "other"),
        ("people.person", "दो बार"),
    ]
    walled = {name for (name,) in old.rows("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")}
    assert {"cases_case", "cases_readingalert", "ledger_revision"} <= walled


def test_no_file_of_the_database_holds_the_sentence_and_revisions_are_shut_again(old: OldHouse) -> None:
    assert _files_with(old, "बुधनी")
    old.migrate("cases", "0012_reasons_are_codes")
    assert _files_with(old, "बुधनी") == set()
    with superuser(old.name) as tables, pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        tables.execute("UPDATE ledger_revision SET reason = ''")


def test_a_sentence_has_no_room_any_more_and_the_way_back_gives_it_room(old: OldHouse) -> None:
    old.migrate("cases", "0012_reasons_are_codes")
    with superuser(old.name) as tables, pytest.raises(psycopg.errors.CheckViolation):
        tables.execute("UPDATE cases_case SET withdrawn_reason = 'दो बार'")
    old.migrate("cases", "0011_exports")
    with superuser(old.name) as tables:
        tables.execute("UPDATE cases_case SET withdrawn_reason = 'दो बार'")


def _files_with(house: OldHouse, word: str) -> set[str]:
    """Names of the files of this database that hold a word."""
    with superuser(house.name) as tables:
        tables.execute("CHECKPOINT")
    ((number,),) = house.rows("SELECT oid::text FROM pg_database WHERE datname = current_database()")
    folder = clusters.cluster().data / "base" / number
    return {path.name for path in folder.iterdir() if word.encode() in path.read_bytes()}
