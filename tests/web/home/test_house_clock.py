"""The red line about the clock, and the page where a person answers the question."""

import datetime as dt

import pytest

from jatan.foundation.access.house_clock import sure_time
from jatan.kernel import clock
from tests.cast import Cast
from tests.clock_states import restarted, watch
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
READERS = ("coordinator", "secretariat", "administrator")
ASKED = "बंद रहा। क्या अभी का दिन और समय सही है? जवाब मिलने तक"
SET = "जतन की घड़ी आगे या पीछे की गई है"


@pytest.fixture
def asked(cast: Cast) -> None:
    """The house was off for two days before now."""
    with clock.frozen_at(clock.now() - dt.timedelta(days=2)):
        restarted()
    assert sure_time() is None


@pytest.fixture
def jumped(cast: Cast) -> None:
    """The clock was put forward by 45 days, and nobody knows it yet but this process."""
    with clock.frozen_at(clock.now() - dt.timedelta(days=45)):
        sure_time()


@pytest.mark.parametrize("part", READERS)
def test_the_home_page_asks_in_red_and_leads_to_the_answer(browser: Browser, asked: None, part: str) -> None:
    page = browser(part).get("/").content.decode()
    line = next(piece for piece in page.split('<div class="alert ') if ASKED in piece)
    assert line.startswith('late" role="alert"')
    assert 'href="/clock/"' in line


def test_a_jump_is_a_red_line_before_any_worker_has_seen_it(browser: Browser, jumped: None) -> None:
    assert SET in browser("coordinator").get("/").content.decode()


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "researcher", "auditor"])
def test_others_see_neither_line_nor_page(browser: Browser, asked: None, part: str) -> None:
    client = browser(part)
    assert ASKED not in client.get("/").content.decode()
    assert client.get("/clock/").status_code == 404
    assert client.post("/clock/", {"compared": "on", "shown": clock.now().isoformat()}).status_code == 404


def test_the_monitor_is_told_as_of_a_problem(asked: None, settings: object, client: object) -> None:
    answer = client.get("/readyz")  # type: ignore[attr-defined]
    assert answer.status_code == 503
    assert "clock_asked" in answer.json()["problems"]


def test_without_the_tick_nothing_is_answered(browser: Browser, asked: None) -> None:
    answer = browser("coordinator").post("/clock/", {"shown": clock.now().isoformat()})
    assert answer.status_code == 422
    assert "पहले दिन और समय अपने फ़ोन से मिलाएँ" in answer.content.decode()
    assert sure_time() is None


def test_a_page_that_lay_open_is_shown_again_with_the_present_time(browser: Browser, asked: None) -> None:
    old = clock.now() - dt.timedelta(hours=1)
    answer = browser("coordinator").post("/clock/", {"compared": "on", "shown": old.isoformat()})
    assert answer.status_code == 422
    shown = dt.datetime.fromisoformat(answer.context["form"]["shown"].value())
    assert clock.now() - shown < dt.timedelta(minutes=5)
    assert sure_time() is None


def test_her_answer_ends_the_question(browser: Browser, asked: None) -> None:
    client = browser("coordinator")
    page = client.get("/clock/")
    assert "बंद रहा। क्या अभी का दिन और समय सही है?" in page.content.decode()
    shown = page.context["form"]["shown"].value()
    answer = client.post("/clock/", {"compared": "on", "shown": shown}, follow=True)
    assert ASKED not in answer.content.decode()
    assert "आपके नाम के साथ लिख लिया गया" in answer.content.decode()
    assert watch().doubt == ""
    assert "जतन की घड़ी ठीक है" in client.get("/clock/").content.decode()
