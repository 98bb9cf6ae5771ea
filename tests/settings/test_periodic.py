"""What the worker does by the clock: once in the house, again after a death, and never at the cost of the rest."""

import logging
import threading
from contextlib import closing

import psycopg
import pytest

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
def _nothing_ran(db: None) -> None:
    _runs.clear()
    _ran.clear()


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


def test_what_another_worker_runs_is_left_to_it_until_it_dies(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_what_fails_is_told_by_kind_and_place_without_a_name_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        periodic.run_once(_table("test.fails", "fail"))
        periodic.run_once(_table("test.fails", "fail"))
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert all("ValueError" in line and "test_periodic.py" in line for line in told)
    assert not any("सुनीता" in line or "9169852892" in line for line in told)


def test_every_entry_of_the_table_can_be_called() -> None:
    periodic.run_once()
    assert all(seconds > 0 for _path, seconds in periodic.PERIODIC.values())
