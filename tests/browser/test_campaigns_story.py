"""A coordinator makes a campaign, holds a camp with a list of ten, and sees what came of it: in Hindi, 360 px wide."""

import datetime as dt
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdf
import pytest
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize

from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.campaigns.models import CampLine
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey, Trigger
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage
from jatan.programme.schemes.services import receive_linkage
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.programme.flows.rules import faults_of
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NARROW: ViewportSize = {"width": 360, "height": 740}
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots

# What is typed into the ten lines of the list: fields of the line by name.
LEAVES = {"is_leaving": "on", "destination_as_written": "बेंगलुरु", "work": "garment"}
LINES: tuple[dict[str, str], ...] = (
    {"name": "एतवारी बाड़ा", "age_as_written": "३४", "sex": "f", "scheme": "eshram"},
    {"name": "सुनीता उरांव", "age_as_written": "२४", "guardian_name": "मंगरा उराँव", "scheme": "pension"},  # on record
    {"name": "रीना टोप्पो", "age_as_written": "१५", "sex": "f", **LEAVES},  # a child for work
    {"name": "जीतनी मिंज", "age_as_written": "४१", "phone_as_written": "९८७६५", "scheme": "eshram"},  # bad number
    {"name": "बुधनी खलखो", "age_as_written": "२९", "sex": "f", **LEAVES},
    {"name": "मंगल मिंज", "age_as_written": "३३", "sex": "m", **LEAVES},
    {"name": "फुलमनी लकड़ा", "age_as_written": "५२", "sex": "f", "scheme": "pension"},
    {"name": "शनिचरवा उराँव", "age_as_written": "४५", "sex": "m", "issue_kind": "unpaid_wages"},
    {"name": "बिरसमनी देवी", "age_as_written": "३८", "sex": "f", "issue_kind": "scheme_delayed"},
    {"name": "सोमरा मुंडा", "age_as_written": "६०", "sex": "m"},
)


@contextmanager
def telephone(chrome: Chromium, address: str, client: Client, *, scripts: bool) -> Iterator[Page]:
    """A page of a signed-in coordinator, 360 px wide."""
    context = chrome.new_context(
        java_script_enabled=scripts, viewport=NARROW, base_url=address, locale="hi-IN", accept_downloads=True
    )
    with_session(context, address, session_of(client))
    try:
        yield context.new_page()
    finally:
        context.close()


def look(page: Page, name: str) -> None:
    """Nothing sticks out of the screen; a picture where a folder is named."""
    assert width_px(page) <= NARROW["width"], name
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.screenshot(path=str(Path(PICTURES) / f"{name}-wide.png"), full_page=True)
        page.set_viewport_size(NARROW)


def save(page: Page, button: str = "main form .actions button") -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


def follow(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=words, exact=True).first.click()


def fill_line(page: Page, number: int, typed: dict[str, str]) -> None:
    """Unfold a line of the list and type into it."""
    name = page.locator(f"#id_l{number}-name")
    if not name.is_visible():
        page.locator(f"details:has(#id_l{number}-name) > summary").click()
    for field, value in typed.items():
        control = page.locator(f"#id_l{number}-{field}")
        if field == "is_leaving":
            control.check()
        elif field in ("scheme", "issue_kind", "work", "sex"):
            control.select_option(value)
        else:
            control.fill(value)
    page.locator(f"input[name=l{number}-consents][value=record]").check()


def begin_campaign(page: Page) -> None:
    page.goto("/campaigns/")
    look(page, "01-campaigns-empty")
    page.goto("/campaigns/new/")
    page.locator("#id_name_hi").fill("सुरक्षित प्रवास माह")
    page.locator("#id_begins_on").fill("१/११/२०२६")
    page.locator("#id_aims").fill("हर पंचायत में जाने से पहले पंजीकरण की बात पहुँचे।")
    page.locator("#id_place").select_option(index=1)
    look(page, "02-campaign-form")
    save(page, "main form.form button.button")
    look(page, "03-campaign-new")
    follow(page, "लक्ष्य तय करें")
    page.locator("#id_counted").select_option("registrations")
    page.locator("#id_amount").fill("१०")
    save(page, "main form.form button.button")


def hold_camp(page: Page) -> None:
    follow(page, "शिविर दर्ज करें")
    page.locator("#id_held_on").fill(f"{clock.today():%d/%m/%Y}")
    page.locator("#id_place").select_option(index=2)
    page.locator("#id_panchayat").fill("टोटो")
    page.locator("#id_women").fill("७")
    page.locator("#id_men").fill("५")
    look(page, "04-camp-form")
    save(page, "main form.form button.button")
    look(page, "05-camp-empty")
    follow(page, "सूची लिखें")


