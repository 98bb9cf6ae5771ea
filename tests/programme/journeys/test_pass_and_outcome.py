"""The pass has one valid opaque code; the outcome is recorded once and sets the return."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel.problems import Problem, Problems
from jatan.programme.journeys.commands import RecordOutcome
from jatan.programme.journeys.models import Outcome, Pass
from jatan.programme.journeys.services import JOURNEY, issue_pass, record_outcome
from tests.cast import Cast
from tests.programme.journeys.builders import REGISTERED, a_journey
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]


def test_a_journey_has_one_valid_pass_with_an_opaque_code(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        first, second = (a_journey(by, a_person(by, cast)) for _time in range(2))
        one = issue_pass(by=by, journey=first)
        assert issue_pass(by=by, journey=first).id == one.id
        other = issue_pass(by=by, journey=second)
        assert Pass.objects.count() == 2
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", one.code)
    assert one.code != other.code
    with as_("khunti_desk") as by, pytest.raises((Forbidden, type(first).DoesNotExist)):
        issue_pass(by=by, journey=first)


def test_an_outcome_is_recorded_once_and_sets_the_return(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        command = RecordOutcome(journey=journey, returned_on=REGISTERED, wage_actual=7_000, dues=4_000, injury="minor")
        row = record_outcome(by=by, command=command)
        assert JOURNEY.find(by, journey.id).returned_on == REGISTERED
        with pytest.raises(Problem, match="already_recorded"):
            record_outcome(by=by, command=command)
        assert Outcome.objects.get().id == row.id
        event = Event.objects.get(verb="journeys.outcome_recorded")
    assert event.payload["months"]["journeys.outcome"] == ["2023-07"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"hours_actual": 25}, "unreadable"), ({"dues": -1}, "negative_number"), ({"injury": "sad"}, "unreadable")],
)
def test_an_impossible_outcome_is_refused(cast: Cast, as_: As, answers: dict[str, object], code: str) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        with pytest.raises(Problems, match=code):
            RecordOutcome(journey=journey, returned_on=REGISTERED, **answers)  # type: ignore[arg-type]
