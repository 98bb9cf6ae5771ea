"""A duty towards a child and its deadline are one thing: raised by her card, due at one instant, done by one entry."""

import datetime as dt
from operator import itemgetter
from typing import Any

import pytest

from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.due import ANY_TIME, AT_ONCE, Due
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.legal_track import (
    OpenDuty,
    State,
    deadlines_of,
    duties_of,
    other_deadlines_of,
    stage_of,
)
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.deadlines import deadline_from
from jatan.programme.cases.legal.time_limits import in_india
from jatan.web.cases.legal_display import duty_line
from jatan.web.cases.timeline import badge_of
from tests.programme.cases.legal.paper import TODAY, Paper, codes_of
from tests.programme.cases.legal.test_legal_entries import GIRL_OF_13

PRODUCE, REPORT, LOST = "produce_before_cwc", "report_sexual_offence", "report_lost_child"
CLOCKS = {row["code"]: row["deadline"] for row in book("duties")["duty"] if "deadline" in row}


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=clock.INDIA)


def duty(paper: Paper, code: str, now: dt.datetime | None = None) -> OpenDuty:
    found = duties_of(paper.file, in_india(now) if now else TODAY, now)
    return next(one for one in found if one.duty.code == code)


def dues(paper: Paper, today: dt.date = TODAY) -> dict[str, Due]:
    return {due.code: due for due in dues_of(paper.file, today)}


@pytest.mark.parametrize(
    ("card", "is_raised"),
    [
        ({"sex": "f", "age": 16, "age_on": TODAY, "age_basis": "said"}, True),
        ({"sex": "m", "age": 17, "age_on": TODAY, "age_basis": "school"}, True),
        ({"sex": "f", "born_on": dt.date(2008, 11, 25), "age_basis": "birth_record"}, True),
        ({"sex": "f", "born_on": dt.date(2008, 11, 24), "age_basis": "birth_record"}, False),
        ({"sex": "f", "birth_year": 2008}, True),
        # In doubt she counts as a child: no age on the card, or only as she looks.
        ({"sex": "f"}, True),
        ({"sex": "f", "age": 19, "age_on": TODAY, "age_basis": "guess"}, True),
        ({"sex": "f", "age": 19, "age_on": TODAY, "age_basis": "school"}, False),
        ({"sex": "f", "age": 24, "age_on": TODAY, "age_basis": "guess"}, False),
        # Without a card nothing is known, and the page asks for it.
        (None, False),
    ],
)
def test_the_card_alone_raises_the_duty_of_24_hours(card: dict[str, Any] | None, is_raised: bool) -> None:
    paper = Paper(card=card)
    assert (PRODUCE in [one.duty.code for one in duties_of(paper.file, TODAY) if one.is_open]) is is_raised
    assert (f"duty:{PRODUCE}" in dues(paper)) is is_raised


def test_its_hours_run_from_when_the_card_was_written() -> None:
    paper = Paper(card=GIRL_OF_13)  # written at 18:00
    found = duty(paper, PRODUCE)
    assert found.deadline is not None
    assert (found.began_at, found.deadline.late_at) == (at("24/11/2026 18:00"), at("25/11/2026 18:00"))
    assert duty(paper, PRODUCE, at("25/11/2026 18:00")).state is State.DUE
    assert duty(paper, PRODUCE, at("25/11/2026 18:01")).state is State.OVERDUE


def test_once_it_is_written_when_she_was_found_that_hour_counts_and_the_journey_does_not() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("legal_event", event="child_found", at="23/11/2026 21:30", journey_hours="3")
    due = dues(paper)[f"duty:{PRODUCE}"]
    assert (due.on, due.late_at) == (dt.date(2026, 11, 25), at("25/11/2026 00:30"))
    assert duty(paper, PRODUCE, at("24/11/2026 14:30")).state is State.DUE
    assert duty(paper, PRODUCE, at("25/11/2026 00:31")).state is State.OVERDUE
    assert "deadline:child_before_cwc" not in dues(paper)
    assert "child_before_cwc" not in [one.deadline.code for one in other_deadlines_of(paper.file, TODAY)]


def test_the_report_of_a_lost_child_excludes_travel_time_too() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["separated"])
    paper.write("legal_event", event="lost_child_found", at="24/11/2026 10:00", journey_hours="2", journey_minutes="30")
    assert dues(paper)[f"duty:{LOST}"].late_at == at("25/11/2026 12:30")


