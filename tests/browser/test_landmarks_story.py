"""Places and ways in one use, in Hindi at 360 px: a bus stand is mapped, an old police station confirmed, a route put
on the map, a journey names its stops, the map is filtered, and its number opens onto the journey."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.landmarks.models import Landmark, Route, Verification
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.desk import follow
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.landmarks.builders import a_landmark
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NARROW = 360
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots


def _look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
    assert page.locator("html").get_attribute("lang") == "hi"
    assert width_px(page) <= NARROW, name


def _save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form.form .actions button[type=submit]").click()


def _put_on_the_map(page: Page, cast: Cast) -> None:
    page.goto("/landmarks/map/")
    _look(page, "map-before")
    follow(page.get_by_role("link", name="नक्शे पर जगह दर्ज करें").first)
    page.select_option("#id_kind", "bus_stand")
    page.fill("#id_name_hi", "गुमला बस स्टैंड")
    page.select_option("#id_place", str(cast.gumla_block.pk))
    page.fill("#id_coordinates", "८४.५४१, २३.०४४")
    page.fill("#id_phone", "१३९")
    for day in range(6):
        page.locator(f"input[name=days_1][value='{day}']").check()
    page.fill("#id_opens_1", "४:३०")
    page.fill("#id_closes_1", "२२")
    page.locator("input[name=source][value=seen]").check()
    _look(page, "form")
    _save(page)
    assert "उत्तर" in page.locator("#id_coordinates_error").inner_text()  # mixed up: said in words, nothing is lost
    page.fill("#id_coordinates", "२३.०४४, ८४.५४१")
    _save(page)
    _look(page, "bus-stand")
    shown = page.locator("main").inner_text()
    assert "सोम–शनि 04:30–22:00" in shown
    assert "23.044, 84.541" in shown


def _confirm(page: Page) -> None:
    page.goto("/")
    follow(page.locator("a[href='/landmarks/unchecked/']").first)
    _look(page, "unchecked")
    assert "गुमला सदर थाना" in page.locator("main").inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="सब वैसा ही है: पक्का करें").click()
    assert "साल भर में सब कुछ जाँचा जा चुका है।" in page.locator("main").inner_text()


def _put_route(page: Page, cast: Cast) -> None:
    page.goto("/routes/new/")
    page.fill("#id_name_hi", "गुमला से दिल्ली, राँची होकर")
    page.locator("input[name=mode][value=mixed]").check()
    page.select_option("#id_place", str(cast.gumla_block.pk))
    page.fill("#id_destination", "दिल्ली")
    for number, typed in ((1, "गुमला बस"), (2, "रांची")):
        with page.expect_response(lambda answer: "/landmarks/suggest/" in answer.url):
            page.locator(f"#id_stop_{number}").press_sequentially(typed)
        page.locator(f"#id_stop_{number}_list [role=option]").first.click()
    _look(page, "route-form")
    _save(page)
    _look(page, "route")


def _name_stops(page: Page, journey: Journey) -> None:
    page.goto(f"/journeys/{journey.pk}/")
    page.locator("summary", has_text="अभी कुछ नहीं").click()
    follow(page.get_by_role("link", name="पड़ाव लिखें"))
    assert page.locator("#id_stop_1").input_value().startswith("राँची जंक्शन")  # proposed from what was said
    follow(page.get_by_role("link", name="गुमला से दिल्ली, राँची होकर"))
    assert page.locator("#id_stop_1").input_value().startswith("गुमला बस स्टैंड")
    _look(page, "stops")
    _save(page)
    page.locator("summary", has_text="जो कुछ दर्ज है").click()
    shown = page.locator("main").inner_text()
    assert "राँची जंक्शन होकर" in shown  # what was said is kept
    assert "गुमला बस स्टैंड" in shown


def _open_number(page: Page) -> None:
    page.goto("/landmarks/map/")
    page.locator("summary", has_text="नक्शे पर क्या दिखे, चुनें").click()
    page.select_option("#filter_layer", "transit")
    page.select_option("#filter_kind", "bus_stand")
    with page.expect_navigation():
        page.get_by_role("button", name="दिखाएँ", exact=True).click()
    _look(page, "map")
    assert page.locator("svg.map .chart circle").count() == 1
    assert page.locator("svg.map path.flow").count() == 1
    table = page.locator("main table")
    assert "थाना" not in table.inner_text()
    link = table.locator("a[href*='/journeys/']")
    assert link.inner_text() == "1"
    follow(link)
    _look(page, "behind")
    assert "सोमरी मुंडा" in page.locator("main table").inner_text()


def test_a_coordinator_maps_confirms_routes_names_and_counts(cast: Cast, browser: Browser, chrome: Launched) -> None:
    long_ago = clock.today() - dt.timedelta(days=400)
    with acting_as(cast.actor("khunti_coordinator")) as by:
        of_khunti = {"organisation": cast.khunti.id, "place": cast.khunti_district}
        ranchi = a_landmark(by, cast, kind="railway_station", name_hi="राँची जंक्शन", mapped_on=clock.today(), **of_khunti)
    with acting_as(cast.actor("coordinator")) as by:
        station = {"kind": "police_station", "name_hi": "गुमला सदर थाना", "phone": "112", "opening_hours": "24/7"}
        police = a_landmark(by, cast, mapped_on=long_ago, **station)
        traveller = a_person(by, cast, name="सोमरी मुंडा", place=cast.gumla_block)
        journey = a_journey(by, traveller, registered_on=clock.today(), transit="राँची जंक्शन होकर")
    client = browser("coordinator")
    session = session_of(client)
    with served() as address, chrome() as opened:
        context = opened.new_context(
            viewport={"width": NARROW, "height": 740}, base_url=address, locale="hi-IN", has_touch=True
        )
        with_session(context, address, session)
        page = context.new_page()
        _put_on_the_map(page, cast)
        _confirm(page)
        _put_route(page, cast)
        _name_stops(page, journey)
        _open_number(page)
        assert re.search(r"/landmarks/[0-9a-f-]+/journeys/\?from=", page.url)
        context.close()
    with acting_as(cast.actor("coordinator")) as by:
        stand = Landmark.objects.get(kind="bus_stand")
        check = Verification.objects.get(landmark=police.pk)
        assert (check.verified_on, check.recorded_by) == (clock.today(), by.account_id)
        assert Route.objects.get().stops == [stand.pk, ranchi.pk]
        journey.refresh_from_db()
        assert journey.stops == [stand.pk, ranchi.pk]
