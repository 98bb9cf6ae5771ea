"""The ladder step by step: who is to act, when a step is late, who sees it then, and who acknowledges it."""

import datetime as dt

import pytest

from jatan.foundation.access import gate
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.services import JOURNEY, acknowledge_trigger, note_trigger
from jatan.programme.safeguarding.models import Agreement, Contact, Escalation, EscalationStep, HandOff
from jatan.programme.safeguarding.selectors import open_escalations, open_triggers, overdue
from jatan.programme.safeguarding.services import acknowledge_step, hand_off_trigger, take_as_case
from tests.cast import Cast
from tests.programme.safeguarding.builders import As, at, away, day, walked


@pytest.fixture
def missed(cast: Cast) -> None:
    """A traveller of the field worker's block who missed the first contact; the ladder starts at 9:00 on day 2."""
    with acting_as(cast.actor("coordinator")) as by:
        away(by, cast)
    walked(1)
    walked(2)


def _codes(as_: As) -> list[str]:
    with as_("coordinator"):
        return list(EscalationStep.objects.order_by("number").values_list("code", flat=True))


def test_each_step_is_entered_on_its_day_and_the_fourth_opens_an_issue(cast: Cast, as_: As, missed: None) -> None:
    seen = []
    for number in range(2, 11):
        walked(number, 10)
        seen.append(len(_codes(as_)))
    assert seen == [1, 2, 3, 4, 4, 5, 5, 6, 6]
    assert _codes(as_) == ["again", "family", "visit", "issue", "missing", "case"]
    with as_("desk_operator"):
        issue = Issue.objects.get()
        assert (issue.kind, issue.origin, issue.is_urgent) == ("missing_contact", "ladder", True)
        assert EscalationStep.objects.get(code="issue").issue == issue.pk


def test_after_days_without_a_worker_every_step_is_entered_in_order(cast: Cast, as_: As, missed: None) -> None:
    walked(7, 10)
    with as_("coordinator"):
        steps = list(EscalationStep.objects.order_by("number"))
    assert [step.code for step in steps] == ["again", "family", "visit", "issue", "missing"]
    assert [step.planned_at for step in steps] == [at(day(number)) for number in (2, 3, 4, 5, 7)]
    assert {step.entered_at for step in steps[1:]} == {at(day(7), 10)}


def test_a_late_step_is_shown_to_the_next_role_up(cast: Cast, as_: As, missed: None) -> None:
    walked(3, 10)
    with clock.frozen_at(at(day(4), 11)):
        for part, mine in (("field_worker", {"family"}), ("desk_operator", {"again", "family"}), ("counsellor", set())):
            with as_(part) as by:
                late = list(overdue(by))
                assert {step.code for step in late} == {"again", "family"}
                assert {step.code for step in late if step.is_mine} == mine  # type: ignore[attr-defined]


def test_an_acknowledged_step_is_not_late_and_the_ladder_continues(cast: Cast, as_: As, missed: None) -> None:
    with as_("desk_operator") as by, clock.frozen_at(at(day(2), 12)):
        step = EscalationStep.objects.get()
        assert acknowledge_step(by=by, step=step, what_was_done="फिर फ़ोन किया") is True
        assert acknowledge_step(by=by, step=step) is False
    walked(3, 10)
    with as_("coordinator") as by, clock.frozen_at(at(day(3), 23)):
        assert list(overdue(by)) == []
        (row,) = open_escalations(by)
        assert (row.step, row.step_code, row.step_taken_at) == (2, "family", None)  # type: ignore[attr-defined]


def test_the_machine_and_actors_out_of_reach_cannot_acknowledge_a_step(cast: Cast, as_: As, missed: None) -> None:
    with as_("coordinator"):
        step = EscalationStep.objects.select_related("place").get()
    with acting_as(machine_for([cast.gumla.id])) as machine, pytest.raises(gate.Forbidden):
        acknowledge_step(by=machine, step=step)
    with as_("khunti_coordinator") as by, pytest.raises(EscalationStep.DoesNotExist):
        acknowledge_step(by=by, step=step)


def test_taking_over_as_a_case_needs_a_note_and_a_counsellor_once(cast: Cast, as_: As, missed: None) -> None:
    with as_("coordinator") as by:
        climb = Escalation.objects.select_related("place").get()
        with pytest.raises(gate.Forbidden):
            take_as_case(by=by, escalation=climb, note="मैं")
    with as_("counsellor") as by:
        with pytest.raises(Problem, match="missing_required"):
            take_as_case(by=by, escalation=climb, note=" ")
        assert take_as_case(by=by, escalation=climb, note="कोड 7") is True
        assert take_as_case(by=by, escalation=climb, note="फिर") is False
    assert walked(9) == 0


def test_a_hard_stop_is_handed_off_once_and_stays_open_until_acknowledged(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by, clock.frozen_at(at(day(-1))):
        trigger = note_trigger(by=by, journey=away(by, cast), code="papers_taken")
        assert hand_off_trigger(by, trigger) == hand_off_trigger(by, trigger)
    with as_("counsellor") as by:
        issue = Issue.objects.get()
        assert (issue.kind, issue.origin, issue.is_urgent) == ("documents_held", "trigger", True)
        assert HandOff.objects.get().issue == issue.pk
        assert list(open_triggers(by)) == [trigger]
        acknowledge_trigger(by=by, trigger=trigger, what_was_done="मालिक से बात की")
        assert list(open_triggers(by)) == []


def test_hard_stops_of_a_withdrawn_journey_are_not_listed(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by, clock.frozen_at(at(day(-1))):
        journey = away(by, cast)
        note_trigger(by=by, journey=journey, code="papers_taken")
        assert len(open_triggers(by)) == 1
        JOURNEY.withdraw(by=by, row=journey, reason="दो बार लिखा")
        assert list(open_triggers(by)) == []


def test_unusually_long_silence_creates_an_extra_contact(cast: Cast, as_: As) -> None:
    """Heard from every second day for weeks, then silent: five times her gap is reached before the next fixed day."""
    with as_("coordinator") as by:
        journey = away(by, cast)
        Agreement.objects.update(gaps=30, gap_days=60, heard_on=day(31), walked_until=day(31))
        walked(31 + 10)
        assert not Contact.objects.exists()
        walked(31 + 12)
        contact = Contact.objects.get(journey=journey)
        assert (contact.rule, contact.reason["silence"], contact.reason["times"]) == ("cadence", 12, 5)
        assert contact.due_on - day(31) == dt.timedelta(days=12)
