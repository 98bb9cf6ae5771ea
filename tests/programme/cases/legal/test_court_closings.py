"""Days on which a court is closed: asked about when a court day is written, and next open days for filings alone."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from jatan.kernel.problems import Problems
from jatan.programme.cases.choices import CourtKind
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.court_closings import days_between, last_day_to_file, next_court_day, usually_closed
from tests.programme.cases.legal.paper import Paper, codes_of

CHHATH = (dt.date(2027, 11, 4), dt.date(2027, 11, 5))


def closed_on_chhath(first: dt.date, last: dt.date) -> Mapping[dt.date, str]:
    return {day: "ज़िले की अदालतें" for day in CHHATH if first <= day <= last}


def paper_with_list() -> Paper:
    paper = Paper()
    paper.writer = replace(paper.writer, closed_days=closed_on_chhath)
    return paper


@pytest.mark.parametrize("field", ["at", "next_on"])
@pytest.mark.parametrize(
    ("day", "next_open"), [("25/12/2026", "28/12/2026"), ("04/11/2027", "08/11/2027"), ("26/01/2027", "27/01/2027")]
)
def test_a_court_day_on_a_closed_day_is_asked_about_with_the_next_open_day(
    field: str, day: str, next_open: str
) -> None:
    answers = {"at": "23/11/2026 11:00", "court": "x", "purpose": "bail", field: day}
    paper = paper_with_list()
    with pytest.raises(Problems) as refused:
        paper.write("hearing", **answers)
    assert codes_of(refused.value) == {("no_sitting", field)}
    assert next_open in str(refused.value.problems[0].message)
    paper.write("hearing", **answers, day_is_right="1")


def test_the_question_names_the_court_that_the_office_wrote_down() -> None:
    with pytest.raises(Problems) as refused:
        paper_with_list().write("hearing", at="04/11/2027 11:00", court="x", purpose="bail")
    assert "ज़िले की अदालतें" in str(refused.value.problems[0].message)


def test_days_before_and_after_the_closed_ones_are_taken_without_a_question() -> None:
    for day in ("24/12/2026", "03/11/2027", "08/11/2027"):
        paper_with_list().write("hearing", at=f"{day} 11:00", court="x", purpose="bail")


def test_a_closed_day_of_the_past_is_what_happened() -> None:
    Paper(today=dt.date(2027, 1, 5)).write("hearing", at="25/12/2026 11:00", court="x", purpose="bail")


@pytest.mark.parametrize(
    ("code", "day", "closed", "until"),
    [
        ("poa_appeal", "2026-11-29", {}, "2026-11-30"),
        ("victim_appeal", "2026-11-29", {}, None),
        ("poa_appeal", "2027-01-26", {}, "2027-01-27"),
        ("poa_appeal", "2027-11-04", {"high_court": CHHATH}, "2027-11-06"),
        ("poa_appeal", "2027-11-04", {"district": CHHATH, "cwc": CHHATH, "offices": CHHATH}, None),
        ("wages_claim", "2027-11-04", {"offices": CHHATH}, "2027-11-06"),
        ("wages_claim", "2027-11-04", {"high_court": CHHATH}, None),
        ("nalsa_appeal", "2027-11-04", dict.fromkeys(CourtKind.values, CHHATH), None),
        ("nalsa_appeal", "2026-11-29", {}, "2026-11-30"),
        ("poa_appeal", "2026-11-28", {}, None),
        ("poa_appeal", "2026-12-25", {}, None),
        ("poa_appeal", "2026-11-30", {}, None),
        ("investigation_ended", "2026-11-29", {}, None),
        ("default_bail_60", "2027-01-26", {}, None),
        ("poa_appeal", None, {}, None),
    ],
)
def test_the_next_open_day_is_in_time_for_filings_alone(
    code: str, day: str | None, closed: dict[str, Collection[dt.date]], until: str | None
) -> None:
    """A Saturday and a usual holiday count as open: nobody may come too late because we believed a court closed."""
    found = last_day_to_file(code, dt.date.fromisoformat(day) if day else None, closed)
    assert found == (dt.date.fromisoformat(until) if until else None)


def test_filings_that_the_deadlines_know_bind_us_or_whoever_appeals_never_police_or_court() -> None:
    bound = {row["code"]: row["whose"] for row in book("deadlines")["deadline"]}
    known = {code: bound[code] for code in book("holidays")["filings"]}
    assert set(book("holidays")["filings"].values()) <= {*CourtKind.values, ""}
    assert "poa_appeal" in known
    assert not any(code.startswith("victim_appeal") for code in known)
    assert not set(known.values()) & {"police", "court", "special_court", "magistrate", "dlsa", "dm", "cwc"}


def test_days_are_counted_with_both_ends_and_christmas_is_only_usual() -> None:
    assert list(days_between(dt.date(2026, 12, 31), dt.date(2027, 1, 1))) == [
        dt.date(2026, 12, 31),
        dt.date(2027, 1, 1),
    ]
    assert usually_closed(2026) == {dt.date(2026, 12, 25)}


def test_a_hearing_is_planned_for_a_day_on_which_courts_sit_whatever_day_it_is() -> None:
    """Before: a demo, and half a dozen tests, refused their own court day where it fell on Christmas."""
    friday = dt.date(2026, 12, 25)
    assert next_court_day(friday) == dt.date(2026, 12, 28)
    assert next_court_day(friday, [dt.date(2026, 12, 28)]) == dt.date(2026, 12, 29)


def test_whatever_day_it_is_the_court_day_that_is_given_passes_the_check_of_a_hearing() -> None:
    first = dt.date(2026, 11, 30)
    given = {next_court_day(day) for day in days_between(first, first + dt.timedelta(days=4 * 366 + 120))}
    paper = Paper(today=first)
    for day in given:
        paper.write("hearing", at=f"{day:%d/%m/%Y} 11:00", court="x", purpose="bail")
    assert len(given) > 1000
