"""A whole loop is lived with names that stand nowhere else; afterwards none stands where it is not needed.

Searched are every line of every logger at DEBUG, every address asked for or linked, every title and header, every
task, every event of the ledger and every text that went out.
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
from tests.web.conftest import Browser, browser
from tests.web.whole_loop import seeds
from tests.web.whole_loop.loop import Life, lived
from tests.web.whole_loop.page_walk import strolled
from tests.web.whole_loop.seeds import found_in
from tests.web.whole_loop.traces import WatchedClient, Witness, links_of, listening

__all__ = ["browser"]

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
def life(cast: Cast, browser: Browser, settings: Any, tmp_path: Path) -> Life:
    settings.MEDIA_ROOT = tmp_path / "files"
    spool = tmp_path / "spool"
    told = {"gateway": "files", "spool": str(spool), "office": "", "webhook_secret": "s"}
    settings.JATAN_SMS = dict(configured.JATAN_SMS) | told
    return Life(cast, browser, Witness(), spool)


def test_a_whole_loop_names_nobody(life: Life, capfd: pytest.CaptureFixture[str]) -> None:
    with listening(life.witness):
        lived(life)
        known = set[str]()
        opened = {part: strolled(life.client(part), known) for part in PARTS}
    life.witness.lines += capfd.readouterr()
    traces = life.witness.traces()
    few = {"lines of logs": 50, "addresses": 1000, "titles": 300, "headers": 1000, "tasks": 20, "events": 100}
    assert {kind: len(found) for kind, found in traces.items() if len(found) < few.get(kind, 8)} == {}
    assert [part for part, pages in opened.items() if pages < 5] == []
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()
    assert life.witness.told() == {}


def _logged(life: Life) -> None:
    with listening(life.witness):
        logging.getLogger("django.template").debug("Failed lookup in %r", {"person": seeds.HER})


def _asked(life: Life) -> None:
    WatchedClient(life.witness).get("/people/", {"q": f"+91 {seeds.HER_PHONE[:5]} {seeds.HER_PHONE[5:]}"})


def _linked(life: Life) -> None:
    life.witness.urls += links_of(f'<a hx-get="/people/?village={quote(seeds.HER_VILLAGE)}">')


def _enqueued(life: Life) -> None:
    compare_people.enqueue(seeds.HIM.upper())


def _told(life: Life) -> None:
    with acting_as(life.cast.actor("coordinator")) as by:
        record_event(organisation_id=life.cast.gumla.id, by=by.account_id, verb="x.y", payload={"who": seeds.CHILD})


def _sent(life: Life) -> None:
    life.witness.sent.append(f"{HER_FOLDED} ठीक है?")


@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        (_logged, "lines of logs"),
        (_asked, "addresses"),
        (_linked, "addresses"),
        (_enqueued, "tasks"),
        (_told, "events"),
        (_sent, "texts"),
    ],
)
def test_a_planted_name_is_found(plant: Callable[[Life], None], kind: str, life: Life) -> None:
    plant(life)
    assert kind in life.witness.told()


def test_a_title_and_a_redirect_with_a_name_are_found() -> None:
    witness = Witness()
    page = HttpResponse(f"<title>{seeds.HER_FATHER}</title>", headers={"Location": f"/?q={quote(seeds.EMPLOYER)}"})
    witness.hear("/", page)
    assert found_in(witness.titles)
    assert found_in(witness.headers)
