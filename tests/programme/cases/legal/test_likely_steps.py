"""The likely next steps follow from what is written; they order a list and hide nothing."""

import datetime as dt

import pytest

from jatan.programme.cases.entries.legal_next import FOLLOWED_BY, likely_steps
from jatan.programme.cases.entries.legal_words import EVENTS
from tests.programme.cases.legal.paper import TODAY, Paper

GIRL = {"sex": "f", "age": 13, "age_on": TODAY, "age_basis": "school"}


def after(*events: str, card: object = None) -> list[str]:
    """The likely steps after these, each written a day after the one before."""
    paper = Paper(card=card) if card else Paper()  # type: ignore[arg-type]
    for number, event in enumerate(events):
        on = TODAY - dt.timedelta(days=len(events) - number)
        paper.write("legal_event", event=event, at=f"{on:%d/%m/%Y} 10:00")
    return likely_steps(paper.file, TODAY)


def test_every_step_named_by_the_rule_is_a_step() -> None:
    assert set(FOLLOWED_BY) <= set(EVENTS)
    assert {one for steps in FOLLOWED_BY.values() for one in steps} <= set(EVENTS)
    assert not any(step in steps for step, steps in FOLLOWED_BY.items())


@pytest.mark.parametrize(
    ("events", "first"),
    [
        ((), "information_given"),
        (("information_given",), "fir_registered"),
        (("information_given", "fir_refused"), "complaint_to_sp"),
        (("information_given", "fir_refused", "complaint_to_sp"), "fir_registered"),
        (("information_given", "fir_registered"), "statement_recorded"),
        (("fir_registered", "charge_sheet"), "cognizance"),
        (("fir_registered", "closure_report"), "protest_petition"),
        (("charge_sheet", "cognizance", "charge_framed"), "evidence_given"),
        (("arguments_ended",), "judgment_given"),
        (("bonded_labour_found",), "release_certificate"),
    ],
)
def test_what_follows_the_newest_step_comes_first(events: tuple[str, ...], first: str) -> None:
    found = after(*events)
    assert found[0] == first
    assert len(found) <= 6
    assert not set(found) & set(events)


def test_what_lies_behind_is_not_likely_any_more() -> None:
    found = after("information_given", "fir_registered", "charge_sheet", "cognizance", "charge_framed")
    assert not {"fir_refused", "closure_report", "case_committed", "first_hearing_on_charge"} & set(found)


def test_of_a_child_the_first_step_is_that_she_was_found() -> None:
    assert after(card=GIRL)[0] == "child_found"
    assert after("child_found", card=GIRL)[0] == "cwc_production"


@pytest.mark.parametrize("event", EVENTS)
def test_after_each_step_there_are_steps_to_choose_or_none_twice(event: str) -> None:
    found = after(event)
    assert len(found) == len(set(found))
    assert event not in found
