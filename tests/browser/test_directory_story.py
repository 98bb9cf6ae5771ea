"""A coordinator works with an institution that another member entered, in Hindi on a screen of 360 px, without scripts.

She finds it, records a meeting with its participants and decisions, what was asked there and what was promised, sees
the promise overdue in the one list, writes down that it was kept, and sees the count change and open onto its row.
"""

import datetime as dt
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize

from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.allies.models import Ally, Commitment, Meeting
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.desk import UNFOLD
from tests.browser.page_server import served
from tests.cast import Cast
from tests.programme.allies.builders import an_ally
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NARROW: ViewportSize = {"width": 360, "height": 740}
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots
NAME = "मानव तस्करी रोधी थाना, गुमला"


@contextmanager
def telephone(chrome: Chromium, address: str, client: Client) -> Iterator[Page]:
    context = chrome.new_context(java_script_enabled=False, viewport=NARROW, base_url=address, locale="hi-IN")
    with_session(context, address, session_of(client))
    try:
        yield context.new_page()
    finally:
        context.close()


def looked_at(page: Page) -> None:
    """No page is wider than the screen."""
    if PICTURES:
        count = len(list(Path(PICTURES).glob("*.png")))
        page.screenshot(path=f"{PICTURES}/{count:02}.png", full_page=True)
    width = page.locator("html").evaluate("page => page.scrollWidth")
    assert width <= NARROW["width"]


def follow(page: Page, text: str, *, within: str = "main") -> None:
    with page.expect_navigation():
        page.locator(within).get_by_role("link", name=text, exact=True).first.click()
    looked_at(page)


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button.large, main form.form button[type=submit]").first.click()
    looked_at(page)


def in_words(day: dt.date) -> str:
    """As she types it, in Devanagari digits."""
    return f"{day:%d/%m/%Y}".translate(str.maketrans("0123456789", "०१२३४५६७८९"))


def ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def number_of(page: Page, state: str) -> int:
    """The number of a state above the one list; 0 where it is not shown."""
    found = (
        re.search(rf"{state}: (\d+)", page.locator("main .chips").inner_text())
        if page.locator("main .chips").count()
        else None
    )
    return int(found[1]) if found else 0


def test_a_promise_is_followed_from_the_meeting_to_the_count(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with acting_as(cast.actor("khunti_coordinator")) as by:
        ally = an_ally(by, cast, organisation=cast.khunti.id, name=NAME, kind="ahtu", level="district")
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client) as page:
        find(page)
        record_meeting(page)
        ask(page)
        promise(page)
        page.goto("/allies/asked/")
        looked_at(page)
        assert number_of(page, "देर हो गई") == 1
        line = page.locator("main table tbody tr").first
        assert "महिला हेल्प डेस्क" in line.inner_text()
        assert NAME in line.inner_text()
        follow(page, "दो महिला पदाधिकारी महिला हेल्प डेस्क पर बैठेंगी")
        record_outcome(page)
        page.goto("/allies/asked/")
        assert number_of(page, "देर हो गई") == 0
        assert number_of(page, "पूरा किया") == 1
        with page.expect_navigation():
            page.locator("main .chips a", has_text="पूरा किया").click()
        looked_at(page)
        assert page.locator("main table tbody tr").count() == 1
        page.goto("/allies/levels/")
        looked_at(page)
        by_level = page.locator("main table tbody tr", has_text="ज़िला")
        assert [cell.strip() for cell in by_level.locator("td").all_inner_texts()][1:5] == ["1", "1", "1", "1"]
        with page.expect_navigation():
            by_level.locator("td a").nth(4).click()
        assert "दो महिला पदाधिकारी" in page.locator("main table tbody tr").first.inner_text()
    written(cast, ally)
    recount_pending([cast.gumla.id])
    with served() as address, chrome() as opened, telephone(opened, address, client) as page:
        open_counted_row(page)


def find(page: Page) -> None:
    """She looks for it by a word in Latin letters; it is there, though another member entered it."""
    page.goto("/allies/")
    looked_at(page)
    page.locator("#q").fill("taskari gumla")
    with page.expect_navigation():
        page.locator("main form[role=search] button").first.click()
    looked_at(page)
    follow(page, NAME)
    page.evaluate(UNFOLD)
    assert "खूँटी सदस्य" in page.locator("main").inner_text()


def record_meeting(page: Page) -> None:
    follow(page, "बैठक दर्ज करें")
    page.locator("#id_held_on").fill(in_words(ago(40)))
    page.locator("#id_purpose").fill("महिला हेल्प डेस्क")
    page.locator("#id_participants").fill("बिमला कुजूर, थाना प्रभारी\nजसिंता, समन्वयक")
    page.locator("#id_outcome").fill("डेस्क पर महिला पदाधिकारी बैठेंगी")
    send(page)


def ask(page: Page) -> None:
    """From the page of the meeting."""
    with page.expect_navigation():
        page.locator("#meetings a.to-row").first.click()
    looked_at(page)
    assert "बिमला कुजूर" in page.locator("main").inner_text()
    follow(page, "माँग दर्ज करें")
    page.locator("#id_what").fill("महिला हेल्प डेस्क पर महिला पदाधिकारी")
    page.locator("#id_of_whom").fill("थाना प्रभारी")
    send(page)


def promise(page: Page) -> None:
    """From the page of the ask. A due day before the promise is refused beside its field, and mended."""
    with page.expect_navigation():
        page.locator("#asks a.to-row").first.click()
    looked_at(page)
    follow(page, "वादा दर्ज करें")
    page.locator("#id_promised_on").fill(in_words(ago(38)))
    page.locator("#id_what").fill("दो महिला पदाधिकारी महिला हेल्प डेस्क पर बैठेंगी")
    page.locator("#id_promised_by").fill("बिमला कुजूर, थाना प्रभारी")
    page.locator("#id_due_on").fill(in_words(ago(50)))
    send(page)
    assert "यह तारीख पहली तारीख से पहले की है।" in page.locator("main").inner_text()
    page.locator("#id_due_on").fill(in_words(ago(9)))
    send(page)


def record_outcome(page: Page) -> None:
    follow(page, "वादे का क्या हुआ")
    page.locator("input[name=outcome][value=kept]").check()
    page.locator("#id_what_became").fill("सोमवार से दो महिला पदाधिकारी बैठती हैं")
    send(page)


def open_counted_row(page: Page) -> None:
    """The report's number of kept promises opens onto that promise."""
    page.goto(f"/reports/impact/asks_and_promises/kept/rows/?from={ago(30):%Y-%m-%d}&to={clock.today():%Y-%m-%d}")
    looked_at(page)
    line = page.locator("main table tbody tr")
    assert line.count() == 1
    assert "दो महिला पदाधिकारी" in line.inner_text()


def written(cast: Cast, ally: Ally) -> None:
    with acting_as(cast.actor("coordinator")):
        kept = Commitment.objects.select_related("ask__meeting").get()
        assert kept.ask is not None
        assert (kept.outcome, kept.ally_id, kept.organisation_id) == ("kept", ally.pk, cast.gumla.id)
        assert kept.ask.meeting == Meeting.objects.get()
        assert kept.ask.answer == "promised"
