"""That a duty or danger does not apply waits for a supervisor: it is due until she decides."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest

from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.file_request import REQUEST_DUES
from jatan.programme.cases.entries.legal_answers import DANGER, REASONS
from jatan.programme.cases.entries.need_to_know import is_legal_due
from tests.programme.cases.legal.paper import TODAY, Paper
from tests.programme.cases.legal.test_does_not_apply import DUTIES, STEPS, confirmed, girls_file, in_danger

WAITING = "duty_answer_waiting"


def waiting(paper: Paper) -> list[tuple[uuid.UUID | None, dt.date, list[str]]]:
    return [(due.row, due.on, list(due.about)) for due in dues_of(paper.file, TODAY) if due.code == WAITING]


def asked(paper: Paper, duty: str, *, has_step: bool) -> tuple[dict[str, Any], str]:
    """Answers that set a duty or danger aside, and the row of the entry that it began with."""
    if duty == DANGER:
        event = in_danger(paper)
    elif has_step:
        event = paper.write("legal_event", event=STEPS[duty], at="23/11/2026 10:00")
    else:
        return {"duty": duty, "answer": "not_applicable", "why": REASONS[duty][0][0]}, ""
    about = {"duty": duty, "answer": "not_applicable", "why": REASONS[duty][0][0], "event": event.row}
    return about, str(event.row)


@pytest.mark.parametrize("duty", [*DUTIES, DANGER])
@pytest.mark.parametrize("has_step", [True, False])
@pytest.mark.parametrize("is_closed", [False, True])
def test_it_is_due_until_a_supervisor_decides(duty: str, has_step: bool, is_closed: bool) -> None:
    paper = girls_file()
    about, event = asked(paper, duty, has_step=has_step)
    assert waiting(paper) == []
    answer = paper.write("duty_answer", **about)
    if is_closed:
        paper.file = replace(paper.file, is_closed=True)
    assert waiting(paper) == [(answer.row, TODAY, [duty, event])]
    paper.supervised().write("duty_answer", answer.row, **about, **confirmed())
    assert waiting(paper) == []


def test_her_lawyer_sees_what_court_or_police_ask_for() -> None:
    assert {code for code in REQUEST_DUES if is_legal_due(code)} == set(REQUEST_DUES)