@pytest.mark.parametrize("code", CLOCKS)
@pytest.mark.parametrize(
    ("way", "has_step"),
    # A deadline is marked as met of a step: without one there is none to mark.
    [("duty_done", True), ("duty_done", False), ("step", True), ("step", False), ("deadline_done", True)],
)
def test_doing_it_is_written_once_in_whichever_way(code: str, way: str, has_step: bool) -> None:
    steps = {PRODUCE: "child_found", REPORT: "child_sexual_offence_known_to_us", LOST: "lost_child_found"}
    shows = {PRODUCE: "cwc_production", REPORT: "information_given", LOST: "cwc_production"}
    paper = Paper(card=GIRL_OF_13, today=dt.date(2026, 11, 26))
    paper.write("situation", facts=["sexual", "separated"])
    begun = paper.write("legal_event", event=steps[code], at="26/11/2026 09:00") if has_step else None
    assert duty(paper, code).is_open
    paper.hour = 20
    if way == "duty_done":
        done = paper.write("duty_done", duty=code, at="26/11/2026 20:00", to="समिति")
    elif way == "step":
        done = paper.write("legal_event", event=shows[code], at="26/11/2026 20:00", place="समिति")
    else:
        assert begun is not None
        done = paper.write("deadline_done", event=begun.row, deadline=CLOCKS[code], done_on="26/11/2026")
    found = duty(paper, code)
    assert (found.is_open, found.done, found.done_on) == (False, done, dt.date(2026, 11, 26))
    assert not {f"duty:{code}", f"deadline:{CLOCKS[code]}"} & dues(paper).keys()
    paper.take_back(done)
    assert duty(paper, code).is_open


def test_a_report_from_before_we_knew_is_none_of_what_we_know_now() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("legal_event", event="fir_registered", at="01/10/2026 10:00")
    paper.write("situation", facts=["sexual"])
    assert duty(paper, REPORT).is_open


def test_who_was_brought_before_the_committee_before_she_came_to_us_is_not_brought_again() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("legal_event", event="cwc_production", at="20/11/2026 11:00", place="समिति, राँची")
    assert not duty(paper, PRODUCE).is_open


def test_a_correction_of_what_is_known_does_not_start_the_clock_anew() -> None:
    paper = Paper(card=GIRL_OF_13)
    (profile,) = paper.file.all("profile")
    paper.write("situation", facts=["sexual", "trafficked"])
    known = duty(paper, REPORT).began_at
    paper.writer = type(paper.writer)(paper.writer.account, False, dt.date(2026, 11, 27))
    situation = paper.file.all("situation")[0]
    paper.write("situation", situation.row, facts=["sexual", "bonded"])
    paper.write("situation", situation.row, facts=["rape", "bonded", "separated"])
    assert duty(paper, REPORT).began_at == known
    assert in_india(duty(paper, LOST).began_at) == dt.date(2026, 11, 27)
    assert duty(paper, PRODUCE).began_at == profile.written_at


@pytest.mark.parametrize(
    "row", [row for row in book("deadlines")["deadline"] if row["unit"] == "now"], ids=itemgetter("code")
)
def test_at_once_is_late_after_its_hours_and_any_time_never(row: dict[str, Any]) -> None:
    start = at("24/11/2026 10:00")
    found = deadline_from(row["code"], start)
    if row["kind"] == "soft":
        assert (found.late_at, found.is_at_once) == (None, False)
        return
    hours = row.get("late_after_hours", book("deadlines")["about"]["late_after_hours"])
    assert 0 < hours <= 72
    assert (found.late_at, found.is_at_once) == (start + dt.timedelta(hours=hours), True)


def test_the_list_of_what_is_due_says_at_once_and_at_any_time() -> None:
    paper = Paper()
    paper.write("legal_event", event="information_given", at="24/11/2026 10:00")
    paper.write("legal_event", event="dlsa_application", at="05/10/2026 15:00")
    found = dues(paper)
    assert found["deadline:fir_recorded"].timing == AT_ONCE
    assert found["deadline:fir_recorded"].late_at == at("25/11/2026 10:00")
    assert found["deadline:interim_relief"].timing == ANY_TIME
    assert list(found)[-1] == "deadline:interim_relief"


def test_a_grown_womans_deadline_of_a_child_stays_a_deadline() -> None:
    paper = Paper()
    paper.write("legal_event", event="child_found", at="24/11/2026 10:00")
    assert "deadline:child_before_cwc" in dues(paper)
    assert f"duty:{PRODUCE}" not in dues(paper)


@pytest.mark.parametrize("hour", range(31))
def test_for_thirty_hours_the_duty_and_its_deadline_say_the_same(hour: int) -> None:
    """Found at 21:30 with three hours on the way: in time until 00:30 of the day after the next."""
    found_at = at("22/11/2026 21:30")
    paper = Paper(card=GIRL_OF_13)
    paper.write("legal_event", event="child_found", at="22/11/2026 21:30", journey_hours="3")
    now = found_at + dt.timedelta(hours=hour)
    one = duty(paper, PRODUCE, now)
    (tracked,) = (
        each for each in deadlines_of(paper.file, in_india(now), now) if each.deadline.code == "child_before_cwc"
    )
    assert one.deadline == tracked.deadline
    assert one.state is tracked.state is (State.OVERDUE if hour > 27 else State.DUE)
    listed = [due for due in dues_of(paper.file, in_india(now)) if due.code.endswith(("cwc", "child_before_cwc"))]
    assert [(due.code, due.late_at) for due in listed] == [(f"duty:{PRODUCE}", found_at + dt.timedelta(hours=27))]
    line, badge = duty_line(one, {}, now, digits=False), badge_of(listed[0], now)
    assert str(line.badge.text) == str(badge.text)


