"""A report that arrives late sets right what it touches, in whatever order walk and phones come."""

import datetime as dt
import itertools
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Revision
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.models import Agreement, Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.selectors import open_escalations, overdue
from jatan.programme.safeguarding.services import (
    acknowledge_step,
    record_contact,
    record_late_report,
    take_as_case,
)
from tests.cast import Cast
from tests.programme.safeguarding.builders import As, at, away, day, waiting, walked

# The contact is due on day 1 and missed from day 2 on.
IN_TIME, LATER, TOO_LATE = at(day(1), 18), at(day(1), 20), at(day(3), 18)


def due(by: Actor, cast: Cast) -> Contact:
    journey = away(by, cast)
    walked(1)
    found = waiting(journey)
    assert found is not None
    return found


def reported(by: Actor, contact: Contact, spoke: dt.datetime, outcome: str = "safe", *, arrives: dt.datetime) -> Any:
    with clock.frozen_at(arrives):
        return record_late_report(by=by, journey=contact.journey, contact=contact, outcome=outcome, at=spoke)


def standing(journey: Journey) -> dict[str, Any]:
    """What is on record of her contacts, without the instants at which it was written."""
    contacts = Contact.objects.live().filter(journey=journey).order_by("due_on", "rule")
    ladders = Escalation.objects.live().filter(journey=journey)
    return {
        "contacts": [(row.due_on, row.rule, row.outcome, row.missed_at is not None) for row in contacts],
        "ladders": [row.closed_because for row in ladders],
        "steps": EscalationStep.objects.live().filter(escalation__journey=journey).count(),
        "heard": Agreement.objects.get(journey=journey).heard_on,
        "issues": sorted(Issue.objects.values_list("kind", "is_urgent")),
    }


