"""A coordinator puts right a row of a phone in Hindi, without scripts, on a narrow and a wide screen."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.services import revoke
from jatan.programme.activities.models import Activity
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.desk import follow
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.intake.danger.doors import make_house
from tests.intake.fieldbook.field import days, leaving, make_field
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

SIZES: dict[str, ViewportSize] = {"narrow": {"width": 360, "height": 740}, "wide": {"width": 1280, "height": 800}}
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots


def _look(page: Page, name: str) -> None:
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        assert width_px(page) <= viewport["width"], (name, size)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"phone-rows-{name}-{size}.png"), full_page=True)


def test_a_meeting_of_two_phones_is_looked_at_and_both_are_recorded(
    cast: Cast, browser: Browser, chrome: Launched
) -> None:
    at_work = make_field(cast)
    present = [str(one.pk) for one in at_work.members[:2]]
    at_work.receipt(at_work.row("meeting", {"held_on": days(0), "present": present, "topic": "ठेकेदार"}))
    at_work.receipt(at_work.row("meeting", {"held_on": days(0), "women": 6, "decisions": "सब दर्ज करेंगे"}))
    at_work.receipt(at_work.row("help", {"kind": "other", "caller_name": "बुधनी", "colour": "red"}))
    photo = at_work.photo()
    departure = at_work.row("leaving", leaving(at_work, *at_work.members[:2]), photos=[photo])
    with acting_as(cast.actor("coordinator")) as by:
        revoke(by=by, device=at_work.device)
    at_work.receipt(departure)
    at_work.send_photo(photo, departure)
    session = session_of(browser("coordinator"))
    with served() as address, chrome() as opened:
        context = opened.new_context(
            java_script_enabled=False, viewport=SIZES["narrow"], base_url=address, locale="hi-IN"
        )
        with_session(context, address, session)
        context.set_default_timeout(60_000)  # machines that many share
        page = context.new_page()
        page.goto("/fieldbook/waiting/")
        _look(page, "1-list")
        follow(page.locator("main table a").nth(2))
        _look(page, "2-taken-back")
        page.locator("main summary").first.click()
        _look(page, "3-all-answers")
        page.goto("/fieldbook/waiting/")
        follow(page.locator("main table a").first)
        _look(page, "4-same-meeting")
        page.locator("#id_takes_both").check()
        follow(page.get_by_role("button", name="यह पंक्ति दर्ज करें", exact=True))
        _look(page, "5-recorded")
    with acting_as(cast.actor("coordinator")):
        assert Activity.objects.count() == 2


def test_danger_stands_first_and_its_issue_says_who_was_told_and_who_opened(
    cast: Cast, browser: Browser, chrome: Launched
) -> None:
    house = make_house(cast)
    at_work = house.field
    at_work.receipt(at_work.row("help", {"kind": "other", "caller_name": "बुधनी", "colour": "red"}))
    at_work.receipt(at_work.row("leaving", leaving(at_work, house.girl)))
    again = leaving(at_work, house.girl)
    at_work.receipt(at_work.row("leaving", again))
    spoke = {"journey": str(house.journey.pk), "outcome": "unsafe", "note": "रो रही थी", "spoke_at": "x"}
    at_work.receipt(at_work.row("contact", spoke))
    house.alerts_out()
    session = session_of(browser("coordinator"))
    with served() as address, chrome() as opened:
        context = opened.new_context(
            java_script_enabled=False, viewport=SIZES["narrow"], base_url=address, locale="hi-IN"
        )
        with_session(context, address, session)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto("/")
        _look(page, "d0-home")
        assert house.journey.person.name in page.locator("main").inner_text(), "among what is urgent"
        page.goto("/fieldbook/waiting/")
        _look(page, "d1-list")
        names = page.locator("main table tbody tr")
        assert "बुधनी" not in names.first.inner_text()
        assert "बुधनी" in names.last.inner_text()
        follow(page.locator("main table a").first)
        _look(page, "d2-row-beside")
        follow(page.locator("main .alert.late a").first)
        _look(page, "d3-issue")
        assert "Test desk_operator" in page.locator("main").inner_text()
        page.goto("/contacts/plan/")
        _look(page, "d4-plan")
