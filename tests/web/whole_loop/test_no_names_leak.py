"""Run the whole loop with unique names and check that none leaks outside the records.

Searched are all log lines at DEBUG, all URLs requested or linked, all titles and headers, all tasks, all ledger events
and all texts sent.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.programme.people.tasks import compare_people
from jatan_names import names
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.whole_loop import seeds
from tests.web.whole_loop.loop import LoopRun, play_loop
from tests.web.whole_loop.page_walk import open_linked_pages
from tests.web.whole_loop.seeds import found_in
from tests.web.whole_loop.traces import WatchedClient, Witness, links_of, listening

pytestmark = pytest.mark.django_db
HER_FOLDED = names.fold(seeds.HER)
PARTS = (
    "coordinator",
    "secretariat",
    "field_worker",
    "desk_operator",
    "counsellor",
    "supervisor",
    "khunti_coordinator",
    "researcher",
    "auditor",
    "administrator",
)


@pytest.fixture
def run(cast: Cast, browser: Browser, settings: Any, tmp_path: Path) -> LoopRun:
    settings.MEDIA_ROOT = tmp_path / "files"
    spool = tmp_path / "spool"
    sms_options = {"gateway": "files", "spool": str(spool), "office": "", "webhook_secret": "s"}
    settings.JATAN_SMS = dict(configured.JATAN_SMS) | sms_options
    return LoopRun(cast, browser, Witness(), spool)


def test_a_whole_loop_leaks_no_name(run: LoopRun, capfd: pytest.CaptureFixture[str]) -> None:
    with listening(run.witness):
        play_loop(run)
        known = set[str]()
        opened = {part: open_linked_pages(run.client(part), known) for part in PARTS}
    run.witness.lines += capfd.readouterr()
    traces = run.witness.traces()
    few = {"lines of logs": 50, "addresses": 1000, "titles": 300, "headers": 1000, "tasks": 20, "events": 100}
    assert {kind: len(found) for kind, found in traces.items() if len(found) < few.get(kind, 8)} == {}
    assert [part for part, pages in opened.items() if pages < 5] == []
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()
    assert run.witness.leaks() == {}


def _logged(run: LoopRun) -> None:
    with listening(run.witness):
        logging.getLogger("django.template").debug("Failed lookup in %r", {"person": seeds.HER})


def _asked(run: LoopRun) -> None:
    WatchedClient(run.witness).get("/people/", {"q": f"+91 {seeds.HER_PHONE[:5]} {seeds.HER_PHONE[5:]}"})


def _linked(run: LoopRun) -> None:
    run.witness.urls += links_of(f'<a hx-get="/people/?village={quote(seeds.HER_VILLAGE)}">')


def _enqueued(run: LoopRun) -> None:
    compare_people.enqueue(seeds.HIM.upper())


def _recorded_event(run: LoopRun) -> None:
    with acting_as(run.cast.actor("coordinator")) as by:
        record_event(organisation_id=run.cast.gumla.id, by=by.account_id, verb="x.y", payload={"who": seeds.CHILD})


def _sent(run: LoopRun) -> None:
    run.witness.sent.append(f"{HER_FOLDED} ठीक है?")


@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        (_logged, "lines of logs"),
        (_asked, "addresses"),
        (_linked, "addresses"),
        (_enqueued, "tasks"),
        (_recorded_event, "events"),
        (_sent, "texts"),
    ],
)
def test_a_planted_name_is_found(plant: Callable[[LoopRun], None], kind: str, run: LoopRun) -> None:
    plant(run)
    assert kind in run.witness.leaks()


def test_a_title_and_a_redirect_with_a_name_are_found() -> None:
    witness = Witness()
    page = HttpResponse(f"<title>{seeds.HER_FATHER}</title>", headers={"Location": f"/?q={quote(seeds.EMPLOYER)}"})
    witness.record("/", page)
    assert found_in(witness.titles)
    assert found_in(witness.headers)
