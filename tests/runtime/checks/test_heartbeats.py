"""A worker that is dead is seen also after the clock of the database was put back."""

import datetime as dt

import pytest
from django.db.models import F
from django.db.models.functions import Now

from jatan.foundation.operation.findings import Level
from jatan.foundation.operation.heartbeats import beating
from jatan.foundation.operation.models import Heartbeat
from jatan.runtime.checks.worker import check_heartbeats

pytestmark = pytest.mark.django_db


def _bad() -> set[str]:
    return {finding.code for finding in check_heartbeats() if finding.level is Level.BAD}


def test_heartbeats_of_the_future_are_none_of_a_worker_that_lives() -> None:
    for name in ("messages.take_in", "safeguarding.walk"):
        with beating(name):
            pass
    assert _bad() == set()
    Heartbeat.objects.update(begun_at=F("begun_at") + dt.timedelta(days=400))
    assert _bad() >= {"worker_dead", "clock_put_back"}
    Heartbeat.objects.filter(name="messages.take_in").update(begun_at=Now())
    assert "worker_dead" not in _bad(), "it goes on writing"


def test_a_clock_that_network_time_corrects_by_seconds_makes_no_worker_dead() -> None:
    with beating("messages.take_in"):
        pass
    Heartbeat.objects.update(begun_at=F("begun_at") + dt.timedelta(seconds=20))
    assert not _bad() & {"worker_dead", "clock_put_back"}