@pytest.mark.parametrize("way", ["duty_done", "step"])
def test_done_at_the_last_hour_it_is_in_time_in_both(way: str) -> None:
    paper = Paper(card=GIRL_OF_13, today=dt.date(2026, 11, 24))
    paper.write("legal_event", event="child_found", at="22/11/2026 21:30", journey_hours="3")
    if way == "duty_done":
        paper.write("duty_done", duty=PRODUCE, at="24/11/2026 00:30", to="समिति")
    else:
        paper.write("legal_event", event="cwc_production", at="24/11/2026 00:30", place="समिति")
    (tracked,) = (each for each in deadlines_of(paper.file, TODAY) if each.deadline.code == "child_before_cwc")
    assert duty(paper, PRODUCE).state is tracked.state is State.DONE


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("duty_done", {"duty": PRODUCE, "to": "समिति"}),
        ("legal_event", {"event": "fir_registered"}),
        ("legal_event", {"event": "cwc_production"}),
        ("hearing", {"court": "सिविल कोर्ट", "purpose": "evidence", "happened": "गवाही हुई", "day_is_right": True}),
    ],
)
def test_an_hour_that_has_not_come_is_no_hour_in_which_it_was_done(kind: str, answers: dict[str, Any]) -> None:
    paper = Paper(card=GIRL_OF_13)  # it is 18:00
    for hour, is_refused in (("17:59", False), ("18:00", False), ("18:01", True), ("23:59", True), ("", False)):
        if is_refused:
            with pytest.raises(Problems) as refused:
                paper.write(kind, at=f"24/11/2026 {hour}", **answers)
            assert codes_of(refused.value) == {("date_in_future", "at")}
        else:
            paper.take_back(paper.write(kind, at=f"24/11/2026 {hour}".strip(), **answers))
    assert duty(paper, PRODUCE).is_open


def test_every_instant_that_was_lies_in_the_past() -> None:
    """An hour that may lie ahead is one of an appointment or of a court day."""
    ahead = {(kind.code, field.name) for kind in KINDS.values() for field in kind.fields if field.kind == "instant"}
    assert ahead == {("service", "appointment_at"), ("hearing", "at")}


@pytest.mark.parametrize(("code", "event"), [(PRODUCE, "cwc_production"), (REPORT, "information_given")])
def test_a_duty_done_starts_the_days_that_hang_on_its_step(code: str, event: str) -> None:
    by_duty, by_step = Paper(card=GIRL_OF_13), Paper(card=GIRL_OF_13)
    for paper in (by_duty, by_step):
        paper.hour = 16
        paper.write("situation", facts=["sexual"])
        paper.hour = 18
    done = by_duty.write("duty_done", duty=code, at="24/11/2026 17:00", to="समिति, राँची", number="7")
    by_step.write("legal_event", event=event, at="24/11/2026 17:00", place="समिति, राँची", number="7")
    started = [(one.deadline.code, one.deadline.due, one.state) for one in deadlines_of(by_duty.file, TODAY)]
    assert started == [(one.deadline.code, one.deadline.due, one.state) for one in deadlines_of(by_step.file, TODAY)]
    assert started
    assert stage_of(by_duty.file) == stage_of(by_step.file)
    assert {row: due.on for row, due in dues(by_duty).items()} == {row: due.on for row, due in dues(by_step).items()}
    # Written as a step besides, it is still one production.
    by_duty.write("legal_event", event=event, at="24/11/2026 17:30", place="समिति, राँची")
    assert len(deadlines_of(by_duty.file, TODAY)) == len(started)
    by_duty.take_back(done)
    assert len(deadlines_of(by_duty.file, TODAY)) == len(started)


def test_what_a_duty_done_started_is_marked_as_met_by_hand() -> None:
    paper = Paper(card=GIRL_OF_13)
    done = paper.write("duty_done", duty=PRODUCE, at="23/11/2026 17:00", to="समिति")
    report = next(one for one in deadlines_of(paper.file, TODAY) if one.deadline.code == "social_investigation")
    assert report.can_be_marked
    paper.write("deadline_done", event=done.row, deadline="social_investigation", done_on="24/11/2026")
    assert "deadline:social_investigation" not in dues(paper)
    with pytest.raises(Problems) as refused:
        paper.write("deadline_done", event=done.row, deadline="fir_recorded", done_on="24/11/2026")
    assert codes_of(refused.value) == {("unreadable", "deadline")}


def test_the_production_is_no_word_to_the_police_before_we_knew_of_the_offence() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["separated"])
    paper.write("duty_done", duty=REPORT, at="01/10/2026 10:00", to="थाना")
    assert duty(paper, LOST).is_open
