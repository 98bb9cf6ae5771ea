"""A coordinator trains a forum, in Hindi on a telephone without scripts: from the curriculum to the counted numbers."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize

from jatan.evidence.indicators.services import recount_organisation_pending
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.people.reach import live
from jatan.programme.training.models import Attendance, Completion, Series
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.desk import UNFOLD
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.browser.test_registration import PICTURES
from tests.cast import Cast
from tests.programme.training.builders import a_forum
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NARROW: ViewportSize = {"width": 360, "height": 740}


@contextmanager
def telephone(chrome: Chromium, address: str, client: Client) -> Iterator[Page]:
    context = chrome.new_context(java_script_enabled=False, viewport=NARROW, base_url=address, locale="hi-IN")
    with_session(context, address, session_of(client))
    try:
        yield context.new_page()
    finally:
        context.close()


def look(page: Page) -> str:
    """What the page says; nothing hangs over its right edge, nothing is left in English."""
    if PICTURES:
        number = len(list(Path(PICTURES).glob("*.png")))
        page.screenshot(path=f"{PICTURES}/{number:02}.png", full_page=True)
    assert width_px(page) <= NARROW["width"], page.url
    return page.locator("main").inner_text()


def follow(page: Page, words: str) -> str:
    """Tap a link of the page's content by its words."""
    with page.expect_navigation():
        page.locator("main a", has_text=words).first.click()
    return look(page)


def send(page: Page, words: str) -> str:
    """Tap a button of a form by its words."""
    with page.expect_navigation():
        page.locator("main button", has_text=words).first.click()
    return look(page)


def answer_for_the_group(page: Page, right: str) -> str:
    follow(page, "पूरा समूह साथ में")
    page.fill("#id_people", "३")
    for number in range(1, 6):
        page.fill(f"#id_answers_{number}", right)
    return send(page, "सेव करें")


def day(days_ago: int) -> str:
    return f"{clock.today() - dt.timedelta(days=days_ago):%d/%m/%Y}"


def test_a_forum_is_trained_from_the_curriculum_to_the_counted_number(
    cast: Cast, browser: Browser, chrome: Launched
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        forum = a_forum(by, cast, name="टोटो फोरम", village="टोटो")
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client) as page:
        # The curriculum that comes with Jatan, then a training of the forum.
        page.goto("/training/")
        follow(page, "जतन के साथ आए पाठ्यक्रम")
        assert "जाने से पहले दर्ज करना" in send(page, "इसे लें")
        page.goto("/training/")
        follow(page, "प्रशिक्षण तय करें")
        page.select_option("#id_curriculum", index=1)
        page.select_option("#id_group", str(forum.pk))
        page.fill("#id_begins_on", day(7))
        assert "सुषमा कुजूर" in send(page, "सेव करें")

        # Phase 1: questions before, the session with its list, questions after.
        follow(page, "जाने से पहले दर्ज करना")
        follow(page, "चरण से पहले के जवाब")
        answer_for_the_group(page, "१")
        follow(page, "सत्र तय करें")
        page.fill("#id_planned_on", day(1))
        send(page, "सेव करें")
        for name in ("सुषमा कुजूर", "बिरसी मुंडा"):
            page.locator("label.option", has_text=name).locator("input").check()
        page.fill("#id_others_women", "२")
        text = send(page, "सत्र हुआ")
        assert "2 उपस्थित, 1 अनुपस्थित" in text
        assert "गाँव में तिमाही प्रशिक्षण: 4" in text
        follow(page, "चरण 1")
        follow(page, "चरण के बाद के जवाब")
        text = answer_for_the_group(page, "३")
        assert "+67" in text
        assert "कोई पास या फेल नहीं" in text

        # Who missed nothing is ticked already; certificates; who is due.
        follow(page, "किसने पूरा किया, और प्रमाण पत्र")
        ticked = page.locator("label.option:has(input:checked)").all_inner_texts()
        assert sorted(text.split()[0] for text in ticked) == ["बिरसी", "सुषमा"]
        text = send(page, "पूरा किया, दर्ज करें")
        assert "2 लोगों ने चरण पूरा किया।" in text
        papers = page.locator("main a[href*='/certificates/']").evaluate_all("all => all.map(one => one.href)")
        assert len(papers) == 2
        for paper in papers:
            answer = page.request.get(paper)
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.body().startswith(b"%PDF")
        page.goto("/training/due/")
        text = follow(page, "टोटो फोरम")
        assert "1 व्यक्ति का यह चरण बाकी है" in text
        assert "मंगल मिंज" in text

    with acting_as(cast.actor("coordinator")):
        activity, series = live(Activity).get(), Series.objects.get()
        assert (activity.total, activity.women, activity.men) == (4, 4, 0)
        assert live(Attendance).filter(is_present=False).count() == 1
        assert live(Completion).count() == 2
    with acting_as(machine_for([cast.gumla.id])):
        recount_organisation_pending(cast.gumla.id)

    # Counted once: the training in the published table, who completed it in the annex; both open onto their rows.
    period = f"?from={clock.today() - dt.timedelta(days=30):%Y-%m-%d}&to={clock.today():%Y-%m-%d}"
    with served() as address, chrome() as opened, telephone(opened, address, client) as page:
        page.goto(f"/reports/{period}")
        page.evaluate(UNFOLD)
        number = page.locator("main a[href*='/quarterly_trainings/trainings/rows/']").first
        assert number.inner_text().split()[0] == "1"
        with page.expect_navigation():
            number.click()
        look(page)
        assert page.locator("main tbody tr").count() == 1
        follow(page, "तिमाही")
        assert page.url.endswith(f"/activities/{activity.pk}/")
        page.goto(f"/reports/impact/phases_completed/forum/rows/{period}")
        look(page)
        assert page.locator("main tbody tr").count() == 2
        follow(page, "टोटो फोरम")
        assert page.url.endswith(f"/trainings/{series.pk}/")
