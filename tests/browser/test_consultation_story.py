"""The secretariat's whole use, in Hindi on a narrow screen: a state consultation from its planning to its numbers.

It plans, invites, takes replies and attendance, records what was recommended, keeps minutes and a clipping; then the
page of numbers counts them, and each number opens onto its rows.
"""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize

from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.consultations.models import Consultation, Invitation
from tests.browser.chromium import outside_the_loop, session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.activities.builders import picture as jpeg
from tests.programme.allies.builders import an_ally
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NARROW: ViewportSize = {"width": 360, "height": 740}
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots
TITLE = "महिला कानूनों पर राज्य परामर्श"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@contextmanager
def telephone(chrome: Chromium, address: str, client: Client) -> Iterator[Page]:
    """A page of a signed-in user, 360 px wide, without scripts."""
    context = chrome.new_context(java_script_enabled=False, viewport=NARROW, base_url=address, locale="hi-IN")
    with_session(context, address, session_of(client))
    try:
        yield context.new_page()
    finally:
        context.close()


def looked_at(page: Page) -> None:
    """Nothing is wider than the screen; with a folder given, a picture of it is kept."""
    if PICTURES:
        count = len(list(Path(PICTURES).glob("*.png")))
        page.screenshot(path=f"{PICTURES}/story-{count:02}.png", full_page=True)
    wide = page.locator("html").evaluate("element => element.scrollWidth")
    assert wide <= NARROW["width"]


def follow(page: Page, words: str) -> None:
    """Tap the first link or button of the page that says this."""
    link = page.locator("main").get_by_role("link", name=words, exact=True).first
    with page.expect_navigation():
        link.click()
    looked_at(page)


def send(page: Page) -> None:
    looked_at(page)
    with page.expect_navigation():
        page.locator(
            "main form[method=post] button[type=submit], main form[method=post] button:not([type])"
        ).last.click()
    assert page.locator(".field-error, .errors").count() == 0, page.locator("main").inner_text()
    looked_at(page)


def text(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def test_a_state_consultation_from_its_planning_to_its_numbers(
    cast: Cast, browser: Browser, chrome: Launched, tmp_path: Path
) -> None:
    today, client = clock.today(), browser("secretariat")
    with acting_as(cast.actor("coordinator")) as by:
        an_ally(by, cast, name="गुमला मानव तस्करी निरोध इकाई", kind="police")
    minutes, cutting = tmp_path / "कार्यवाही.pdf", tmp_path / "कतरन.jpg"
    minutes.write_bytes(PDF)
    cutting.write_bytes(jpeg())
    with served() as address, chrome() as opened, telephone(opened, address, client) as page:
        page.goto("/consultations/")
        looked_at(page)
        follow(page, "परामर्श तय करें")
        page.get_by_label("राज्य", exact=True).check()
        page.locator("#id_title").fill(TITLE)
        page.locator("#id_planned_on").fill(text(today))
        page.locator("#id_place").select_option(label="झारखंड")
        page.locator("#id_agenda").fill("ज़िलों के अनुभव\nविभागों के जवाब")
        page.get_by_label("घरेलू हिंसा", exact=True).check()
        page.get_by_label("डायन कहना", exact=True).check()
        send(page)
        assert page.locator("h1").inner_text() == TITLE

        follow(page, "बुलावा दें")
        page.get_by_label("गुमला मानव तस्करी निरोध इकाई").check()
        page.locator("#id_lines").fill("राज्य महिला आयोग, सदस्य\nश्रम विभाग, संयुक्त श्रमायुक्त, सुनील उराँव")
        page.locator("#id_kind").select_option(label="सरकारी दफ़्तर")
        send(page)
        follow(page, "जवाब लिखें")
        page.get_by_label("राज्य महिला आयोग, सदस्य").select_option(label="आएँगे")
        page.get_by_label("श्रम विभाग, संयुक्त श्रमायुक्त").select_option(label="किसी को भेजेंगे")
        send(page)

        follow(page, "परामर्श हुआ")
        page.get_by_label("राज्य महिला आयोग, सदस्य").check()
        page.get_by_label("श्रम विभाग, संयुक्त श्रमायुक्त").check()
        page.locator("#id_women").fill("३८")
        page.locator("#id_men").fill("२४")
        page.locator("#id_decisions").fill("हर तीन महीने में समीक्षा")
        send(page)
        assert "62 लोग मौजूद" in page.locator("main").inner_text()

        follow(page, "सुझाव दर्ज करें")
        page.locator("#id_what").fill("हर प्रखंड में नोडल अधिकारी")
        page.locator("#id_addressed_to").fill("समाज कल्याण विभाग")
        send(page)
        follow(page, "कार्यवाही या कागज़ जोड़ें")
        page.locator("#id_upload").set_input_files(minutes)
        send(page)
        assert page.get_by_role("link", name="कार्यवाही.pdf").count() == 1

        page.goto("/mentions/new/")
        page.locator("#id_published_on").fill(text(today))
        page.locator("#id_outlet").fill("प्रभात खबर")
        page.locator("#id_title").fill("हर प्रखंड में नोडल अधिकारी की माँग")
        page.locator("#id_upload").set_input_files(cutting)
        send(page)
        assert page.locator("main img[src*='/mentions/clippings/']").count() == 1

        with outside_the_loop():
            recount_pending([cast.gumla.pk, cast.khunti.pk, cast.network.pk])
        page.goto("/consultations/")
        follow(page, "आँकड़ों में")
        for address_of, words in (
            ("consultations/state/", TITLE),
            ("recommendations/made/", "हर प्रखंड में नोडल अधिकारी"),
            ("womens_laws/with_officials/", TITLE),
            ("media_mentions/kept/", "प्रभात खबर"),
        ):
            link = page.locator(f"a[href*='{address_of}']").first
            assert link.inner_text().strip().startswith("1")
            with page.expect_navigation():
                link.click()
            looked_at(page)
            assert words in page.locator("main").inner_text()
            page.go_back()
        people = page.locator("a[href*='consultations/state_people/']").first
        assert people.inner_text().strip().startswith("62")
    with acting_as(cast.actor("secretariat")):
        row = Consultation.objects.select_related("activity").get()
        came = set(Invitation.objects.filter(came=True).values_list("institution", flat=True))
        assert (row.activity.total, row.activity.law_topic) == (62, "domestic_violence")
        assert (row.organisation_id, came) == (cast.network.pk, {"राज्य महिला आयोग", "श्रम विभाग"})
        assert Activity.objects.count() == 1
    with acting_as(cast.actor("khunti_coordinator")):
        assert Activity.objects.count() == 0
