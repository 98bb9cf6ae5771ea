"""A man held by an advance at a brick kiln: from the codes of what happened to the schemes that are his, on a phone."""

import datetime as dt

import pytest
from django.test import Client
from playwright.sync_api import Page

from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from tests.browser.chromium import House, outside_the_loop
from tests.browser.conftest import Launched
from tests.browser.test_every_page import NARROW, Stop, page_faults, screen
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked, cast, house, standing_house, unlocked
from tests.web.cases.test_court_diary import with_hearing
from tests.web.cases.test_legal_page import A_MAN

__all__ = ["cast", "house", "standing_house", "unlocked"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def text_of(page: Page) -> str:
    """All that stands on the page, folded parts opened."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    return " ".join(page.locator("main").inner_text().split())


def law_page(on: House, client: Client, found: OpenCaseFile) -> str:
    assert page_faults(on, Stop("case_law", f"/cases/{found.case.pk}/law/", client), NARROW) == []
    return text_of(on.page)


def test_a_bonded_labourers_schemes_appear_once_bondage_is_said_and_are_asked_about_before(
    house: CaseHouse, unlocked: Unlocked, chrome: Launched
) -> None:
    found = house.write(house.open_case(), "identity", A_MAN)
    client = unlocked("counsellor")
    with chrome() as opened, screen(opened) as on:
        assert "बंधुआ मज़दूर पुनर्वास योजना" not in law_page(on, client, found)
        with outside_the_loop():
            found = house.write(found, "exploitation", {"types": ["ForcedLabour"]})
        text = law_page(on, client, found)
        assert "बंधुआ मज़दूर पुनर्वास योजना 2021" in text
        assert "पूछें, यह बंधुआ मज़दूरी है या नहीं" in text
        with outside_the_loop():
            found = house.write(found, "exploitation", {"types": ["ForcedLabour"], "bondage": "yes"})
        text = law_page(on, client, found)
        assert "पूछें, यह बंधुआ मज़दूरी है या नहीं" not in text
        assert "कम से कम ₹ 1,00,000" in text
        assert "योजना का समय पूरा हो चुका" in text


def test_closed_days_and_the_diary_have_no_faults_on_a_phone(
    house: CaseHouse, unlocked: Unlocked, chrome: Launched
) -> None:
    with_hearing(house, 7)
    client = unlocked("counsellor")
    day = clock.today() + dt.timedelta(days=8)
    client.post("/cases/closings/", {"court": "district", "first_day": f"{day:%d/%m/%Y}", "last_day": ""})
    with chrome() as opened, screen(opened) as on:
        for name, path in (("court_closings", "/cases/closings/"), ("cases_diary", "/cases/diary/")):
            assert page_faults(on, Stop(name, path, client), NARROW) == []
