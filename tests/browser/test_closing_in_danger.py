"""Somebody asks to close a case while she is in danger: on a narrow screen, in Hindi, through real pages.

Everything that is open is shown with a field for its reason, "her goals are reached" is refused, the supervisor decides
with reasons of her own, and danger and court day are in the list of what is due afterwards.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.kernel import clock
from jatan.programme.cases.legal.court_closings import next_court_day
from jatan.programme.cases.models import Case
from tests.browser.conftest import Launched
from tests.browser.desk import Desk, desk
from tests.browser.page_server import served
from tests.cast import Cast
from tests.foundation.vault.vault_office import WORDS, quickly_stretched
from tests.programme.cases.case_office import CaseHouse, case_house
from tests.sign_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NAME = "फूलकुमारी तिर्की"
OPEN = ("सुरक्षित नहीं", "अदालत की तारीख", "सिलाई की दुकान", "एक सेवा चल रही है")


@pytest.fixture
def gumla(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseHouse]:
    quickly_stretched(monkeypatch)
    with case_house(cast, tmp_path) as made:
        yield made


def case_in_danger(house: CaseHouse) -> str:
    """Not safe at the newest follow-up, with a court day, a goal and a service. Returns the address of the case."""
    card = {"name": NAME, "sex": "f", "age": 24, "age_on": clock.today(), "age_basis": "school"}
    found = house.write(house.open_case(), "identity", card)
    unsafe = {"on": clock.today(), "how": "phone", "which": "other", "safe": "no", "in_danger": "yes"}
    found = house.write(found, "follow_up", unsafe | {"next_on": clock.today() + dt.timedelta(days=2)})
    court = next_court_day(clock.today() + dt.timedelta(days=20))
    found = house.write(found, "hearing", {"at": f"{court:%d/%m/%Y} 10:30", "court": "गुमला", "purpose": "her_evidence"})
    found = house.write(found, "goal", {"words": "सिलाई की दुकान", "state": "open"})
    found = house.write(found, "service", {"kind": "medical", "state": "agreed"})
    return f"/cases/{found.case.pk}/"


def ask(at: Desk, case: str) -> None:
    """The counsellor asks: first that the goals are reached, then that she moved away."""
    review = f"{clock.today() + dt.timedelta(days=30):%d/%m/%Y}"
    at.open(f"{case}write/closure_request/").unlock(WORDS).shows(*OPEN)
    at.answer(reason="goal_reached", consent_state="agrees", review_on=review, feedback_asked="refused").press()
    assert at.page.locator("main div.error").count() >= len(OPEN)
    boxes = at.page.locator('main textarea[name^="a-open_items."]')
    assert boxes.count() == len(OPEN)
    for number in range(boxes.count()):
        boxes.nth(number).fill(f"दीदी देखेंगी {number}")
    at.press().shows("लक्ष्य पूरे नहीं माने जाएँगे")
    at.answer(reason="moved").press().shows("फ़ाइल में लिख लिया गया")


def decide(at: Desk, case: str) -> None:
    """The supervisor sees everything, may not pass over danger and court day, and closes with her own reasons."""
    at.open(f"{case}closing/").unlock(WORDS).shows(*OPEN, *(f"दीदी देखेंगी {number}" for number in range(len(OPEN))))
    reasons = at.page.locator('main textarea[name^="open_items."]')
    assert [reasons.nth(number).input_value() for number in range(reasons.count())] == [""] * len(OPEN)
    at.answer("", decision="approved").press().lacks("यह केस बंद है")
    for number in range(reasons.count()):
        reasons.nth(number).fill(f"मैंने उनसे बात की {number}")
    at.answer("", decision="approved").press().shows("यह केस बंद है")


def test_a_case_in_danger_is_closed_only_with_a_reason_for_each_open_thing(gumla: CaseHouse, chrome: Launched) -> None:
    case = case_in_danger(gumla)
    cookies = [signed_in(gumla.cast.accounts[part]) for part in ("counsellor", "supervisor")]
    with (
        served() as address,
        chrome() as opened,
        desk(opened, address, cookies[0], [NAME]) as counsellor,
        desk(opened, address, cookies[1], [NAME]) as supervisor,
    ):
        ask(counsellor, case)
        decide(supervisor, case)
        for at in (counsellor, supervisor):
            at.open("/cases/").shows("खतरा", "अदालत की तारीख")
            at.open("/cases/diary/").shows("उनकी गवाही")
        supervisor.open("/cases/supervision/").shows("Test counsellor").lacks(NAME)
        faults = counsellor.faults() + supervisor.faults()
    assert [one for one in faults if "422" not in one] == []
    assert Case.objects.get(pk=case.split("/")[2]).is_closed