def test_what_was_heard_in_time_takes_the_ladder_back_with_the_reason(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    walked(2, 11)
    walked(3, 11)
    with as_("field_worker") as by:
        assert EscalationStep.objects.live().count() == 2
        reported(by, contact, IN_TIME, arrives=at(day(3), 12))
        row = Contact.objects.get(pk=contact.pk)
        assert (row.outcome, row.missed_at, row.contacted_at) == ("safe", None, IN_TIME)
        ladder = Escalation.objects.get()
        assert (ladder.closed_because, ladder.next_at) == ("late", None)
        assert ladder.withdrawn_at is not None
        steps = EscalationStep.objects.all()
        assert {step.withdrawn_reason for step in steps} == {ladder.withdrawn_reason}
        assert ladder.withdrawn_reason
        assert not open_escalations(by).exists()
        assert not overdue(by).exists()
        assert Agreement.objects.get().heard_on == day(1)
        kept = Revision.objects.filter(about=contact.pk).order_by("at").last()
        assert kept is not None
        assert kept.before["missed_at"] is not None
    walked(3, 13)
    with as_("field_worker"):
        assert EscalationStep.objects.live().count() == 0


@pytest.mark.parametrize("order", list(itertools.permutations(["walk", "first", "second"])))
@pytest.mark.parametrize("outcomes", [("safe", "safe"), ("unsafe", "unsafe"), ("unreachable", "safe")])
def test_two_phones_and_the_walk_lead_to_one_state_in_every_order(
    cast: Cast, as_: As, order: tuple[str, ...], outcomes: tuple[str, str]
) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    for number, what in enumerate(order):
        # As long as the walk has not come it cannot have come: before it, it is still day 1.
        arrives = at(day(1), 21) if "walk" in order[number:] else at(day(2), 12 + number)
        if what == "walk":
            walked(2, 11)
            continue
        with as_("field_worker") as by:
            spoke, outcome = (IN_TIME, outcomes[0]) if what == "first" else (LATER, outcomes[1])
            reported(by, contact, spoke, outcome, arrives=arrives)
    with as_("field_worker"):
        found = standing(contact.journey)
    is_tried = outcomes[0] == "unreachable"
    assert found["contacts"][0][2] == outcomes[1]
    assert len(found["contacts"]) == 1
    assert found["heard"] == day(1)
    assert found["issues"] == ([("other", True)] if "unsafe" in outcomes else [])
    if not is_tried:
        assert found["ladders"] == []
        assert found["steps"] == 0
        assert found["contacts"][0][3] is False
    else:
        # A ladder that her own try began may stand, closed; none is open, whatever came first.
        assert "" not in found["ladders"]


def test_what_was_heard_after_it_was_missed_closes_the_ladder_as_ever(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    walked(2, 11)
    walked(3, 11)
    with as_("field_worker") as by:
        reported(by, contact, TOO_LATE, arrives=at(day(4), 9))
        row = Contact.objects.get(pk=contact.pk)
        assert (row.outcome, row.missed_at is not None) == ("safe", True)
        assert Escalation.objects.live().get().closed_because == "safe"


def test_a_try_that_reached_nobody_leaves_the_ladder_and_an_answer_alone(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    walked(2, 11)
    with as_("field_worker") as by:
        reported(by, contact, IN_TIME, "unreachable", arrives=at(day(2), 12))
        assert Contact.objects.get(pk=contact.pk).missed_at is not None
        assert Escalation.objects.live().get().closed_at is None
        reported(by, contact, TOO_LATE, "safe", arrives=at(day(4), 9))
        assert reported(by, contact, LATER, "unreachable", arrives=at(day(4), 10)) is None
        assert Contact.objects.get(pk=contact.pk).outcome == "safe"


def test_an_alarm_that_comes_late_is_one_urgent_issue_and_no_ladder(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    walked(2, 11)
    with as_("field_worker") as by:
        for _repeat in range(2):
            reported(by, contact, IN_TIME, "unsafe", arrives=at(day(2), 12))
        assert [issue.is_urgent for issue in Issue.objects.all()] == [True]
        assert not Escalation.objects.live().exists()


def test_safe_after_an_alarm_waits_for_a_person_unless_it_was_said_before_it(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
        reported(by, contact, LATER, "unsafe", arrives=at(day(1), 21))
        assert reported(by, contact, IN_TIME, "safe", arrives=at(day(2), 8)) is None
        with pytest.raises(Problem, match="already_recorded"):
            reported(by, contact, at(day(1), 21), "safe", arrives=at(day(2), 9))
        assert Contact.objects.get(pk=contact.pk).outcome == "unsafe"


def test_a_step_that_was_taken_stays_and_the_desk_reads_the_reason_in_its_issue(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    for number in (2, 3, 4, 5):
        walked(number, 11)
    with as_("desk_operator") as by, clock.frozen_at(at(day(5), 12)):
        issue = Issue.objects.get()
        acknowledge_step(by=by, step=EscalationStep.objects.get(number=2), what_was_done="घर गए")
    with as_("field_worker") as by:
        reported(by, contact, IN_TIME, arrives=at(day(5), 13))
        assert [step.number for step in EscalationStep.objects.live()] == [2]
    with as_("desk_operator"):
        note = IssueFollowUp.objects.get(issue=issue)
        assert note.note == Escalation.objects.get().withdrawn_reason
        assert note.recorded_by is None


def test_a_ladder_that_became_a_case_stays_a_case(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    walked(2, 11)
    with as_("counsellor") as by, clock.frozen_at(at(day(2), 14)):
        take_as_case(by=by, escalation=Escalation.objects.select_related("place").get(), note="कोड 7")
    with as_("field_worker") as by:
        reported(by, contact, IN_TIME, arrives=at(day(3), 9))
        ladder = Escalation.objects.live().get()
        assert (ladder.closed_because, Contact.objects.get(pk=contact.pk).outcome) == ("case", "safe")


def test_an_answer_without_a_named_contact_counts_for_the_one_that_was_due(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    walked(2, 11)
    with as_("field_worker") as by, clock.frozen_at(at(day(2), 12)):
        found = record_late_report(by=by, journey=contact.journey, contact=None, outcome="safe", at=IN_TIME)
        assert found is not None
        assert found.pk == contact.pk
        assert not Escalation.objects.live().exists()


def test_an_answer_of_an_earlier_day_leaves_a_later_ladder_alone(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    walked(2, 11)
    walked(3, 11)
    with as_("field_worker") as by, clock.frozen_at(at(day(3), 12)):
        before = at(day(0), 20)
        found = record_late_report(by=by, journey=contact.journey, contact=None, outcome="safe", at=before)
        assert found is not None
        assert (found.rule, found.due_on) == ("unasked", day(0))
        assert Escalation.objects.live().get().closed_at is None
        assert record_late_report(by=by, journey=contact.journey, contact=None, outcome="safe", at=before) is None
        with pytest.raises(Problem, match="no_contact_due"):
            record_late_report(by=by, journey=contact.journey, contact=None, outcome="unreachable", at=before)


def test_nothing_is_heard_in_the_future_and_only_within_reach(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
        with pytest.raises(Problem, match="date_in_future"):
            reported(by, contact, at(day(2), 12), arrives=at(day(2), 11))
    with as_("khunti_coordinator") as by, pytest.raises(Journey.DoesNotExist):
        reported(by, contact, IN_TIME, arrives=at(day(2), 12))


def test_the_same_safe_told_on_a_page_and_late_is_not_missed_any_more(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = due(by, cast)
    walked(2, 11)
    with as_("desk_operator") as by, clock.frozen_at(at(day(2), 12)):
        record_contact(by=by, contact=contact, outcome="safe")
        assert Escalation.objects.live().get().closed_because == "safe"
    with as_("field_worker") as by:
        reported(by, contact, IN_TIME, arrives=at(day(2), 13))
        assert Contact.objects.get(pk=contact.pk).missed_at is None
        assert Escalation.objects.get().closed_because == "late"
        assert not Escalation.objects.live().exists()
