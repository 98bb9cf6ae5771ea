"""Where no hour was said the hours of the law are held day against day: nothing is open or late for want of a clock."""

import datetime as dt

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.legal_track import State
from jatan.programme.cases.legal.time_limits import in_india
from tests.programme.cases.legal.paper import TODAY, Paper
from tests.programme.cases.legal.test_legal_entries import GIRL_OF_13
from tests.programme.cases.legal.test_track import LATER, tracked


@pytest.mark.parametrize(
    ("begun", "met", "state"),
    [
        # The step that meets it has no hour.
        ("24/11/2026 10:00", "24/11/2026", State.DONE),
        ("24/11/2026 10:00", "25/11/2026", State.DONE),
        ("24/11/2026 10:00", "26/11/2026", State.LATE),
        ("24/11/2026 10:00", "23/11/2026", State.OVERDUE),
        # The step that starts it has none.
        ("24/11/2026", "24/11/2026 09:00", State.DONE),
        ("24/11/2026", "25/11/2026 16:30", State.DONE),
        ("24/11/2026", "26/11/2026 00:30", State.LATE),
        ("24/11/2026", "23/11/2026 23:30", State.OVERDUE),
        # Neither has.
        ("24/11/2026", "24/11/2026", State.DONE),
        ("24/11/2026", "25/11/2026", State.DONE),
        ("24/11/2026", "26/11/2026", State.LATE),
        # Both have: by the hour, as before.
        ("24/11/2026 10:00", "25/11/2026 09:59", State.DONE),
        ("24/11/2026 10:00", "25/11/2026 10:01", State.LATE),
        ("24/11/2026 10:00", "24/11/2026 09:59", State.OVERDUE),
    ],
)
def test_a_child_before_the_committee_within_24_hours(begun: str, met: str, state: State) -> None:
    paper = Paper(today=LATER, card=GIRL_OF_13)
    paper.write("legal_event", event="child_found", at=begun)
    paper.write("legal_event", event="cwc_production", at=met)
    assert tracked(paper, "child_before_cwc").state is state


@pytest.mark.parametrize(
    ("begun", "done", "state"),
    [
        ("23/11/2026 10:00", "23/11/2026", State.DONE),
        ("23/11/2026", "23/11/2026", State.DONE),
        ("23/11/2026 10:00", "24/11/2026", State.LATE),
        ("23/11/2026 10:00", "22/11/2026", State.OVERDUE),
    ],
)
def test_a_report_of_which_only_the_day_is_known(begun: str, done: str, state: State) -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["sexual"])
    paper.write("legal_event", event="child_sexual_offence_known_to_us", at=begun)
    paper.write("duty_done", duty="report_sexual_offence", at=done, to="थाना")
    assert tracked(paper, "child_sexual_offence_reported", TODAY).state is state


@pytest.mark.parametrize(
    ("begun", "now", "state"),
    [
        ("24/11/2026", "2026-11-25T00:01", State.DUE),
        ("24/11/2026", "2026-11-25T23:59", State.DUE),
        ("24/11/2026", "2026-11-26T00:01", State.OVERDUE),
        ("24/11/2026 10:00", "2026-11-25T10:01", State.OVERDUE),
    ],
)
def test_until_when_it_is_in_time_where_nothing_shows_yet(begun: str, now: str, state: State) -> None:
    paper = Paper(today=LATER, card=GIRL_OF_13)
    paper.write("legal_event", event="child_found", at=begun)
    at = dt.datetime.fromisoformat(now).replace(tzinfo=clock.INDIA)
    assert tracked(paper, "child_before_cwc", in_india(at), at).state is state


def test_a_court_day_without_an_hour_is_due_without_one() -> None:
    paper = Paper()
    paper.write("hearing", at="25/11/2026", court="पॉक्सो अदालत", purpose="evidence")
    (due,) = dues_of(paper.file, TODAY)
    assert "00:00" not in str(due.what)
