"""The page of a record on a phone: no longer than four screens as it opens, and whatever is tapped is large enough."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.chromium import House
from tests.browser.conftest import Launched
from tests.browser.page_size import height_px
from tests.browser.test_every_page import NARROW, screen
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import Rows, cast, own, standing_rows
from tests.web.conftest import Browser

__all__ = ["cast", "own", "standing_rows"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
OWNER = "coordinator"
KINDS = ("people", "journeys", "issues", "groups", "activities", "linkages", "allies")
SCREENS, TOUCH = 4, 44
# Links, buttons and summaries that are shown and lower than a thumb needs, but for links inside a sentence.
_SMALL = """() => [...document.querySelectorAll("main a, main button, main summary")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < %s - 0.5)
    .filter(one => !one.closest("p:not(:has(.badge))"))
    .map(one => `${one.innerText.trim()} is ${Math.round(one.getBoundingClientRect().height)} px high`)"""


@pytest.fixture
def own_files(standing_rows: Rows) -> None:
    """Keep MEDIA_ROOT of the shared rows (overrides the fixture of conftest)."""


@pytest.fixture(scope="module")
def on(chrome: Launched) -> Iterator[House]:
    """One narrow tab for all tests of this file."""
    tab = ExitStack()
    with chrome.inside() as opened:
        house = tab.enter_context(screen(opened))
    yield house
    with chrome.inside():
        tab.close()


def faults(page: Page, kind: str) -> list[str]:
    """What is too long or too small on the open page."""
    height = height_px(page)
    found = [f"{kind}: {height} px high"] if height > SCREENS * NARROW["height"] else []
    return found + [f"{kind}: {fault}" for fault in page.evaluate(_SMALL % TOUCH)]


@pytest.mark.parametrize("part", ["coordinator", "desk_operator"])
def test_record_pages_are_short_and_easy_to_tap(
    part: str, own: Belongings, cast: Cast, browser: Browser, chrome: Launched, on: House
) -> None:
    client, found = browser(part), []
    with chrome():
        for kind in KINDS:
            on.open(reverse(f"{kind}_detail", args=[own.rows[kind].pk]), client)
            found += faults(on.page, kind)
            on.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            found += [f"unfolded, {fault}" for fault in on.page.evaluate(_SMALL % TOUCH)]
    assert found == []


def test_a_page_that_is_too_long_or_hard_to_tap_is_found(chrome: Launched, on: House) -> None:
    with chrome():
        on.page.set_content(f"<main>{'<p>x</p>' * 300}<a href='/'>x</a></main>")
        assert len(faults(on.page, "x")) == 2
