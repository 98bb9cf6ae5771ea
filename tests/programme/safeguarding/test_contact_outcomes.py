"""What follows from the outcome of a contact, in the same transaction."""

import datetime as dt

import pytest

from jatan.foundation.access import gate
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import record_return
from jatan.programme.safeguarding.models import Agreement, Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.selectors import contact_for
from jatan.programme.safeguarding.services import record_contact, record_unsolicited_contact, take_as_case
from tests.cast import Cast
from tests.programme.safeguarding.builders import As, at, away, day, waiting, walked


def _contact_due(cast: Cast, by: object, number: int = 1) -> Contact:
    journey = away(by, cast)  # type: ignore[arg-type]
    walked(number)
    contact = waiting(journey)
    assert contact is not None
    return contact


def _record(by: object, contact: Contact, outcome: str, number: int = 1, hour: int = 12, **more: str) -> Contact:
    with clock.frozen_at(at(day(number), hour)):
        return record_contact(by=by, contact=contact, outcome=outcome, **more)  # type: ignore[arg-type]


def test_an_unsafe_outcome_opens_an_urgent_issue(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = _contact_due(cast, by)
        _record(by, contact, "unsafe", note="मालिक आने नहीं देता")
        issue = Issue.objects.get()
        assert (issue.is_urgent, issue.origin, issue.about_journey) == (True, "contact", contact.journey_id)
        assert issue.description == "मालिक आने नहीं देता"
        assert issue.next_follow_up_on == day(1)


def test_the_same_alarm_recorded_twice_is_one_issue(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        contact = _contact_due(cast, by)
        _record(by, contact, "unsafe")
        _record(by, contact, "unsafe")
        assert Issue.objects.count() == 1


def test_an_alarm_is_accepted_after_any_outcome_and_never_revoked(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        contact = _contact_due(cast, by)
        _record(by, contact, "safe")
        _record(by, contact, "unsafe", hour=13)
        with pytest.raises(Problem, match="already_recorded"):
            _record(by, contact, "safe", hour=14)
        assert (Issue.objects.count(), Contact.objects.get().outcome) == (1, "unsafe")


def test_the_machine_may_record_an_answer_by_text_message(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        contact = _contact_due(cast, by)
    with acting_as(machine_for([cast.gumla.id])) as machine:
        _record(machine, contact, "unsafe")
        assert Issue.objects.get().origin == "message"


@pytest.mark.parametrize("outcome", ["unreachable", "someone_else"])
def test_no_answer_from_the_traveller_starts_the_ladder_at_once(cast: Cast, as_: As, outcome: str) -> None:
    with as_("field_worker") as by:
        contact = _contact_due(cast, by)
        _record(by, contact, outcome)
        _record(by, contact, outcome, hour=13)
        step = EscalationStep.objects.get()
        assert (step.number, step.code, step.planned_at) == (1, "again", at(day(1), 12))
        assert Escalation.objects.get().next_at == at(day(2), 12)


@pytest.mark.parametrize("first", ["", "unreachable"])
def test_a_contact_starts_no_second_ladder(cast: Cast, as_: As, first: str) -> None:
    with as_("field_worker") as by:
        contact = _contact_due(cast, by)
        if first:
            _record(by, contact, first)
    walked(2, hour=13)
    with as_("counsellor") as by, clock.frozen_at(at(day(2), 14)):
        climb = Escalation.objects.select_related("place").get()
        assert take_as_case(by=by, escalation=climb, note="कोड 7") is True
    with as_("desk_operator") as by:
        _record(by, contact, "someone_else", number=3)
        assert Contact.objects.get().outcome == "someone_else"
        assert Escalation.objects.get().closed_because == "case"
    assert walked(4) == 0


def test_an_unanswered_call_after_the_end_starts_no_ladder(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        contact = _contact_due(cast, by)
        _record(by, contact, "unreachable")
        record_return(by=by, journey=contact.journey, on=day(1))
        walked(2)
        assert Escalation.objects.get().closed_because == "returned"
        _record(by, contact, "someone_else", number=3)
        assert Escalation.objects.count() == 1


def test_the_same_outcome_twice_keeps_the_first_time(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        contact = _contact_due(cast, by)
        _record(by, contact, "unreachable", note="फ़ोन बंद")
        _record(by, contact, "unreachable", hour=13)
        kept = Contact.objects.get()
        assert (kept.contacted_at, kept.note) == (at(day(1), 12), "फ़ोन बंद")


def test_an_answer_closes_the_ladder_and_the_schedule_continues(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        contact = _contact_due(cast, by)
        _record(by, contact, "unreachable")
        walked(2, hour=13)
        _record(by, contact, "safe", number=3)
        walked(3, hour=14)
        assert waiting(contact.journey) is None
        escalation = Escalation.objects.get()
        assert (escalation.closed_because, escalation.step, escalation.next_at) == ("safe", 2, None)
        walked(7)
        assert waiting(contact.journey) is not None


def test_the_outcome_returned_sets_the_journeys_day_of_return(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        contact = _contact_due(cast, by)
        _record(by, contact, "returned")
        assert Journey.objects.get().returned_on == day(1)
        assert Agreement.objects.get().ended_because == "returned"
        walked(3)
        assert Contact.objects.count() == 1


def test_her_cadence_is_updated_by_days_she_was_heard_from(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        _record(by, _contact_due(cast, by), "safe")
        for number in (3, 7):
            walked(number)
            row = Contact.objects.get(outcome="")
            _record(by, row, "safe", number=number)
        agreement = Agreement.objects.get()
        assert (agreement.gaps, agreement.gap_days, agreement.heard_on) == (3, 7, day(7))


def test_an_unsolicited_contact_answers_the_waiting_or_escalated_one_or_is_new(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        contact = _contact_due(cast, by)
        journey = contact.journey
        with clock.frozen_at(at(day(1), 12)):
            assert contact_for(journey) == contact
            assert record_unsolicited_contact(by=by, journey=journey, outcome="safe").pk == contact.pk
            assert contact_for(journey) is None
        with clock.frozen_at(at(day(2), 12)):
            assert record_unsolicited_contact(by=by, journey=journey, outcome="unsafe").rule == "unasked"
            record_unsolicited_contact(by=by, journey=journey, outcome="unsafe")
        assert (Contact.objects.count(), Issue.objects.count()) == (2, 1)


def test_a_future_day_unknown_outcome_or_aadhaar_number_is_refused(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        contact = _contact_due(cast, by)
        with pytest.raises(Problem, match="missing_required"):
            _record(by, contact, "fine")
        with pytest.raises(Problem, match="aadhaar_number"):
            _record(by, contact, "safe", note="2345 6789 0124")
        with clock.frozen_at(at(day(1))), pytest.raises(Problem, match="date_in_future"):
            record_contact(by=by, contact=contact, outcome="safe", at=at(day(1)) + dt.timedelta(minutes=1))
        assert Contact.objects.get().outcome == ""


@pytest.mark.parametrize("part", ["khunti_desk", "secretariat", "researcher", "auditor", "stranger"])
def test_actors_out_of_reach_cannot_record_a_contact(cast: Cast, as_: As, part: str) -> None:
    with as_("desk_operator") as by:
        contact = _contact_due(cast, by)
    with as_(part) as by, pytest.raises((gate.Forbidden, Journey.DoesNotExist)):
        _record(by, contact, "safe")
    with as_("desk_operator"):
        assert Contact.objects.get().outcome == ""


def test_a_field_worker_of_another_block_cannot_record_a_contact(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        contact_away = away(by, cast, person={"place": cast.other_gumla_block, "sex": "m"})
        walked(1)
        contact = waiting(contact_away)
    with as_("field_worker") as by, pytest.raises(gate.Forbidden):
        _record(by, contact, "safe")  # type: ignore[arg-type]
