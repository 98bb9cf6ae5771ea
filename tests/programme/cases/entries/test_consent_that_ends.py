"""A consent with an end is asked for again before it ends."""

import datetime as dt
from typing import Any

from jatan.kernel.clock import INDIA
from jatan.kernel.ids import new_id
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.consent import end_of
from tests.programme.cases.entries.paper import AGREED, DAY, CasePaper, days_later


def agreed(**more: Any) -> CasePaper:
    paper = CasePaper(agreed=False)
    paper.write("consent", **AGREED | more)
    return paper


def test_a_consent_that_ends_is_due_on_its_day_and_one_without_an_end_never() -> None:
    assert agreed().dues() == []
    assert agreed(until=days_later(25)).dues() == [("consent", days_later(25))]


def test_asked_again_it_is_no_longer_due() -> None:
    paper = agreed(until=days_later(25))
    paper.on(days_later(20)).write("consent", **AGREED | {"given_on": days_later(20)})
    assert paper.dues() == []


def test_a_consent_to_something_else_does_not_renew_it() -> None:
    paper = agreed(until=days_later(25))
    paper.write("consent", **AGREED | {"purpose": "statistics"})
    paper.write("consent", **AGREED | {"until": days_later(10)})
    assert paper.dues() == [("consent", days_later(25))]


def test_what_she_took_back_is_not_asked_for_again() -> None:
    paper = agreed(until=days_later(25))
    (consent,) = paper.file.all("consent")
    paper.write("withdrawal", consent=consent.row, on=DAY)
    assert paper.dues() == []


def test_ended_consent_to_case_work_stays_due_and_ended_consent_to_share_does_not() -> None:
    paper = agreed(until=days_later(5))
    paper.write("consent", **AGREED | {"purpose": "share", "recipient": "सखी केंद्र", "until": days_later(5)})
    assert len(paper.dues()) == 2
    paper.on(days_later(6))
    assert paper.dues() == [("consent", days_later(5))]


def test_to_one_office_does_not_renew_to_another() -> None:
    paper = agreed()
    share = AGREED | {"purpose": "share"}
    paper.write("consent", **share, recipient="सखी केंद्र", until=days_later(5))
    paper.write("consent", **share, recipient="थाना")
    assert paper.dues() == [("consent", days_later(5))]
    paper.write("consent", **share, recipient=" सखी  केंद्र ")
    assert paper.dues() == []


def test_taken_out_after_midnight_it_ended_on_that_day_and_not_the_day_before() -> None:
    """Between midnight in India and half past five it is still the day before in UTC."""
    early = dt.datetime(2026, 11, 26, 1, 30, tzinfo=INDIA).astimezone(dt.UTC)
    consent = Entry("consent", new_id(), 2, early, new_id(), AGREED | {"withdrawn_because": "mistake"})
    assert end_of(agreed().file, consent) == dt.date(2026, 11, 26)
