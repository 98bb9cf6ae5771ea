"""A row of the law that nobody looked up again for 180 days says so, on the page of laws and on that of a case."""

import datetime as dt

import pytest

from jatan.kernel import clock
from jatan.programme.cases.legal.books import UNREAD, book, looked_up, read_on
from jatan.programme.laws.freshness import REREAD_AFTER, wants_rereading
from jatan.programme.laws.topics import Law, law_book
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked, browser, cast, house, standing_house, unlocked
from tests.web.cases.test_case_page import CARD, read

__all__ = ["browser", "cast", "house", "standing_house", "unlocked"]

pytestmark = pytest.mark.django_db
WORDS = "180 दिन से ज़्यादा"
BOOKS = {"deadlines": "deadline", "duties": "duty", "rights": "right"}


def at_noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), clock.INDIA)


def laws_in_force(law: Law) -> bool:
    return law.is_in_force(clock.today())


def test_a_row_is_good_for_180_days_and_what_was_never_read_is_no_such_row() -> None:
    day = dt.date(2020, 1, 1)
    assert not wants_rereading(day, day + REREAD_AFTER)
    assert wants_rereading(day, day + REREAD_AFTER + dt.timedelta(days=1))
    assert not wants_rereading(None, dt.date.max)


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_every_row_knows_its_day_and_none_that_nobody_read_has_one(name: str) -> None:
    for row in book(name)[BOOKS[name]]:
        assert (read_on(name, row) is None) is (row["tag"] == UNREAD), row["code"]


def test_the_page_of_laws_says_which_laws_are_to_be_read_again(house: CaseHouse, browser: Browser) -> None:
    first = min(law.verified_on for law in law_book().laws)
    last = max(law.verified_on for law in law_book().laws)
    with clock.frozen_at(at_noon(first + REREAD_AFTER)):
        assert WORDS not in read(browser("counsellor"), "/laws/")
    with clock.frozen_at(at_noon(last + REREAD_AFTER + dt.timedelta(days=1))):
        page = read(browser("counsellor"), "/laws/")
        assert page.count(WORDS) == sum(laws_in_force(law) for law in law_book().laws)


def test_the_law_page_of_a_case_says_it_beside_each_row(house: CaseHouse, unlocked: Unlocked) -> None:
    days = [looked_up(name).on for name in BOOKS]
    with clock.frozen_at(at_noon(min(days) + REREAD_AFTER)):
        found = house.write(house.open_case(), "identity", {**CARD, "age_on": clock.today()})
        found = house.write(found, "situation", {"facts": ["trafficked", "sexual"]})
        path = f"/cases/{found.case.pk}/law/"
        assert WORDS not in read(unlocked("counsellor"), path)
    with clock.frozen_at(at_noon(max(days) + REREAD_AFTER + dt.timedelta(days=1))):
        page = read(unlocked("counsellor"), path)
    # Once at the head of each part, and beside each line of it that was read.
    rights = page.split('id="rights"')[1]
    assert WORDS in rights.split("<h3>")[0]
    assert rights.count(WORDS) >= 10
    duties = page.split('id="duties"')[1].split("</section>")[0]
    assert duties.count(WORDS) >= 2
