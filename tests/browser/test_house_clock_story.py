"""A coordinator sees the red line, compares the time with her phone and answers, at 360 and at 1280 px."""

import os

import pytest
from playwright.sync_api import Page, expect

from jatan.foundation.access.house_clock import sure_time
from tests.browser.chromium import outside_the_loop, session_of, with_session
from tests.browser.conftest import Launched, browser
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.clock_states import watch
from tests.web.conftest import Browser as SignedIn
from tests.web.home.test_house_clock import asked, jumped

__all__ = ["asked", "browser", "jumped"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots


def _picture(page: Page, name: str, width: int) -> None:
    assert width_px(page) <= width
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_she_answers_after_a_long_time_without_power(
    cast: Cast, browser: SignedIn, chrome: Launched, asked: None, width: int
) -> None:
    session = session_of(browser("coordinator"))
    with served() as address, chrome() as running:
        context = running.new_context(
            base_url=address, locale="hi-IN", viewport={"width": width, "height": 740}, java_script_enabled=False
        )
        with_session(context, address, session)
        page = context.new_page()
        page.goto("/")
        _picture(page, "clock-home", width)
        page.get_by_role("link", name="दिन और समय मिलाएँ").click()
        _picture(page, "clock-question", width)
        page.get_by_role("button", name="हाँ, इसी समय से काम चालू करें").click()
        expect(page.get_by_text("पहले दिन और समय अपने फ़ोन से मिलाएँ").first).to_be_visible()
        _picture(page, "clock-not-ticked", width)
        page.get_by_label("मैंने दिन और समय अपने फ़ोन से मिला लिए").check()
        page.get_by_role("button", name="हाँ, इसी समय से काम चालू करें").click()
        expect(page.get_by_text("आपके नाम के साथ लिख लिया गया").first).to_be_visible()
        _picture(page, "clock-answered", width)
    with outside_the_loop():
        assert watch().doubt == ""
        assert sure_time() is not None


@pytest.mark.parametrize("width", [360, 1280])
def test_a_clock_that_was_set_is_red(cast: Cast, browser: SignedIn, chrome: Launched, jumped: None, width: int) -> None:
    session = session_of(browser("coordinator"))
    with served() as address, chrome() as running:
        context = running.new_context(base_url=address, locale="hi-IN", viewport={"width": width, "height": 740})
        with_session(context, address, session)
        page = context.new_page()
        page.goto("/")
        expect(page.get_by_text("जतन की घड़ी आगे या पीछे की गई है")).to_be_visible()
        _picture(page, "clock-jumped-home", width)
        page.goto("/clock/")
        _picture(page, "clock-jumped", width)
