"""Unusual reading is answered by a supervisor who did not read, in a code; never by the reader herself."""

import datetime as dt

import pytest
from django.http import HttpResponse

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.cases.models import ReadingAlert
from tests.cast import SINCE
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked
from tests.web.cases.test_case_page import read

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 11, 20, 20, 0, tzinfo=dt.UTC)  # half past one in India


def at_night(house: CaseHouse, unlocked: Unlocked, part: str) -> ReadingAlert:
    """Somebody opens a file at night."""
    case_file = house.open_case()
    with clock.frozen_at(NIGHT):
        read(unlocked(part), f"/cases/{case_file.case.pk}/")
    return ReadingAlert.objects.get()


def other_supervisor(house: CaseHouse) -> str:
    account = Account.objects.create(email="second@example.org", name="Second supervisor", password="")
    Posting.objects.create(account=account, role=Role.SUPERVISOR, organisation=house.cast.gumla, since=SINCE)
    house.cast.accounts["second"] = account
    return "second"


def test_it_waits_on_the_home_page_and_the_front_page_of_supervisors(
    house: CaseHouse, unlocked: Unlocked, browser: Browser
) -> None:
    at_night(house, unlocked, "counsellor")
    supervisor = browser("supervisor")
    for page in ("/", "/cases/"):
        assert "/cases/alerts/" in read(supervisor, page)
    assert "Test counsellor" in read(supervisor, "/cases/alerts/")
    for page in ("/", "/cases/"):
        assert "/cases/alerts/" not in read(browser("counsellor"), page)
    assert browser("counsellor").get("/cases/alerts/").status_code == 404


def answered(client: object, alert: ReadingAlert, code: str) -> HttpResponse:
    found: HttpResponse = client.post(f"/cases/alerts/{alert.pk}/", {"answer": code})  # type: ignore[attr-defined]
    return found


def test_an_alert_is_answered_by_a_code_and_free_text_is_not_stored(
    house: CaseHouse, unlocked: Unlocked, browser: Browser
) -> None:
    alert = at_night(house, unlocked, "counsellor")
    supervisor = browser("supervisor")
    for sentence in (" ", "बुधनी का बचाव था"):
        assert answered(supervisor, alert, sentence).status_code == 422
    assert answered(supervisor, alert, "rescue").status_code == 302
    assert answered(supervisor, alert, "work").status_code == 404
    assert "बचाव या आपात स्थिति" in read(supervisor, "/cases/alerts/")
    event = Event.objects.get(verb="cases.reading_answered")
    assert event.payload == {"why": "night", "answer": "rescue"}


def test_nobody_answers_for_her_own_reading(house: CaseHouse, unlocked: Unlocked, browser: Browser) -> None:
    alert = at_night(house, unlocked, "supervisor")
    herself = browser("supervisor")
    assert f"/cases/alerts/{alert.pk}/" not in read(herself, "/cases/alerts/")
    assert herself.get(f"/cases/alerts/{alert.pk}/").status_code == 404
    assert answered(herself, alert, "work").status_code == 404
    assert ReadingAlert.objects.get().answered_at is None
    assert answered(browser(other_supervisor(house)), alert, "work").status_code == 302


@pytest.mark.parametrize("part", ["counsellor", "colleague", "coordinator", "khunti_coordinator", "secretariat"])
def test_nobody_but_a_supervisor_of_the_house_answers(
    house: CaseHouse, unlocked: Unlocked, browser: Browser, part: str
) -> None:
    alert = at_night(house, unlocked, "colleague")
    assert answered(browser(part), alert, "work").status_code == 404
    assert ReadingAlert.objects.get().answered_at is None
