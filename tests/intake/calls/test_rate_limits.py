"""Calls are limited per address and per code and hour; counts are shared by all workers and stored as keyed hashes."""

import datetime as dt

import pytest
from django.db import connection

from jatan.foundation.access.models import Attempts
from jatan.intake.calls import tasks
from jatan.intake.calls.delivery import undelivered_call_ids
from jatan.kernel import clock
from tests.cast import Cast
from tests.intake.calls.builders import create_pass, send_call

pytestmark = pytest.mark.django_db


def test_call_beyond_the_limit_of_an_address_is_refused(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 3)
    results = [send_call(f"CODE{turn}", address="198.51.100.4") for turn in range(5)]
    assert results == [True, True, True, False, False]
    assert send_call("CODE9", address="198.51.100.5")
    assert len(undelivered_call_ids()) == 4


def test_limit_restarts_each_hour(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 1)
    assert [send_call("A"), send_call("A")] == [True, False]
    with clock.frozen_at(clock.now() + dt.timedelta(hours=1)):
        assert send_call("A")


def test_call_beyond_the_limit_of_a_code_gets_the_same_answer(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    """The answer must not reveal earlier calls to somebody who took the pass from her."""
    monkeypatch.setattr("jatan.intake.calls.services.PER_CODE", 2)
    _journey, found = create_pass(cast)
    assert [send_call(found.code, address=f"198.51.100.{turn}") for turn in range(4)] == [True] * 4
    assert len(undelivered_call_ids()) == 2
    assert Attempts.objects.filter(count=4).exists()


def test_calls_without_a_code_are_limited_by_their_address_alone(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    """They come from different people: one who calls too often must not silence the others."""
    monkeypatch.setattr("jatan.intake.calls.services.PER_CODE", 2)
    assert [send_call("", address=f"198.51.100.{turn}") for turn in range(4)] == [True] * 4
    assert len(undelivered_call_ids()) == 4


def test_addresses_and_codes_are_stored_unreadably(cast: Cast) -> None:
    send_call("SECRETCODE", address="198.51.100.4")
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark::text, k.* FROM access_attempts k")
        rows = str(cursor.fetchall())
    assert "198.51" not in rows
    assert "SECRET" not in rows


def test_counts_are_deleted_after_a_day(cast: Cast) -> None:
    send_call("A")
    with clock.frozen_at(clock.now() + dt.timedelta(days=2)):
        tasks.deliver_waiting()
    assert not Attempts.objects.exists()
