"""Home tells who has open keys what is due and which letters wait; who has locked keys only that something waits."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.vault.letters import send_letter
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.web.cases.conftest import Browser, Unlocked, browser, cast, house, standing_house, unlocked

__all__ = ["browser", "cast", "house", "standing_house", "unlocked"]

pytestmark = pytest.mark.django_db
MOST_QUERIES = 45


def with_to_do(house: CaseHouse, part: str, by_on: dt.date) -> OpenCaseFile:
    made = house.open_case()
    task = {"what": "बैंक की कॉपी", "for_whom": house.cast.accounts[part].pk, "by_on": by_on}
    written = min(clock.now(), dt.datetime.combine(by_on, dt.time(9), clock.INDIA))
    with clock.frozen_at(written):
        return house.write(made, "to_do", task)


def work_of(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return str(answer.content.decode().split("<main")[1])


def test_with_open_keys_what_is_due_today_stands_there_by_code(house: CaseHouse, unlocked: Unlocked) -> None:
    late = with_to_do(house, "colleague", clock.today() - dt.timedelta(days=2))
    mine = with_to_do(house, "counsellor", clock.today())
    later = with_to_do(house, "counsellor", clock.today() + dt.timedelta(days=1))
    page = work_of(unlocked("counsellor"))
    row = mine.file.all("to_do")[0].row
    assert f"/cases/{mine.case.pk}/entries/{row}/" in page
    assert page.index(mine.case.code) < page.index(late.case.code)  # her own first
    assert "2 दिन" in page
    assert later.case.code not in page
    assert "बैंक" not in page


def test_more_than_four_stand_on_the_page_of_cases(house: CaseHouse, unlocked: Unlocked) -> None:
    for _number in range(6):
        with_to_do(house, "counsellor", clock.today())
    page = work_of(unlocked("counsellor"))
    assert page.count("/entries/") == 4
    assert "/cases/?due=all" in page


def test_letters_are_told_by_kind_and_number(house: CaseHouse, unlocked: Unlocked) -> None:
    for kind in ("referral", "referral", "answer"):
        send_letter(house.cast.gumla.id, kind=kind, plaintext=b"{}", sender=house.cast.gumla.id)
    page = work_of(unlocked("counsellor"))
    assert "2 रेफ़रल" in page
    assert "/cases/letters/" in page


@pytest.mark.parametrize("has_letter", [True, False])
def test_with_locked_keys_only_that_something_waits(house: CaseHouse, browser: Browser, has_letter: bool) -> None:
    made = with_to_do(house, "counsellor", clock.today())
    if has_letter:
        send_letter(house.cast.gumla.id, kind="referral", plaintext=b"{}", sender=house.cast.gumla.id)
    page = work_of(browser("counsellor"))
    assert "/keys/open/?next=/" in page
    assert ("आपका इंतज़ार" in page) is has_letter
    for telling in (made.case.code, str(made.case.pk), "/cases/letters/", "रेफ़रल"):
        assert telling not in page, telling


def test_who_works_on_no_case_is_told_nothing(house: CaseHouse, browser: Browser) -> None:
    with_to_do(house, "counsellor", clock.today())
    for part in ("coordinator", "field_worker", "auditor"):
        assert "/keys/open/" not in work_of(browser(part)), part


def test_an_altered_case_does_not_close_the_home_page(house: CaseHouse, unlocked: Unlocked) -> None:
    bad, good = with_to_do(house, "counsellor", clock.today()), with_to_do(house, "counsellor", clock.today())
    Section.objects.filter(case=bad.case.pk, name="summary").update(sealed=b"\x01" * 200)
    page = work_of(unlocked("counsellor"))
    assert good.case.code in page
    assert bad.case.code not in page
    assert "1 फ़ाइल नहीं खुली" in page


def test_its_queries_do_not_grow_with_the_cases(house: CaseHouse, unlocked: Unlocked) -> None:
    client = unlocked("supervisor")
    counted = []
    for number in (1, 5):
        for _number in range(number):
            with_to_do(house, "counsellor", clock.today())
        with CaptureQueriesContext(connection) as seen:
            work_of(client)
        counted.append(len([one for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]))
    assert counted[0] == counted[1] <= MOST_QUERIES


def test_a_duty_of_the_next_hours_stands_first_though_it_ends_tomorrow(house: CaseHouse, unlocked: Unlocked) -> None:
    for _number in range(5):
        with_to_do(house, "counsellor", clock.today())
    girl = house.write(house.open_case(), "identity", {"sex": "f", "age": "16", "age_basis": "said"})
    page = work_of(unlocked("counsellor"))
    assert girl.case.code in page
    assert page.index(girl.case.code) < page.index("/entries/")
    assert re.search(r"2[34] घंटे", page)


def test_a_closing_that_waits_for_her_is_told_to_the_supervisor_before_the_rest(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    for _number in range(5):
        with_to_do(house, "colleague", clock.today())
    asked = {"reason": "died", "consent_state": "not_asked", "feedback_asked": "not_possible"}
    waiting = house.write(house.open_case(), "closure_request", asked)
    page = work_of(unlocked("supervisor"))
    assert waiting.case.code in page
    for _number in range(9):
        house.write(house.open_case(agreed=False), "consent", {**AGREED, "until": clock.today()})
    due = unlocked("supervisor").get("/cases/").content.decode().split('aria-labelledby="register"')[0]
    assert waiting.case.code in due
