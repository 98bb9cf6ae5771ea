"""Two years after she came home from a kitchen in Delhi she speaks in court in three days. Hindi, 360 px.

The list of cases begins with that day, and so do her file and its law page; what police and court have owed for two
years stands folded beneath. What was done on the day is written in few taps, and her wish stands at the head.
"""

import datetime as dt

import pytest

from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.legal.court_closings import next_court_day
from tests.browser.conftest import Launched
from tests.browser.desk import NARROW, Desk, desk
from tests.browser.page_server import served
from tests.browser.page_size import height_px, width_px
from tests.browser.test_closing_in_danger import gumla
from tests.foundation.vault.vault_office import WORDS
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.sign_in import signed_in

__all__ = ["gumla"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
NAME = "सुगिया तिर्की"
COURT = "सत्र न्यायालय, गुमला"
WISH = "पैसा मिले और सिलाई सीखूँ"
# Of a file of two years, on a screen of 360 px, folded as they open.
TALLEST = {"file": 4_000, "law": 2_600, "list": 2_600}
# The bar at the foot of a narrow screen covers what lies below.
_IN_SIGHT = NARROW["height"] - 60


def two_years_on(house: CaseHouse) -> tuple[OpenCaseFile, dt.date]:
    """A grown woman: FIR, statement and charge sheet of two years ago, ten notes, her evidence in three days."""
    today = clock.today()

    def ago(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    card = {"name": NAME, "sex": "f", "age": 24, "age_on": f"{today:%d/%m/%Y}", "age_basis": "said"}
    found = house.open_case(agreed=False, opened_on=ago(735))
    found = house.write(found, "identity", card)
    found = house.write(found, "consent", AGREED | {"given_on": f"{today:%d/%m/%Y}"})
    found = house.write(found, "situation", {"facts": ["trafficked", "forced_labour", "confined", "sc_st"]})
    found = house.write(found, "offence", {"day": ago(800), "offences": ["BNS 143(2)"]})
    for event, days in (
        ("information_given", 730),
        ("fir_registered", 729),
        ("accused_remanded", 720),
        ("statement_recorded", 715),
        ("charge_sheet", 660),
        ("accused_appeared", 640),
        ("cognizance", 630),
        ("charge_framed", 500),
        ("dlsa_application", 480),
    ):
        found = house.write(found, "legal_event", {"event": event, "at": f"{ago(days):%d/%m/%Y} 10:00"})
    for number in range(10):
        about = {
            "about": f"मुलाकात {number + 1}: घर, काम और अदालत की बात",
            "text": "बात हुई",
            "on": ago(700 - 60 * number),
        }
        found = house.write(found, "note", about)
    day = next_court_day(today + dt.timedelta(days=3))
    hearing = {"at": f"{day:%d/%m/%Y} 10:30", "court": COURT, "purpose": "her_evidence"}
    return house.write(found, "hearing", hearing), day


class Phone:
    """Her telephone; each tap and each height is kept for the message of a failure."""

    def __init__(self, at: Desk) -> None:
        self.at, self.taps = at, 0
        self.heights: dict[str, int] = {}

    def tap(self, what: str) -> None:
        """Tap what leads to another page."""
        self.taps += 1
        self.at.follow(what)

    def open(self, path: str) -> None:
        """Come to a page anew: nothing is unfolded."""
        self.at.open(path)

    def measure(self, name: str) -> None:
        page = self.at.page
        assert width_px(page) <= NARROW["width"]
        self.heights[name] = height_px(page)

    def is_in_sight(self, what: str) -> None:
        """It stands above the bar at the foot of the first screen."""
        self.at.page.evaluate("window.scrollTo(0, 0)")
        box = self.at.page.locator(what).first.bounding_box()
        assert box is not None, f"{what}: {self}"
        assert box["y"] + box["height"] <= _IN_SIGHT, f"{what} at {box}: {self}"

    def __str__(self) -> str:
        return f"{self.taps} taps, heights at 360 px {self.heights}"


def test_her_day_in_court_stands_first_and_is_written_in_few_taps(gumla: CaseHouse, chrome: Launched) -> None:
    found, _day = two_years_on(gumla)
    case = f"/cases/{found.case.pk}/"
    client = signed_in(gumla.cast.accounts["counsellor"])
    with served() as address, chrome() as opened, desk(opened, address, client, NAME.split()) as at:
        phone = Phone(at)
        at.open(case).unlock(WORDS)
        _first_on_each_page(phone, found.case.code, case)
        # On the day itself she has spoken: the step is offered by name.
        phone.taps = 0
        phone.open(f"{case}law/")
        phone.tap('#deadlines .chips a[href$="event=evidence_given"]')
        assert at.page.locator('[name="a-event"]').input_value() == "evidence_given"
        at.answer(at=f"{clock.today():%d/%m/%Y}")
        phone.tap("main form.form .actions button[type=submit]")
        assert at.page.locator('#deadlines .chips a[href$="event=arguments_ended"]').count() == 1, str(phone)
        assert phone.taps <= 2, str(phone)
        phone.open(f"{case}write/wish/")
        at.answer(words=WISH)
        phone.tap("main form.form .actions button[type=submit]")
        phone.open(case)
        assert WISH in at.page.locator("#her-wish").inner_text()
        phone.measure("file")
        late = {name: height for name, height in phone.heights.items() if height > TALLEST[name]}
        assert not late, str(phone)
        assert at.faults() == []


def _first_on_each_page(phone: Phone, code: str, case: str) -> None:
    """Her day in court begins the list, her file and its law page; what is years late is folded."""
    page = phone.at.page
    phone.open("/cases/")
    phone.measure("list")
    first = page.locator("main .section ul.rows li").first.inner_text()
    assert code in first, str(phone)
    assert "उनकी गवाही" in first, first
    phone.open(case)
    phone.measure("file")
    phone.is_in_sight("#next-court-day .badge")
    assert COURT in page.locator("#next-court-day").inner_text()
    phone.open(f"{case}law/")
    phone.measure("law")
    phone.is_in_sight("#next-court-day .badge")
    ancient = page.locator("#deadlines details", has_text="आधे साल")
    assert ancient.count() == 1, str(phone)
    assert not ancient.locator("li").first.is_visible()
