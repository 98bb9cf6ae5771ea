"""Periodic tasks: one worker runs each, another takes over when it dies, and a failure affects no other."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.operation.heartbeats import read_beats
from jatan.runtime.postgres import urls
from jatan.runtime.worker import lock_number
from jatan.settings import periodic
from tests.kills import wait_until

_runs: list[str] = []
_ran = threading.Event()


def note() -> None:
    """What a table of these tests names."""
    _runs.append("ran")
    _ran.set()


def fail() -> None:
    raise ValueError("सुनीता उराँव, 9169852892")


@pytest.fixture(autouse=True)
def _nothing_ran(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_recorded", {})
    _runs.clear()
    _ran.clear()


@pytest.fixture(autouse=True)
def _no_heartbeat_is_left(db: None) -> Iterator[None]:
    """Entries run in threads of their own, whose heartbeats are committed: other tests would see a living worker."""
    yield
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("DELETE FROM operation_heartbeat WHERE name LIKE 'test.%%'", [])


def _table(name: str, path: str = "note", seconds: float = 0.05) -> dict[str, tuple[str, float]]:
    return {name: (f"tests.settings.test_periodic.{path}", seconds)}


def _hold(name: str) -> psycopg.Connection:
    """Another worker that runs this entry."""
    connection = psycopg.connect(urls.database_urls().app, autocommit=True)
    connection.execute("SELECT pg_advisory_lock(%s)", [lock_number(f"periodic:{name}")])
    return connection


def test_an_entry_runs_again_and_again_while_the_worker_lives_and_not_after() -> None:
    with periodic.running(_table("test.again")):
        wait_until(lambda: len(_runs) >= 3, what="three runs")
    before = len(_runs)
    assert not any(thread.name == "periodic test.again" for thread in threading.enumerate())
    assert len(_runs) == before


def test_an_entry_of_another_worker_is_taken_over_when_that_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_RETRY_SECONDS", 0.05)
    table = _table("test.other")
    with closing(_hold("test.other")) as other:
        periodic.run_once(table)
        with periodic.running(table):
            assert not _ran.wait(0.3)
            other.close()
            assert _ran.wait(10)


def test_two_workers_never_run_one_entry_at_once() -> None:
    table = _table("test.two")
    with periodic.running(table):
        assert _ran.wait(10)
        _runs.clear()
        held = len(_runs)
        with closing(psycopg.connect(urls.database_urls().app, autocommit=True)) as second:
            lock = [lock_number("periodic:test.two")]
            row = second.execute("SELECT pg_try_advisory_lock(%s)", lock).fetchone()
        assert row == (False,)
        assert held == 0


def test_one_connection_has_all_locks_and_entries_that_wait_have_none() -> None:
    table: dict[str, tuple[str, float]] = {}
    for number in range(6):
        table |= _table(f"test.waits_{number}", seconds=600)
    before = _backends()
    with periodic.running(table):
        wait_until(lambda: len(_runs) == len(table), what="every entry ran")
        wait_until(lambda: not _backends() - before, what="their connections are given back")
        assert _holders(table) == (1, 6)
    assert _holders(table) == (0, 0)


def _holders(table: Iterable[str]) -> tuple[int, int]:
    """How many connections have the locks of these entries, and how many locks they are."""
    held = "SELECT count(DISTINCT pid), count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    named = " AND ((classid::bigint << 32) | objid::bigint) = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(held + named, [[lock_number(f"periodic:{name}") for name in table]])
        found: tuple[int, int] = cursor.fetchone()
    return found


def _backends() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


def test_a_failure_is_logged_without_its_message_and_the_entry_runs_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        periodic.run_once(_table("test.fails", "fail"))
        periodic.run_once(_table("test.fails", "fail"))
    messages = [record.getMessage() for record in caplog.records]
    assert len(messages) == 2
    assert all("ValueError" in line and "test_periodic.py" in line for line in messages)
    assert not any("सुनीता" in line or "9169852892" in line for line in messages)


def test_every_entry_of_the_table_can_be_called_and_leaves_a_heartbeat() -> None:
    periodic.run_once()
    assert all(seconds > 0 for _path, seconds in periodic.PERIODIC.values())
    beats = read_beats()
    assert [name for name in periodic.PERIODIC if beats[name].has_failed or beats[name].succeeded is None] == []


def test_a_failure_is_a_heartbeat_that_did_not_succeed() -> None:
    periodic.run_once(_table("test.fails", "fail"))
    first = read_beats()["test.fails"]
    assert first.has_failed
    assert first.succeeded is None
    assert first.ended is not None
    assert 0 <= first.ended <= first.begun < 60


def test_an_entry_that_runs_every_second_writes_its_heartbeat_every_quarter_of_a_minute() -> None:
    with CaptureQueriesContext(connection) as queries:
        for _run in range(5):
            periodic.run_once(_table("test.often"))
    assert len(_runs) == 5
    assert len([query for query in queries if "INSERT INTO operation_heartbeat" in query["sql"]]) == 1
