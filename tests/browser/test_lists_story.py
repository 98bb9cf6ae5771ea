"""A desk operator sorts a list, chooses its columns, walks it and saves it: in Hindi, 360 px wide, without scripts."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from jatan.foundation.access.walls import acting_as
from jatan.programme.people.models import Person
from jatan.web.ui.records.list_page import SIZE
from tests.browser.accessibility import violations
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NARROW: ViewportSize = {"width": 360, "height": 740}
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots
NAMES = ("एतवारी", "सुनीता", "रीना", "जीतनी", "बुधनी", "मंगरी", "फुलमनी", "बिरसमनी")


def _people(cast: Cast) -> None:
    """Sixty people, so that there are three pages."""
    where = {"organisation": cast.gumla, "place": cast.gumla_block}
    with acting_as(cast.actor("desk_operator")):
        Person.objects.bulk_create(
            Person(
                **where,
                name=f"{NAMES[number % 8]} देवी",
                name_fold=f"{'abcdefgh'[number % 8]} devi",
                name_key="devi",
                age=None if number % 9 == 0 else 18 + number,
                sex="F",
                village="टोटो",
            )
            for number in range(60)
        )


def _look(page: Page, name: str) -> None:
    assert width_px(page) <= NARROW["width"], name
    small = page.evaluate(
        """() => [...document.querySelectorAll('main nav a, main .filter button, main summary')].filter(one => {
            const box = one.getBoundingClientRect(); return box.width && box.height < 44;
        }).map(one => one.outerHTML)"""
    )
    assert small == [], name
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"lists-{name}.png"), full_page=True)


def _press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).first.click()


def test_a_list_is_sorted_walked_and_saved_on_a_telephone(cast: Cast, browser: Browser, chrome: Launched) -> None:
    _people(cast)
    client = browser("desk_operator")
    session = session_of(client)
    with served() as address, chrome() as opened:
        context = opened.new_context(
            java_script_enabled=False, viewport=NARROW, base_url=address, locale="hi-IN", accept_downloads=False
        )
        with_session(context, address, session)
        context.set_default_timeout(60_000)  # machines that many share
        page = context.new_page()
        page.goto("/people/")
        _look(page, "1-people")
        page.locator("summary", has_text="सूची छोटी करें").click()
        _look(page, "2-narrow")
        page.locator("#sort").select_option("-age")
        with page.expect_navigation():
            page.locator("form.sort-by button").click()
        assert "sort=-age" in page.url
        assert "77" in page.locator("main table tbody tr").first.inner_text()
        with page.expect_navigation():
            page.locator("a[rel=next]").click()
        assert "after=" in page.url
        page.locator("summary", has_text="पन्ना चुनें").click()
        page.locator("#go-to-page").fill("३")
        _press(page, "इस पन्ने पर जाएँ")
        _look(page, "3-third-page")
        assert page.locator("main table tbody tr").count() == SIZE
        page.locator("summary", has_text="कॉलम चुनें").click()
        page.locator("input[name=column][value=phone]").check()
        page.locator("input[name=column][value=guardian_name]").uncheck()
        _look(page, "4-columns")
        with page.expect_navigation():
            page.locator("form[action^='/lists/people/columns/'] button").first.click()
        with page.expect_navigation():
            page.locator("main nav.chips a", has_text="यह सूची सेव करें").click()
        _look(page, "5-save")
        page.locator("#id_name").fill("सबसे बड़ी उम्र पहले")
        with page.expect_navigation():
            page.locator("main form .actions button").first.click()
        _look(page, "6-saved")
        assert page.locator("main nav.chips b").inner_text() == "सबसे बड़ी उम्र पहले"
        assert "%E0" not in page.url
        context.close()
        with_scripts = opened.new_context(viewport=NARROW, base_url=address, locale="hi-IN")
        with_session(with_scripts, address, session)
        with_scripts.set_default_timeout(60_000)
        with_scripts.add_init_script(Axe().axe_script)
        page = with_scripts.new_page()
        page.goto("/people/?sort=age")
        assert violations(page, set()) == []
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.locator("thead th[aria-sort=ascending]").count() == 1
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / "lists-7-wide.png"), full_page=True)
