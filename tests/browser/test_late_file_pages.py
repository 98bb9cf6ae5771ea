"""The page about the past, the one on which something does not apply, and the card: on a phone and a desk, in Hindi."""

import datetime as dt

import pytest

from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from tests.browser.chromium import House
from tests.browser.conftest import Launched
from tests.browser.page_size import width_px
from tests.browser.test_every_page import NARROW
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked, cast, house, standing_house, unlocked
from tests.web.cases.test_case_page import CARD

__all__ = ["cast", "house", "standing_house", "unlocked"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def old_case(house: CaseHouse) -> OpenCaseFile:
    """A girl's case of two years ago, typed in today: an FIR, the court, no word about the committee."""
    began = clock.today() - dt.timedelta(days=700)
    found = house.write(house.open_case(agreed=False, opened_on=began), "identity", CARD)
    found = house.write(found, "situation", {"facts": ["trafficked", "sexual", "found"]})
    for days, event in ((0, "information_given"), (1, "fir_registered"), (70, "charge_sheet"), (90, "cognizance")):
        found = house.write(found, "legal_event", {"event": event, "at": began + dt.timedelta(days=days)})
    return found


@pytest.mark.parametrize("width", [NARROW["width"], 1280])
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("law/", "केस फ़ाइल से पुराना है"),
        ("law/past/", "कभी नहीं हुआ"),
        ("law/answer/?duty=produce_before_cwc", "यह सुपरवाइज़र तय करेंगी"),
        ("write/offence/", "इस दिन की धाराएँ दिखाएँ"),
        ("", "बच्चा अभी कहाँ है?"),
    ],
)
def test_nothing_lies_beside_the_screen(
    address: str, words: str, width: int, house: CaseHouse, unlocked: Unlocked, chrome: Launched
) -> None:
    found, client = old_case(house), unlocked("counsellor")
    with chrome() as opened:
        page = opened.new_context(viewport={"width": width, "height": NARROW["height"]}).new_page()
        House(page, client).open(f"/cases/{found.case.pk}/{address}")
        assert width_px(page) <= width
        assert page.locator("main").get_by_text(words, exact=False).first.is_visible()
