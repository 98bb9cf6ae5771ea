"""The law page of an ordinary case is read on a phone without a long way down: what is late first, the rest folded."""

import datetime as dt
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page

from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.legal.court_closings import next_court_day
from tests.browser.chromium import House
from tests.browser.conftest import Launched
from tests.browser.page_size import height_px, width_px
from tests.browser.test_every_page import NARROW
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked, cast, house, standing_house, unlocked
from tests.web.cases.test_case_page import CARD

__all__ = ["cast", "house", "standing_house", "unlocked"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
LONGEST_PX = 2_500


def ordinary_case(house: CaseHouse) -> OpenCaseFile:
    """A girl of sixteen: reported, FIR, statement, committee, the accused in custody, a court day, a claim."""
    today = clock.today()

    def ago(days: int, hour: str = "10:00") -> str:
        return f"{today - dt.timedelta(days=days):%d/%m/%Y} {hour}"

    def written(days: int) -> AbstractContextManager[None]:
        """Each thing is written down on the evening of its day."""
        return clock.frozen_at(dt.datetime.combine(today - dt.timedelta(days=days), dt.time(21, 30), clock.INDIA))

    with written(20):
        found = house.write(house.open_case(), "identity", {**CARD, "age_on": clock.today()})
        found = house.write(found, "situation", {"facts": ["trafficked", "rape", "bonded", "sc_st"]})
    for event, days, hour in (
        ("child_found", 20, "10:00"),
        ("cwc_production", 20, "16:00"),
        ("information_given", 19, "10:00"),
        ("fir_registered", 19, "12:00"),
        ("rape_informed", 19, "12:00"),
        ("medical_done", 18, "15:00"),
        ("accused_remanded", 15, "10:00"),
        ("dlsa_application", 10, "10:00"),
    ):
        with written(days):
            about = {"event": event, "at": ago(days, hour), "place": "महिला थाना, गुमला"}
            found = house.write(found, "legal_event", about)
    with written(10):
        offence = {"day": today - dt.timedelta(days=60), "offences": ["BNS 64", "BNS 143(4)"]}
        found = house.write(found, "offence", offence)
    court_day = next_court_day(today + dt.timedelta(days=20))
    hearing = {"at": f"{court_day:%d/%m/%Y} 10:30", "court": "पॉक्सो अदालत, गुमला", "purpose": "her_evidence"}
    with written(5):
        found = house.write(found, "hearing", hearing)
        return house.write(found, "bail", {"what": "refused", "on": today - dt.timedelta(days=5)})


def is_seen(page: Page, words: str) -> bool:
    return page.locator("main").get_by_text(words, exact=False).first.is_visible()


def test_the_law_page_of_an_ordinary_case_is_short_and_says_first_what_is_late(
    house: CaseHouse, unlocked: Unlocked, chrome: Launched
) -> None:
    found, client = ordinary_case(house), unlocked("counsellor")
    with chrome() as opened:
        page = opened.new_context(viewport=NARROW).new_page()  # type: ignore[arg-type]
        House(page, client).open(f"/cases/{found.case.pk}/law/")
        assert height_px(page) <= LONGEST_PX
        assert width_px(page) <= NARROW["width"]
        assert is_seen(page, "एफ़आईआर की नकल मुफ़्त में मिले")
        assert not is_seen(page, "मुफ़्त वकील")
        page.locator("#rights summary").first.click()
        assert is_seen(page, "मुफ़्त वकील")
