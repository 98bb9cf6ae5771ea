"""PostgreSQL dies twice under two homes of one house: forms that were answered are there, at either home.

The short form of `test_machines_that_die.py`: one database, which is named after a server that is away.
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server, urls
from jatan_postgres.server import postmaster_pid
from tests.attacks.served_house import built_with_accounts
from tests.kills import wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port, get, served, sign_in
from tests.runtime.homes import fresh_home
from tests.runtime.kill_house import jatan_in_turn, query
from tests.runtime.machines.house_machines import KEYS, brought
from tests.runtime.machines.load import Person, working

_BLOCK = "SELECT id::text FROM places_place WHERE level = 'block' AND name_en = 'Raidih'"
_UNDONE = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status <> 'SUCCESSFUL'"
_BLOWS, _ENOUGH = 2, 3


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with fresh_home() as path:
        houses.copy("house_with_accounts", path, lambda model: built_with_accounts(houses, model))
        server.ensure_running()
        yield path


def _among_others_that_are_away() -> dict[str, str]:
    """The addresses of this database, in words, after a server that is not there."""
    found = urls.database_urls()
    addresses = {}
    for name, address in (("DATABASE_URL", found.owner), ("DATABASE_APP_URL", found.app)):
        words = psycopg.conninfo.conninfo_to_dict(address)
        words["host"], words["port"] = f"/nowhere,{words['host']}", f"5432,{words['port']}"
        addresses[name] = psycopg.conninfo.make_conninfo("", **words)
    return addresses


def _meeting(block: str, home: int, number: int) -> dict[str, str]:
    """One like no other of these two homes."""
    women = str(100 * home + number % 90 + 1)
    return {"kind": "shg_meeting", "held_on": "5/6/2024", "place": block, "women": women}


def _kill_and_start() -> None:
    pid = postmaster_pid(clusters.cluster())
    assert pid is not None
    psutil.Process(pid).kill()
    wait_until(lambda: postmaster_pid(clusters.cluster()) is None, what="the database is away")
    server.ensure_running()


def test_forms_at_two_homes_outlive_the_database(home: Path, tmp_path: Path) -> None:
    given, other = _among_others_that_are_away(), tmp_path / "other"
    brought(home, other)
    assert {path.name for path in other.iterdir()} <= set(KEYS)
    block, desk = str(query(_BLOCK)[0][0]), sign_in("desk@demo.jatan")
    with ExitStack() as stack:
        people = []
        for number, path in enumerate((home, other)):
            port = free_port()
            stack.enter_context(served(port, path / "serve.log", workers=1, JATAN_HOME=str(path), **given))
            people.append(
                Person(port, desk, "/activities/new/", partial(_meeting, block, number), takes_photographs=False)
            )
        with working(people):
            for _blow in range(_BLOWS):
                _goes_on(people, since=0.0)
                _kill_and_start()
                _goes_on(people, since=time.monotonic())
        acknowledged = {str(row) for person in people for row in person.acknowledged}
        for person, neighbour in zip(people, reversed(people), strict=True):
            assert get(neighbour.port, desk, f"/activities/{person.acknowledged[-1]}/")[0] == 200
    there = {str(row[0]) for row in query("SELECT id FROM activities_activity")}
    assert acknowledged <= there
    assert len(there) <= sum(person.sent for person in people)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "JATAN_HOME", str(other))
        for name, value in given.items():
            patch.setenv(name, value)
        jatan_in_turn("worker --batch", "indicators verify", "ledger verify")
    assert query(_UNDONE) == [(0,)]


def _goes_on(people: list[Person], *, since: float) -> None:
    """Forms that were sent after `since` (monotonic) are answered at each home."""
    wait_until(
        lambda: all(sum(sent >= since for sent in person.sent_at) >= _ENOUGH for person in people),
        what="forms are taken at each home",
        seconds=120,
    )