def enter_list(page: Page) -> None:
    """Ten lines; two of them wait: somebody who may be on record, and a number that cannot be read."""
    look(page, "06-list-empty")
    day = clock.today() + dt.timedelta(days=6)
    for number, typed in enumerate(LINES):
        leaves = {"leaves_on_as_written": f"{day:%d-%m-%Y}"} if "is_leaving" in typed else {}
        fill_line(page, number, typed | leaves)
    look(page, "07-list-filled")
    save(page, "button[value=record]")
    look(page, "08-list-waits")
    shown = page.locator("main").inner_text()
    assert "8 पंक्तियाँ दर्ज हुईं" in shown or "८ पंक्तियाँ दर्ज हुईं" in shown
    assert "यह फ़ोन नंबर नहीं है" in shown
    assert page.locator("#id_l1-phone_as_written").input_value() == "९८७६५"


def put_right(page: Page, known: Person) -> None:
    page.locator(f"input[name=l0-choice][value='{known.pk}']").check()
    page.locator("#id_l1-phone_as_written").fill("९४३१२ ३४५६७")
    save(page, "button[value=record]")
    page.wait_for_url("**/camps/*/")


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_camp_of_a_campaign_from_its_list_to_what_came_of_it(
    cast: Cast, browser: Browser, chrome: Launched, *, scripts: bool
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        known = a_person(by, cast)
    client = browser("coordinator")
    with served() as address:
        with chrome() as opened, telephone(opened, address, client, scripts=scripts) as page:
            begin_campaign(page)
            hold_camp(page)
            enter_list(page)
            put_right(page, known)
            look(page, "09-camp-done")
            camp = page.url
            shown = page.locator("main").inner_text()
        assert "टोटो" in shown
        for name in ("रीना टोप्पो", "सोमरा मुंडा"):
            assert name in shown
        with acting_as(cast.actor("coordinator")) as by:
            _is_recorded(known)
            receive_linkage(by=by, linkage=Linkage.objects.filter(scheme="eshram")[0], on=clock.today())
        recount_pending([cast.gumla.id])
        with chrome() as opened, telephone(opened, address, client, scripts=scripts) as page:
            page.goto(camp)
            follow(page, "सुरक्षित प्रवास माह")
            look(page, "10-campaign-report")
            printed = page.locator("a[href$='report.pdf']").get_attribute("href")
            _report_opens_onto_rows(page)
            _indicator_opens_onto_rows(page)
    paper = client.get(str(printed))
    assert len(pypdf.PdfReader(io.BytesIO(paper.content)).pages) == 1
    if PICTURES:
        (Path(PICTURES) / "report.pdf").write_bytes(paper.content)


def _is_recorded(known: Person) -> None:
    """What the list brought, read from the tables."""
    assert [(row.kind, row.total) for row in Activity.objects.all()] == [("camp", 12)]
    assert CampLine.objects.filter(state="taken").count() == len(LINES)
    journeys = list(Journey.objects.select_related("person"))
    assert len(journeys) == 3
    assert faults_of(journeys) == []
    assert [row.code for row in Trigger.objects.all()] == ["minor_for_work"]
    assert Linkage.objects.count() == 4
    assert Linkage.objects.filter(person=known).count() == 1
    # Two that were brought, and the urgent one of the hard stop.
    assert sorted(Issue.objects.values_list("is_urgent", flat=True)) == [False, False, True]
    # Of ten lines one is about somebody on record, and one only came.
    assert Person.objects.count() == 1 + 8


def _report_opens_onto_rows(page: Page) -> None:
    shown = page.locator("main").inner_text()
    assert "30 %" in shown or "३० %" in shown  # three of ten registrations
    with page.expect_navigation():
        page.locator("a[href*='/rows/registrations/']").first.click()
    assert page.locator("tbody tr").count() == 3
    look(page, "11-rows")
    with page.expect_navigation():
        page.locator("tbody a").first.click()
    assert "/journeys/" in page.url


def _indicator_opens_onto_rows(page: Page) -> None:
    """Camps, who came, registrations and benefits of camps are counted this month."""
    today = clock.today()
    period = f"?from={today.replace(day=1)}&to={today}"
    for value, rows in (("camps", 1), ("came", 1), ("registered", 3), ("linked", 1)):
        page.goto(f"/reports/impact/camps/{value}/rows/{period}")
        assert page.locator("tbody tr").count() == rows, value
    page.goto("/reports/indicators/")
    assert "पंचायत के शिविर" in page.locator("main").inner_text()
