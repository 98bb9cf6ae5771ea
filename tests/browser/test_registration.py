"""Registration on a narrow screen, by keyboard alone, on a slow network; with scripts and without.

Pages are served by a real server in this process, so that Chromium's network throttling applies.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, ViewportSize

from jatan.foundation.access.walls import acting_as
from jatan.programme.journeys.models import Journey
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NARROW: ViewportSize = {"width": 360, "height": 740}
LATENCY_MS, BYTES_A_SECOND = 400, 50 * 1024
OF_HELP_PAGE = 2
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots


@contextmanager
def telephone(chrome: Chromium, address: str, client: Client, *, scripts: bool) -> Iterator[Page]:
    """A page of a signed-in worker, 360 px wide, on a slow network."""
    context: BrowserContext = chrome.new_context(
        java_script_enabled=scripts, viewport=NARROW, base_url=address, locale="hi-IN"
    )
    with_session(context, address, session_of(client))
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    try:
        yield page
    finally:
        context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; fails if it cannot be reached."""
    page.locator(selector).first.wait_for(state="attached")
    for _press in range(140):
        if page.evaluate("what => document.activeElement?.matches(what) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {selector}")


def write(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.insert_text(text)


def send(page: Page, selector: str = "main form button.large") -> None:
    """Tab to a button, press it and wait for the next page."""
    tab_to(page, selector)
    picture(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def picture(page: Page) -> None:
    if PICTURES:
        count = len(list(Path(PICTURES).glob("*.png")))
        page.screenshot(path=f"{PICTURES}/{count:02}.png", full_page=True)
    assert width_px(page) <= NARROW["width"]


def register(page: Page) -> None:
    """Fill in all pages up to the saved journey, by keyboard."""
    write(page, "#id_q", "सोमरी मुंडा")
    send(page, "button[name=somebody_new]")
    assert page.locator("#id_name").input_value() == "सोमरी मुंडा"
    write(page, "#id_guardian_name", "बुधन मुंडा")
    write(page, "#id_age", "१६")
    write(page, "#id_village", "टोटो")
    send(page, "#somebody_new form .actions button")
    send(page, "main .actions a.button.large")
    write(page, "#id_destination_as_written", "तिरुपुर")
    send(page)
    write(page, "#id_wage_promised", "९०००")
    write(page, "#id_agent_name", "बिरसा महतो")
    send(page)
    tab_to(page, "input[name=papers_in_hand]")
    page.keyboard.press("Space")
    send(page)
    tab_to(page, "input[name=q_free_will]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=q_wage_written]")
    page.keyboard.press("ArrowRight")
    send(page)
    tab_to(page, "input[name=record]")
    page.keyboard.press("Space")
    send(page)
    send(page)
    page.wait_for_url("**/done/")
    picture(page)


def usable_after(chrome: Chromium, address: str, client: Client, *, scripts: bool) -> tuple[float, float]:
    """Seconds until the form can be filled in, and until the public help page can be used, without cache.

    The best of three each, in turn, so that the network is measured and not other load. Styles and scripts are loaded
    by then; fonts and images may follow.
    """
    form, help_page = [], []
    for _time in range(3):
        form.append(_seconds_until(chrome, address, client, "/departures/", "main form #id_q", scripts=scripts))
        help_page.append(_seconds_until(chrome, address, client, "/h/", "button.main", scripts=scripts))
        if min(form) <= OF_HELP_PAGE * min(help_page):
            break
    return min(form), min(help_page)


def _seconds_until(chrome: Chromium, address: str, client: Client, path: str, first: str, *, scripts: bool) -> float:
    with telephone(chrome, address, client, scripts=scripts) as page:
        begun = time.monotonic()
        page.goto(path, wait_until="domcontentloaded")
        page.locator(first).wait_for(state="visible")
        return time.monotonic() - begun


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_child_is_registered_by_keyboard_alone_on_a_slow_line(
    cast: Cast, browser: Browser, chrome: Launched, *, scripts: bool
) -> None:
    client = browser("field_worker")
    with served() as address, chrome() as opened:
        took, help_page = usable_after(opened, address, client, scripts=scripts)
        with telephone(opened, address, client, scripts=scripts) as page:
            page.goto("/departures/")
            register(page)
            text_of_page = page.locator("main").inner_text()
    assert took <= OF_HELP_PAGE * help_page, (took, help_page)
    assert "1098" in text_of_page
    with acting_as(cast.actor("coordinator")):
        journey = Journey.objects.select_related("person").get()
        assert (journey.person.name, journey.person.age, journey.wage_promised) == ("सोमरी मुंडा", 16, 9000)
        assert [row.code for row in journey.triggers.all()] == ["minor_for_work"]


def test_somebody_on_record_is_offered_while_her_name_is_typed(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with acting_as(cast.actor("field_worker")) as by:
        a_person(by, cast, name="बिरसी मुंडा")
    client = browser("field_worker")
    with (
        served() as address,
        chrome() as opened,
        telephone(opened, address, client, scripts=True) as page,
    ):
        page.goto("/departures/", wait_until="load")
        tab_to(page, "#id_q")
        page.keyboard.type("Birsi Mun")
        page.locator(".found button").wait_for()
        picture(page)
        send(page, ".found button")
        assert "बिरसी मुंडा" in page.locator("main").inner_text()
