"""The migrations that take days out of the open register: nothing is lost, nothing of a day is left, all can be undone.

They run in a database of their own, from the tables as they were before.
"""

import datetime as dt
import hmac
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from psycopg.types.json import Jsonb

from jatan.config.postgres import cluster as clusters
from jatan.config.postgres import roles
from jatan.kernel.ids import new_id

ORGANISATION, DISTRICT, BLOCK = new_id(), new_id(), new_id()
FIRST, SECOND, GONE = new_id(), new_id(), new_id()
AT = dt.datetime(2024, 5, 17, 9, 30, tzinfo=dt.UTC)
FILES = "SELECT relname, relfilenode FROM pg_class WHERE relname IN ('cases_case', 'ledger_revision')"
QUARTER = dt.datetime(2024, 3, 31, 18, 30, tzinfo=dt.UTC)  # midnight of 1 April in India


def _superuser(name: str, *, autocommit: bool = True) -> psycopg.Connection[Any]:
    where = roles.conninfo(clusters.cluster(), clusters.SUPERUSER, name)
    return psycopg.connect(where, autocommit=autocommit)


@contextmanager
def _migrating(name: str) -> Iterator[None]:
    """Both aliases at another database, as its owner."""
    kept = {alias: dict(connections[alias].settings_dict) for alias in ("default", "owner")}
    for alias in kept:
        connections[alias].close()
        connections[alias].settings_dict.update(kept["owner"] | {"NAME": name})
    try:
        yield
    finally:
        for alias, before in kept.items():
            connections[alias].close()
            connections[alias].settings_dict.clear()
            connections[alias].settings_dict.update(before)


def migrate(name: str, to: str, app: str = "cases") -> None:
    with _migrating(name):
        call_command("migrate", app, to, database="owner", interactive=False, verbosity=0)


