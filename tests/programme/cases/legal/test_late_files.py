"""Files opened 0, 3 and 700 days late: no duty is silenced, nothing is red that nobody was asked about."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.late_file import past_items
from jatan.programme.cases.entries.legal_track import OpenDuty, State, deadlines_of, duties_of
from jatan.programme.cases.entries.open_items import open_items
from tests.programme.cases.legal.paper import TODAY, Paper
from tests.programme.cases.legal.test_legal_entries import GIRL_OF_13

LATE = [0, 1, 3, 700]
# A case as it was: the offence and the police on the day on which it began.
FACTS = {
    "produce_before_cwc": ["found"],
    "report_sexual_offence": ["sexual"],
    "report_lost_child": ["separated"],
}
STEPS = ["information_given", "fir_registered", "charge_sheet", "cognizance", "cwc_production", "judgment_given"]
TYPED = dt.datetime.combine(TODAY, dt.time(18), clock.INDIA)


def typed_in(days: int, *, facts: list[str], steps: list[str], sections: list[str]) -> Paper:
    """A file of a case that began days ago, typed in today at 18:00."""
    began = TODAY - dt.timedelta(days=days)
    paper = Paper(card=GIRL_OF_13)
    with clock.frozen_at(TYPED):
        paper.lay("register", {"opened_on": began})
    paper.write("situation", facts=facts)
    if sections:
        paper.write("offence", day=began, offences=sections)
    for number, step in enumerate(steps):
        paper.write("legal_event", event=step, at=min(began + dt.timedelta(days=number), TODAY))
    return paper


def duty(paper: Paper, code: str, now: dt.datetime = TYPED) -> OpenDuty:
    return next(one for one in duties_of(paper.file, now.date(), now) if one.duty.code == code)


@pytest.mark.parametrize("days", LATE)
@pytest.mark.parametrize("code", FACTS)
def test_a_duty_of_an_old_case_is_open_asked_about_and_not_red_while_it_is_typed(days: int, code: str) -> None:
    paper = typed_in(days, facts=FACTS[code], steps=[], sections=[])
    found = duty(paper, code)
    assert found.is_open
    assert found.state is State.DUE
    asked = {item.duty for item in past_items(paper.file, TODAY, TYPED)}
    assert (code in asked) is (days >= 3)
    # Nobody answers: its own hours after it became known here, it is red all the same.
    assert duty(paper, code, TYPED + dt.timedelta(hours=25)).state is State.OVERDUE


@pytest.mark.parametrize("days", [3, 700])
@pytest.mark.parametrize("code", FACTS)
@pytest.mark.parametrize("answer", ["done", "never_done", "asked", "not_applicable"])
def test_each_answer_about_the_past_has_its_own_end(days: int, code: str, answer: str) -> None:
    paper = typed_in(days, facts=FACTS[code], steps=[], sections=[])
    began = TODAY - dt.timedelta(days=days)
    if answer == "done":
        paper.write("duty_done", duty=code, at=began, to="थाना")
    elif answer == "never_done":
        paper.write("duty_answer", duty=code, answer="never_done")
    else:
        agreed: dict[str, Any] = {"is_confirmed": True, "confirmed_because": "x"} if answer == "not_applicable" else {}
        writer = paper.supervised() if agreed else paper
        writer.write("duty_answer", duty=code, answer="not_applicable", why="mistake", **agreed)
    states = {"done": State.DONE, "never_done": State.OVERDUE, "asked": State.DUE}
    assert duty(paper, code).state is states.get(answer, State.NOT_APPLICABLE)
    assert duty(paper, code).is_open is (answer in ("never_done", "asked"))
    assert code not in {item.duty for item in past_items(paper.file, TODAY, TYPED)}


@pytest.mark.parametrize("days", LATE)
@pytest.mark.parametrize("sections", [[], ["POCSO 6", "BNS 65(2)"]])
@pytest.mark.parametrize("count", range(len(STEPS) + 1))
def test_days_that_were_past_when_their_step_was_typed_are_asked_about_and_not_red(
    days: int, sections: list[str], count: int
) -> None:
    paper = typed_in(days, facts=["sexual", "trafficked"], steps=STEPS[:count], sections=sections)
    tracked = [one for one in deadlines_of(paper.file, TODAY, TYPED) if one.is_open]
    if days >= 3:
        assert not [one for one in tracked if one.state is State.OVERDUE]
    asked = {item.key for item in past_items(paper.file, TODAY, TYPED)}
    for one in tracked:
        is_past = one.deadline.late_at is not None and one.deadline.late_at < TYPED
        assert is_past is (one.state in (State.ASKED, State.OVERDUE))
        if is_past and one.can_be_marked:
            assert f"{one.deadline.code}-{one.event.row}" in asked
    late = [due.code for due in dues_of(paper.file, TODAY) if due.is_late(TYPED) and due.code.startswith("deadline")]
    assert days < 3 or not late
    # A week later, what nobody answered is red; nothing of it has left any list.
    later = TYPED + dt.timedelta(days=8)
    then = [one for one in deadlines_of(paper.file, later.date(), later) if one.is_open]
    assert not [one for one in then if one.state is State.ASKED]
    assert {(one.deadline.code, one.event.row) for one in tracked} <= {
        (one.deadline.code, one.event.row) for one in then
    }
    kept = {item.code for item in open_items(paper.file, TODAY)}
    unanswered = {f"deadline:{one.deadline.code}" for one in tracked if one.state is State.ASKED}
    assert unanswered <= kept


@pytest.mark.parametrize("days", LATE)
@pytest.mark.parametrize("steps", [[], ["fir_registered"], ["information_given"], ["cwc_production"], STEPS])
@pytest.mark.parametrize("sections", [[], ["BNS 137"], ["POCSO 6"]])
@pytest.mark.parametrize("where", ["", "with_us", "home", "missing", "in_home"])
def test_no_lateness_silences_a_duty_that_is_not_proven(
    days: int, steps: list[str], sections: list[str], where: str
) -> None:
    """The same rule in words, for every file: only its proof, or where the child is, takes a duty off."""
    paper = typed_in(days, facts=["sexual"], steps=steps, sections=sections)
    (card,) = paper.file.all("profile")
    paper.file = paper.file.with_entry(replace(card, answers={**card.answers, "whereabouts": where}))
    opened = {one.duty.code for one in duties_of(paper.file, TODAY, TYPED) if one.is_open}
    # A word to the police of today is later than what was known; of an older one the sections say what it is about.
    reports = [n for n, step in enumerate(steps) if step in ("fir_registered", "information_given")]
    is_reported = bool(reports) and (sections == ["POCSO 6"] or max(reports) >= days)
    assert ("report_sexual_offence" in opened) is not is_reported
    assert ("produce_before_cwc" in opened) is (where in ("", "with_us") and "cwc_production" not in steps)
