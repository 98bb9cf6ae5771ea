"""An office's list of days on which courts are closed, what it does to court days, and the calendar file."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.cases.legal.court_closings import next_court_day
from jatan.programme.cases.models import CourtClosing
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_court_diary import with_hearing
from tests.web.cases.test_legal_page import HEARING, page, words

pytestmark = pytest.mark.django_db
LIST = "/cases/closings/"


def a_weekday(after: int) -> dt.date:
    return next_court_day(clock.today() + dt.timedelta(days=after))


def write_down(client: Client, first: dt.date, last: str = "", court: str = "district", status: int = 302) -> Any:
    answer = client.post(LIST, {"court": court, "first_day": first.strftime("%d/%m/%Y"), "last_day": last})
    assert answer.status_code == status
    return answer


def test_an_office_writes_days_down_and_every_colleague_sees_them_without_keys(house: CaseHouse, browser: Any) -> None:
    write_down(browser("counsellor"), a_weekday(10))
    text = words(browser("colleague").get(LIST).content.decode())
    assert "ज़िले की अदालतें" in text
    (row,) = CourtClosing.objects.filter(organisation_id=house.cast.gumla.id)
    assert (row.first_day, row.last_day) == (a_weekday(10), a_weekday(10))
    event = Event.objects.filter(verb="cases.court_closing_recorded").latest("id")
    assert event.organisation_id == house.cast.gumla.id


@pytest.mark.parametrize(
    ("given", "field"),
    [({"last_day": "01/01/2020"}, "last_day"), ({"last_day": "01/01/2099"}, "last_day"), ({"court": "x"}, "court")],
)
def test_what_cannot_be_is_an_error_at_its_field(
    given: dict[str, str], field: str, house: CaseHouse, browser: Any
) -> None:
    data = {"court": "district", "first_day": a_weekday(10).strftime("%d/%m/%Y"), "last_day": ""} | given
    answer = browser("counsellor").post(LIST, data)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not CourtClosing.objects.exists()


@pytest.mark.parametrize("part", ["coordinator", "desk_operator", "secretariat", "administrator", "khunti_coordinator"])
def test_whoever_works_on_no_cases_finds_no_page(part: str, house: CaseHouse, browser: Any) -> None:
    assert browser(part).get(LIST).status_code == 404
    assert browser(part).post("/cases/diary/days.ics").status_code == 404


def test_whoever_wrote_a_day_or_supervises_takes_it_back_and_nobody_else(house: CaseHouse, browser: Any) -> None:
    write_down(browser("counsellor"), a_weekday(10))
    write_down(browser("counsellor"), a_weekday(11))
    first, second = CourtClosing.objects.order_by("first_day")
    assert browser("colleague").post(f"{LIST}{first.pk}/withdraw/").status_code == 404
    assert "withdraw" not in browser("colleague").get(LIST).content.decode()
    assert browser("counsellor").post(f"{LIST}{first.pk}/withdraw/").status_code == 302
    assert browser("supervisor").post(f"{LIST}{second.pk}/withdraw/").status_code == 302
    assert browser("supervisor").post(f"{LIST}{second.pk}/withdraw/").status_code == 404
    assert "ज़िले की अदालतें ·" not in words(browser("counsellor").get(LIST).content.decode())


def test_a_court_day_on_a_closed_day_is_asked_about_on_the_page(house: CaseHouse, unlocked: Unlocked) -> None:
    found, client, day = house.open_case(), unlocked("counsellor"), a_weekday(20)
    write_down(client, day)
    data = {f"a-{name}": value for name, value in HEARING.items()}
    data |= {"a-next_on": day.strftime("%d/%m/%Y"), "a-next_purpose": "arguments"}
    answer = client.post(f"/cases/{found.case.pk}/write/hearing/", data)
    assert answer.status_code == 422
    assert "आपके दफ़्तर ने लिखा है कि इस दिन बंद है: ज़िले की अदालतें" in answer.content.decode()
    assert client.post(f"/cases/{found.case.pk}/write/hearing/", data | {"a-day_is_right": "1"}).status_code == 302


def test_the_diary_says_that_a_court_is_closed_on_a_day_written_before(house: CaseHouse, unlocked: Unlocked) -> None:
    with_hearing(house, 7)
    client = unlocked("counsellor")
    assert "आपकी सूची में इस दिन बंद" not in client.get("/cases/diary/").content.decode()
    write_down(client, a_weekday(7))
    assert "आपकी सूची में इस दिन बंद: ज़िले की अदालतें" in client.get("/cases/diary/").content.decode()


def test_the_page_of_the_law_says_until_when_an_appeal_can_still_be_handed_in(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    found = house.write(house.open_case(), "situation", {"facts": ["rape", "sc_st"]})
    step = {"event": "judgment_given", "at": "23/11/2026 11:00", "outcome": "acquitted"}
    found = house.write(found, "legal_event", step)
    client = unlocked("counsellor")
    last = dt.date(2027, 2, 21)
    assert last.weekday() == 6
    assert "22 फरवरी 2027 को जमा करना भी समय पर है" in words(page(client, found))
    # Appeals under the Atrocities Act go to the High Court: when others are closed it does not matter.
    for court in ("district", "cwc", "offices"):
        write_down(client, dt.date(2027, 2, 22), court=court)
    assert "22 फरवरी 2027 को जमा करना भी समय पर है" in words(page(client, found))
    write_down(client, dt.date(2027, 2, 22), court="high_court")
    assert "23 फरवरी 2027 को जमा करना भी समय पर है" in words(page(client, found))


def test_the_calendar_file_holds_codes_and_days_and_its_taking_is_told(house: CaseHouse, unlocked: Unlocked) -> None:
    found = with_hearing(house, 7)
    client = unlocked("counsellor")
    answer = client.post("/cases/diary/days.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="days.ics"'
    assert "no-store" in answer.headers["Cache-Control"]
    text = answer.content.decode()
    assert f"SUMMARY:{found.case.code}" in text
    assert f"DTSTART;VALUE=DATE:{a_weekday(7):%Y%m%d}" in text
    assert not re.search("[ऀ-ॿ]", text)
    assert str(found.case.pk) not in text
    event = Event.objects.filter(verb="cases.court_days_taken").latest("id")
    assert event.payload == {"days": 1}


def test_the_calendar_file_is_given_to_nobody_with_locked_keys_and_holds_no_case_of_another(
    house: CaseHouse, unlocked: Unlocked, browser: Any
) -> None:
    found = with_hearing(house, 7)
    answer = browser("counsellor").post("/cases/diary/days.ics")
    assert "text/calendar" not in answer.headers["Content-Type"]
    assert found.case.code not in answer.content.decode()
    with house.acting("supervisor"):
        house.keys.join("legal_officer")
    answer = unlocked("legal_officer").post("/cases/diary/days.ics")
    assert answer.status_code == 200
    assert found.case.code not in answer.content.decode()
    assert unlocked("counsellor").get("/cases/diary/days.ics").status_code == 405


def test_list_and_diary_ask_few_things_however_much_is_written(
    house: CaseHouse, unlocked: Unlocked, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with_hearing(house, 7)
    client = unlocked("counsellor")
    for after in range(7, 30):
        write_down(client, clock.today() + dt.timedelta(days=after))
    client.get("/cases/diary/")
    # The diary opens keys and summaries besides.
    for address, most in ((LIST, 12), ("/cases/diary/", 16)):
        with django_assert_max_num_queries(most):
            client.get(address)
