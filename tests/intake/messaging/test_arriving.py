"""Every reply does what it says, once, and what no rule understands waits for a named person."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import Arrival, InState, Meaning, OutState, Purpose, Reason
from jatan.intake.messaging.delivery import send_all
from jatan.intake.messaging.due import queue_due
from jatan.intake.messaging.inbox import handle_arrived
from jatan.intake.messaging.models import InMessage, OptOut
from jatan.intake.messaging.office import everybody, machine
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.contacts import record_contact
from jatan.programme.safeguarding.models import Contact, Escalation
from tests.cast import Cast
from tests.intake.messaging.builders import NOON, PaperGateway, a_traveller, arrives, asked_by_text, outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def journey(cast: Cast, as_: Any) -> Journey:
    with as_("desk_operator") as by:
        return a_traveller(by, cast)


def issues() -> list[Issue]:
    with acting_as(machine(everybody())):
        return list(Issue.objects.order_by("id"))


def contact_now(contact: Contact) -> Contact:
    with acting_as(machine(everybody())):
        return Contact.objects.get(pk=contact.pk)


def test_a_1_answers_the_question_that_was_asked(journey: Journey) -> None:
    contact = asked_by_text(journey)
    (row,) = arrives("१")
    assert (row.state, row.meaning, row.about_journey) == (InState.DONE, Meaning.SAFE, journey.pk)
    assert contact_now(contact).outcome == "safe"
    assert issues() == []


def test_a_1_said_twice_is_one_answer_and_bothers_nobody(journey: Journey) -> None:
    asked_by_text(journey)
    arrives("1")
    (row,) = arrives("1", reference="again")
    assert row.state == InState.DONE


def test_a_1_after_nobody_could_reach_her_ends_the_ladder(journey: Journey, as_: Any) -> None:
    contact = asked_by_text(journey)
    with as_("desk_operator") as by:
        record_contact(by=by, contact=contact, outcome="unreachable")
        assert Escalation.objects.get().closed_at is None
    (row,) = arrives("1")
    assert (row.state, row.about_journey) == (InState.DONE, journey.pk)
    assert contact_now(contact).outcome == "safe"
    with as_("desk_operator"):
        assert Escalation.objects.get().closed_because == "safe"


def test_a_1_to_no_question_waits_for_a_person(journey: Journey) -> None:
    (row,) = arrives("1")
    assert (row.state, row.reason) == (InState.WAITING, Reason.NO_OPEN_CONTACT)


def test_a_2_is_an_urgent_issue_with_her_journey_and_is_answered_at_night(
    journey: Journey, gateway: PaperGateway
) -> None:
    contact = asked_by_text(journey)
    with clock.moved_to(NOON.replace(hour=22)):
        (row,) = arrives("2")
        (issue,) = issues()
        assert issue.is_urgent
        assert issue.about_journey == journey.pk
        assert issue.origin == "message"
        assert (row.state, row.issue) == (InState.DONE, issue.pk)
        assert contact_now(contact).outcome == "unsafe"
        assert send_all(gateway) == 1
    assert gateway.handed[0].is_urgent
    assert outbox()[0].purpose == Purpose.UNSAFE_HEARD


def test_a_2_without_any_question_is_heard_as_well(journey: Journey) -> None:
    arrives("madad karo")
    (issue,) = issues()
    assert issue.is_urgent
    assert issue.about_journey == journey.pk


def test_many_2s_are_one_issue_with_all_her_words_and_one_confirmation(journey: Journey) -> None:
    asked_by_text(journey)
    for number, text in enumerate(("2", "2 2", "bachao", "help me")):
        with clock.moved_to(NOON + dt.timedelta(minutes=number)):
            arrives(text)
    (issue,) = issues()
    with acting_as(machine(everybody())):
        assert sorted(row.note for row in issue.follow_ups.all()) == ["2 2", "bachao", "help me"]
    assert len(outbox()) == 1


def test_the_same_arrival_taken_in_twice_is_one_message(journey: Journey) -> None:
    assert len(arrives("2", reference="files:1")) == 1
    assert arrives("2", reference="files:1") == []
    assert len(issues()) == 1


def test_one_telephone_of_two_travellers_a_2_opens_for_both_and_a_1_waits(
    cast: Cast, as_: Any, journey: Journey
) -> None:
    with as_("desk_operator") as by:
        other = a_traveller(by, cast, name="अनीता उराँव")
    asked_by_text(journey)
    asked_by_text(other)
    (row,) = arrives("1")
    assert (row.state, row.reason) == (InState.WAITING, Reason.SEVERAL)
    arrives("2")
    assert {issue.about_journey for issue in issues()} == {journey.pk, other.pk}


def test_a_number_known_to_two_members_reaches_both_and_neither_sees_the_others(
    cast: Cast, as_: Any, journey: Journey
) -> None:
    with as_("khunti_desk") as by:
        person = {"organisation": cast.khunti.id, "place": cast.khunti_block}
        elsewhere = a_traveller(by, cast, **person)
    rows = arrives("2")
    assert [row.organisation_id for row in rows] == [cast.gumla.id, cast.khunti.id]
    assert {issue.about_journey for issue in issues()} == {journey.pk, elsewhere.pk}
    with as_("desk_operator"):
        assert InMessage.objects.count() == 1


def test_the_family_may_call_for_help_but_not_say_that_she_is_well(cast: Cast, as_: Any, journey: Journey) -> None:
    asked_by_text(journey)
    with as_("desk_operator"):
        Journey.objects.filter(pk=journey.pk).update(family_contact_phone="9431000000")
    (row,) = arrives("1", phone="+919431000000")
    assert (row.state, row.reason) == (InState.WAITING, Reason.FROM_FAMILY)
    arrives("2", phone="+919431000000")
    assert [issue.about_journey for issue in issues()] == [journey.pk]


def test_an_unknown_number_is_parked_with_its_reason_and_a_2_stands_first(cast: Cast) -> None:
    (calm,) = arrives("namaste", phone="+919000000001")
    (urgent,) = arrives("2", phone="+919000000002")
    assert (calm.state, calm.reason, calm.is_urgent) == (InState.WAITING, Reason.UNKNOWN_NUMBER, False)
    assert (urgent.state, urgent.reason, urgent.is_urgent) == (InState.WAITING, Reason.UNKNOWN_NUMBER, True)
    assert urgent.organisation_id == cast.gumla.id


def test_free_text_waits_and_a_hint_of_help_is_marked(journey: Journey) -> None:
    (row,) = arrives("didi kal phone kijiye")
    assert (row.state, row.reason, row.is_urgent) == (InState.WAITING, Reason.FREE_TEXT, False)
    (row,) = arrives("2 din se khana nahi mila")
    assert (row.state, row.is_urgent) == (InState.WAITING, True)


def test_a_missed_call_waits_to_be_called_back(journey: Journey) -> None:
    (row,) = arrives("", arrival=Arrival.MISSED_CALL)
    assert (row.state, row.reason, row.meaning) == (InState.WAITING, Reason.CALL_BACK, Meaning.CALL)
    assert row.person_id == journey.person_id


def test_an_advertisement_waits_for_nobody(cast: Cast) -> None:
    (row,) = arrives("Recharge now!", phone="AD-JIOINF")
    assert (row.state, row.reason) == (InState.DONE, Reason.COMPANY)


def test_stop_holds_at_once_is_confirmed_once_and_start_ends_it(journey: Journey, gateway: PaperGateway) -> None:
    contact = asked_by_text(journey)
    queue_due(contact.organisation_id)
    arrives("STOP")
    arrives("stop", reference="again")
    send_all(gateway)
    assert [message.text.startswith("अब संदेश नहीं") for message in gateway.handed] == [True]
    assert {(row.purpose, row.state) for row in outbox()} == {
        (Purpose.CHECK, OutState.REFUSED),
        (Purpose.STOPPED, OutState.SENT),
    }
    arrives("START")
    with acting_as(machine(everybody())):
        assert OptOut.objects.filter(until__isnull=True).count() == 0
    send_all(gateway)
    assert [row.purpose for row in outbox()][-1] == Purpose.STARTED
    assert outbox()[-1].state == OutState.SENT


def test_stop_to_one_member_holds_for_every_member(
    cast: Cast, as_: Any, journey: Journey, gateway: PaperGateway
) -> None:
    arrives("STOP")
    with as_("khunti_desk") as by:
        elsewhere = a_traveller(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    asked_by_text(elsewhere)
    queue_due(cast.khunti.id)
    send_all(gateway)
    assert Reason.OPTED_OUT in [row.reason for row in outbox()]


def test_a_2_is_heard_after_stop_too(journey: Journey) -> None:
    arrives("STOP")
    arrives("2")
    assert len(issues()) == 1


def test_a_number_that_writes_without_end_is_left_to_a_person_but_a_2_never(journey: Journey) -> None:
    for number in range(31):
        arrives(f"kuch baat {number}", reference=f"many:{number}")
    (row,) = arrives("aur ek baat", reference="one too many")
    assert (row.state, row.reason) == (InState.WAITING, Reason.TOO_MANY)
    (row,) = arrives("2")
    assert row.state == InState.DONE


def test_a_message_understood_twice_does_nothing_the_second_time(journey: Journey) -> None:
    (row,) = arrives("2")
    handle_arrived(row.organisation_id, row.pk)
    assert len(issues()) == 1


@pytest.mark.parametrize(
    "text", ["\x00\x00", "2\x00", "<script>alert(1)</script>", "क" * 5000, "2341 2341 2346 madad", "'; DROP TABLE"]
)
def test_hostile_texts_are_kept_and_break_nothing(journey: Journey, text: str) -> None:
    (row,) = arrives(text)
    assert row.state in (InState.WAITING, InState.DONE)
    assert row.reason != Reason.NOT_RECORDED


def test_an_unreadable_message_waits_first(journey: Journey) -> None:
    (row,) = arrives("", is_readable=False)
    assert (row.state, row.reason, row.is_urgent) == (InState.WAITING, Reason.UNREADABLE, True)
