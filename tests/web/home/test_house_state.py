"""Trouble of the installation stands on the home page of those who can act or call somebody, and of nobody else."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.operation.heartbeats import beating
from jatan.foundation.operation.models import Heartbeat
from jatan.settings.periodic import PERIODIC
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

WALK_LATE = "यहाँ छूटे संपर्कों की जाँच अब तक एक बार भी नहीं हुई"
WORKER_DEAD = "अपने-आप होने वाला काम बंद है"
UNSAFE = "सुरक्षा की कमियाँ"
READERS = ("coordinator", "secretariat", "administrator")
OTHERS = ("field_worker", "desk_operator", "counsellor", "supervisor", "researcher", "auditor")


def _home(browser: Browser, part: str) -> str:
    return browser(part).get("/").content.decode()


@pytest.mark.parametrize("part", READERS)
def test_a_house_without_a_worker_is_a_red_line(browser: Browser, part: str) -> None:
    page = _home(browser, part)
    assert WORKER_DEAD in page
    assert "छूटे संपर्कों की खबर नहीं" in page  # what follows from it stands in the same line
    assert WALK_LATE not in page
    assert page.count('<div class="alert late" role="alert">') == 1


@pytest.mark.parametrize("part", READERS)
def test_a_walk_that_never_ran_is_a_red_line_where_a_worker_runs(browser: Browser, part: str) -> None:
    for name in PERIODIC:
        if name != "safeguarding.walk":
            with beating(name):
                pass
    assert WALK_LATE in _home(browser, part)


@pytest.mark.parametrize("part", OTHERS)
def test_others_are_not_troubled(browser: Browser, part: str) -> None:
    page = _home(browser, part)
    assert WORKER_DEAD not in page
    assert WALK_LATE not in page


def test_a_house_whose_worker_runs_shows_nothing_red(browser: Browser, settings: Any, tmp_path: Any) -> None:
    for name in PERIODIC:
        with beating(name):
            pass
    assert '<div class="alert late"' not in _home(browser, "coordinator")


def test_another_entry_that_fails_is_named(browser: Browser) -> None:
    for name in PERIODIC:
        with beating(name):
            pass
    Heartbeat.objects.filter(name="messages.send").update(succeeded_at="2026-01-01T00:00Z")
    page = _home(browser, "coordinator")
    assert "समय-समय का काम देर से चल रहा है: messages.send" in page
    assert '<div class="alert late"' not in page


@pytest.mark.parametrize(("part", "is_shown"), [("administrator", True), ("coordinator", False)])
def test_an_unsafe_postgresql_is_shown_to_the_administrator(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, part: str, is_shown: bool
) -> None:
    major = int(connection.pg_version) // 10_000  # type: ignore[attr-defined]
    monkeypatch.setattr("jatan_postgres.safe_versions.LEAST_SAFE", {major: 99})
    assert (UNSAFE in _home(browser, part)) is is_shown


def test_the_state_costs_a_fixed_number_of_queries(browser: Browser, cast: Cast) -> None:
    client = browser("coordinator")
    client.get("/")
    counts = []
    for _load in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len([one for one in queries if _is_of_the_state(one["sql"])]))
        for name in PERIODIC:
            with beating(name):
                pass
    assert counts == [3, 3]


def _is_of_the_state(sql: str) -> bool:
    return any(word in sql for word in ("operation_heartbeat", "dbtaskresult", "pg_postmaster_start_time"))
