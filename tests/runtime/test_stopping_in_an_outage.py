"""A worker that is told to stop during a task stops, also when the database is lost before the task ends."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import MagicMock

import psycopg
import pytest

from jatan.runtime import worker


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """The handlers of the worker are taken away again."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry per connection of the worker; the second ends the test."""
    names: list[str] = []

    @contextmanager
    def connection() -> Iterator[Any]:
        names.append("connected")
        if len(names) > 1:
            raise AssertionError("the worker connects again")
        yield MagicMock()

    def interrupted(one: worker.Worker, _task: object) -> None:
        one.running_task = True
        os.kill(os.getpid(), signal.SIGTERM)
        one.running_task = False
        raise psycopg.OperationalError

    monkeypatch.setattr(worker, "lock_connection", connection)
    monkeypatch.setattr(worker, "give_back_abandoned", lambda: 0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(worker.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(worker.Worker, "_claim_next", lambda _self: object())
    monkeypatch.setattr(worker.Worker, "run_task", interrupted)
    return names


def test_a_stop_during_a_task_outlasts_the_loss_of_the_database(connected: list[str]) -> None:
    worker._work_through_outages(interval=0.0)
    assert connected == ["connected"]


def test_a_batch_that_loses_the_database_ends_with_the_error(connected: list[str]) -> None:
    with pytest.raises(psycopg.OperationalError):
        worker._work_connected(interval=0.0, batch=True)
    assert connected == ["connected"]
