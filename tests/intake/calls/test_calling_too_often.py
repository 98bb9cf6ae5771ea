"""One address, and one code, call so often an hour; counted in PostgreSQL, for every worker alike, unreadably."""

import datetime as dt

import pytest
from django.db import connection

from jatan.foundation.access.models import Attempts
from jatan.intake.calls import tasks
from jatan.intake.calls.delivery import waiting
from jatan.kernel import clock
from tests.cast import Cast
from tests.intake.calls.builders import a_call, a_pass

pytestmark = pytest.mark.django_db


def test_an_address_is_told_when_it_called_too_often(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 3)
    said = [a_call(f"CODE{turn}", address="198.51.100.4") for turn in range(5)]
    assert said == [True, True, True, False, False]
    assert a_call("CODE9", address="198.51.100.5")
    assert len(waiting()) == 4


def test_another_hour_counts_anew(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 1)
    assert [a_call("A"), a_call("A")] == [True, False]
    with clock.moved_to(clock.now() + dt.timedelta(hours=1)):
        assert a_call("A")


def test_beyond_the_limit_of_a_code_calls_are_counted_and_answered_alike(
    monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    """Whoever holds her pass against her will must not learn from an answer that she called before."""
    monkeypatch.setattr("jatan.intake.calls.services.PER_CODE", 2)
    _journey, found = a_pass(cast)
    assert [a_call(found.code, address=f"198.51.100.{turn}") for turn in range(4)] == [True] * 4
    assert len(waiting()) == 2
    assert Attempts.objects.filter(count=4).exists()


def test_neither_address_nor_code_can_be_read_back(cast: Cast) -> None:
    a_call("SECRETCODE", address="198.51.100.4")
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark::text, k.* FROM access_attempts k")
        said = str(cursor.fetchall())
    assert "198.51" not in said
    assert "SECRET" not in said


def test_counts_are_forgotten_after_a_day(cast: Cast) -> None:
    a_call("A")
    with clock.moved_to(clock.now() + dt.timedelta(days=2)):
        tasks.deliver_waiting()
    assert not Attempts.objects.exists()