@pytest.fixture
def old(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database whose register still has days: three cases of one office, two follow-ups, two corrections."""
    name = f"test_moving_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        with _superuser("postgres") as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            roles.ensure_database(server, name, clusters.OWNER)
        migrate(name, "0002_walls")
        migrate(name, "0002_walls", "ledger")
        with _superuser(name) as tables:
            _fill(tables)
        yield name
        with _superuser("postgres") as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _fill(tables: psycopg.Connection[Any]) -> None:
    tables.execute(
        "INSERT INTO network_organisation (id, code, kind, name_hi, name_en, member_since)"
        " VALUES (%s, 'G', 'member', 'ग', 'G', '2021-04-01')",
        [ORGANISATION],
    )
    place = (
        "INSERT INTO places_place (id, level, name_en, name_hi, census2011_code, country_code, is_hi_verified, aliases,"
        " fold, district_id) VALUES (%s, %s, 'x', 'x', '', '', true, '{}', '', %s)"
    )
    tables.execute(place, [DISTRICT, "district", None])
    tables.execute(place, [BLOCK, "block", DISTRICT])
    case = (
        "INSERT INTO cases_case (id, organisation_id, place_id, panchayat, village, recorded_at, changed_at,"
        " withdrawn_at, withdrawn_reason, code, kind, opened_on, is_closed, closed_on, follow_ups_reported)"
        " VALUES (%s, %s, %s, 'बसिया', 'सालटोली', %s, %s, %s, '', %s, 'violence', %s, %s, %s, %s)"
    )
    mine = [ORGANISATION, BLOCK, AT, AT]
    tables.execute(case, [FIRST, *mine, None, "G-1", dt.date(2024, 2, 29), True, dt.date(2024, 5, 16), 3])
    tables.execute(case, [SECOND, *mine, None, "G-2", dt.date(2024, 4, 1), False, None, None])
    tables.execute(case, [GONE, *mine, AT, "G-3", dt.date(2024, 5, 16), False, None, None])
    for day in (dt.date(2024, 3, 7), dt.date(2024, 3, 1)):
        tables.execute(
            "INSERT INTO cases_casefollowup (id, organisation_id, place_id, recorded_at, changed_at, case_id,"
            ' panchayat, village, withdrawn_reason, "on")'
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, '', '', '', %s)",
            [*mine, FIRST, day],
        )
    for number, (verb, said) in enumerate((("amended", {"opened_on": "2024-02-28"}), ("closed", {"is_closed": False}))):
        tables.execute(
            "INSERT INTO ledger_revision (id, organisation_id, about, at, verb, before, after, family, about_type,"
            " reason) VALUES (%s, %s, %s, %s, %s, %s, %s, 'cases', 'cases.case', '')",
            [new_id(), ORGANISATION, FIRST, AT + dt.timedelta(minutes=number), verb, Jsonb(said), Jsonb(said)],
        )


def _rows(name: str, question: str) -> list[tuple[Any, ...]]:
    with _superuser(name) as tables:
        return tables.execute(question).fetchall()


def test_every_day_waits_to_be_sealed_and_none_is_left_open(old: str) -> None:
    before = dict(_rows(old, FILES))
    migrate(old, "0009_tables_written_anew")
    assert _rows(
        old,
        "SELECT code, opened_quarter, place_id, panchayat || village, recorded_at, changed_at, withdrawn_at"
        " FROM cases_case ORDER BY code",
    ) == [
        ("G-1", dt.date(2024, 1, 1), DISTRICT, "", QUARTER, QUARTER, None),
        ("G-2", dt.date(2024, 4, 1), DISTRICT, "", QUARTER, QUARTER, None),
        ("G-3", dt.date(2024, 4, 1), DISTRICT, "", QUARTER, QUARTER, QUARTER),
    ]
    bodies = dict(_rows(old, "SELECT case_id, body FROM cases_casewaiting"))
    secret = bytes.fromhex(bodies[FIRST].pop("facts_secret"))
    assert bodies[FIRST] == {
        "code": "G-1", "kind": "violence", "opened_on": "2024-02-29", "closed_on": "2024-05-16", "is_closed": True,
        "follow_ups": ["2024-03-01", "2024-03-07"], "follow_ups_reported": 3, "place": str(BLOCK), "panchayat": "बसिया",
        "village": "सालटोली",
    }  # fmt: skip
    assert set(bodies) == {FIRST, SECOND, GONE}
    facts = {row[0]: row[1:] for row in _rows(old, "SELECT id, district_id, quarter, kind, stage FROM cases_casefact")}
    assert facts.pop(uuid.UUID(bytes=hmac.digest(secret, b"v1", "sha256")[:16])) == (
        DISTRICT, dt.date(2024, 1, 1), "violence", "",
    )  # fmt: skip
    assert list(facts.values()) == [(DISTRICT, dt.date(2024, 4, 1), "violence", "")]
    assert _rows(old, "SELECT to_regclass('cases_casefollowup')") == [(None,)]
    after = dict(_rows(old, FILES))
    assert all(after[table] != before[table] for table in before), "a dropped column stays in its pages otherwise"


def test_what_corrections_said_of_days_is_gone_and_their_order_is_kept(old: str) -> None:
    migrate(old, "0009_tables_written_anew")
    rows = _rows(old, "SELECT verb, before, after, at FROM ledger_revision ORDER BY id")
    assert rows == [
        ("amended", {}, {}, QUARTER),
        ("closed", {"is_closed": False}, {"is_closed": False}, QUARTER),
    ]
    with _superuser(old) as tables, pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        tables.execute("DELETE FROM ledger_revision")
    walls = _rows(old, "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity ORDER BY 1")
    assert {"cases_case", "cases_casefact", "cases_casewaiting", "ledger_revision"} <= {row[0] for row in walls}


def test_the_way_back_writes_what_still_waits_open_again(old: str) -> None:
    columns = "code, opened_on, closed_on, follow_ups_reported, place_id, panchayat, village"
    question = f"SELECT {columns} FROM cases_case ORDER BY code"
    follow_ups = 'SELECT case_id, "on" FROM cases_casefollowup ORDER BY "on"'
    before = _rows(old, question), _rows(old, follow_ups)
    migrate(old, "0009_tables_written_anew")
    migrate(old, "0002_walls")
    assert (_rows(old, question), _rows(old, follow_ups)) == before
    walls = _rows(old, "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert ("cases_casefollowup",) in walls
