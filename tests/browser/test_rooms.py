"""The menu as it is drawn: counted for every role with two, five and all rooms; in view on a desktop."""

import pytest
from playwright.sync_api import FloatRect, Page

from jatan.foundation.network.models import Organisation
from jatan.foundation.network.rooms import CLOSABLE, FIRST_ROOMS, Room, all_but
from jatan.web.ui.components.navigation import most_entries
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.cast import Cast
from tests.sign_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

SETS = ((Room.PEOPLE, Room.MEETINGS), (*FIRST_ROOMS, Room.TRAINING, Room.ALLIES), CLOSABLE)
SCREENS = 1.5  # the whole menu of a telephone, in screens


def entries(page: Page) -> int:
    """The entries of the menu that is open, without those of a room below its own."""
    found = page.locator("#menu > .side-list > li > a")
    assert all(one.is_visible() for one in found.all())
    return int(found.count())


def box_of(page: Page, what: str) -> FloatRect:
    found = page.locator(what).bounding_box()
    assert found is not None, what
    return found


def test_the_menu_is_short_for_every_role_and_set_of_rooms(cast: Cast, chrome: Launched) -> None:
    parts = [part for part in cast.accounts if part != "stranger"]
    sessions = {part: session_of(signed_in(cast.accounts[part])) for part in parts}
    most = {part: most_entries(cast.actor(part)) for part in parts}
    counted = {}
    for rooms in SETS:
        Organisation.objects.update(closed_rooms=all_but(room.value for room in rooms))
        with served() as address, chrome() as opened:
            for part in parts:
                context = opened.new_context(viewport={"width": 360, "height": 740}, base_url=address, locale="hi-IN")
                with_session(context, address, sessions[part])
                page = context.new_page()
                page.goto("/rooms/#menu")
                counted[part, len(rooms)] = entries(page)
                assert 0 < entries(page) <= most[part], (part, rooms)
                assert box_of(page, "#menu")["height"] <= SCREENS * 740, (part, rooms)
                assert box_of(page, "#menu [data-sign-out] button")["y"] < 740, "sign-out is on the first screen"
                context.close()
    assert counted["coordinator", 2] < counted["coordinator", 5] < counted["coordinator", len(CLOSABLE)]


def test_the_menu_stays_in_view_on_a_desktop(cast: Cast, chrome: Launched) -> None:
    session = session_of(signed_in(cast.accounts["coordinator"]))
    with served() as address, chrome() as opened:
        context = opened.new_context(viewport={"width": 1280, "height": 600}, base_url=address, locale="hi-IN")
        with_session(context, address, session)
        page = context.new_page()
        page.goto("/rooms/")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        menu = box_of(page, "#menu")
        assert page.evaluate("scrollY") > 100
        assert menu["height"] <= 600
        # At the very end of a page it makes way for the foot.
        assert -600 < menu["y"] < 300
