"""Each reply is acted on once; a message that no rule interprets waits for a person."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import Arrival, InState, Meaning, OutState, Purpose, Reason
from jatan.intake.messaging.delivery import send_due_messages
from jatan.intake.messaging.due import queue_due_questions
from jatan.intake.messaging.inbox import interpret_stored
from jatan.intake.messaging.models import InMessage, OptOut
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.contacts import record_contact
from jatan.programme.safeguarding.models import Contact, Escalation
from tests.cast import Cast
from tests.intake.messaging.builders import (
    NOON,
    RecordingGateway,
    create_sms_contact,
    create_traveller,
    outbox,
    receive_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def journey(cast: Cast, as_: Any) -> Journey:
    with as_("desk_operator") as by:
        return create_traveller(by, cast)


def issues() -> list[Issue]:
    with acting_as(messaging_actor(all_organisation_ids())):
        return list(Issue.objects.order_by("id"))


def contact_now(contact: Contact) -> Contact:
    with acting_as(messaging_actor(all_organisation_ids())):
        return Contact.objects.get(pk=contact.pk)


def test_1_answers_the_open_question(journey: Journey) -> None:
    contact = create_sms_contact(journey)
    (row,) = receive_text("१")
    assert (row.state, row.meaning, row.about_journey) == (InState.DONE, Meaning.SAFE, journey.pk)
    assert contact_now(contact).outcome == "safe"
    assert issues() == []


def test_repeated_1_is_one_answer_and_waits_for_nobody(journey: Journey) -> None:
    create_sms_contact(journey)
    receive_text("1")
    (row,) = receive_text("1", reference="again")
    assert row.state == InState.DONE


def test_1_after_a_missed_contact_closes_the_escalation(journey: Journey, as_: Any) -> None:
    contact = create_sms_contact(journey)
    with as_("desk_operator") as by:
        record_contact(by=by, contact=contact, outcome="unreachable")
        assert Escalation.objects.get().closed_at is None
    (row,) = receive_text("1")
    assert (row.state, row.about_journey) == (InState.DONE, journey.pk)
    assert contact_now(contact).outcome == "safe"
    with as_("desk_operator"):
        assert Escalation.objects.get().closed_because == "safe"


def test_1_without_open_question_waits_for_a_person(journey: Journey) -> None:
    (row,) = receive_text("1")
    assert (row.state, row.reason) == (InState.WAITING, Reason.NO_OPEN_CONTACT)


def test_2_opens_urgent_issue_about_the_journey_and_is_confirmed_at_night(
    journey: Journey, gateway: RecordingGateway
) -> None:
    contact = create_sms_contact(journey)
    with clock.frozen_at(NOON.replace(hour=22)):
        (row,) = receive_text("2")
        (issue,) = issues()
        assert issue.is_urgent
        assert issue.about_journey == journey.pk
        assert issue.origin == "message"
        assert (row.state, row.issue) == (InState.DONE, issue.pk)
        assert contact_now(contact).outcome == "unsafe"
        assert send_due_messages(gateway) == 1
    assert gateway.handed[0].is_urgent
    assert outbox()[0].purpose == Purpose.UNSAFE_HEARD


def test_2_without_open_question_opens_an_issue_too(journey: Journey) -> None:
    receive_text("madad karo")
    (issue,) = issues()
    assert issue.is_urgent
    assert issue.about_journey == journey.pk


def test_repeated_2_joins_one_issue_and_is_confirmed_once(journey: Journey) -> None:
    create_sms_contact(journey)
    for number, text in enumerate(("2", "2 2", "bachao", "help me")):
        with clock.frozen_at(NOON + dt.timedelta(minutes=number)):
            receive_text(text)
    (issue,) = issues()
    with acting_as(messaging_actor(all_organisation_ids())):
        assert sorted(row.note for row in issue.follow_ups.all()) == ["2 2", "bachao", "help me"]
    assert len(outbox()) == 1


def test_same_arrival_stored_twice_is_one_message(journey: Journey) -> None:
    assert len(receive_text("2", reference="files:1")) == 1
    assert receive_text("2", reference="files:1") == []
    assert len(issues()) == 1


def test_number_of_two_travellers_2_opens_both_issues_and_1_waits(cast: Cast, as_: Any, journey: Journey) -> None:
    with as_("desk_operator") as by:
        other = create_traveller(by, cast, name="अनीता उराँव")
    create_sms_contact(journey)
    create_sms_contact(other)
    (row,) = receive_text("1")
    assert (row.state, row.reason) == (InState.WAITING, Reason.SEVERAL)
    receive_text("2")
    assert {issue.about_journey for issue in issues()} == {journey.pk, other.pk}


def test_number_known_to_two_members_gives_each_its_own_message(cast: Cast, as_: Any, journey: Journey) -> None:
    with as_("khunti_desk") as by:
        person = {"organisation": cast.khunti.id, "place": cast.khunti_block}
        elsewhere = create_traveller(by, cast, **person)
    rows = receive_text("2")
    assert [row.organisation_id for row in rows] == [cast.gumla.id, cast.khunti.id]
    assert {issue.about_journey for issue in issues()} == {journey.pk, elsewhere.pk}
    with as_("desk_operator"):
        assert InMessage.objects.count() == 1


def test_family_number_may_ask_for_help_but_not_report_safe(cast: Cast, as_: Any, journey: Journey) -> None:
    create_sms_contact(journey)
    with as_("desk_operator"):
        Journey.objects.filter(pk=journey.pk).update(family_contact_phone="9431000000")
    (row,) = receive_text("1", phone="+919431000000")
    assert (row.state, row.reason) == (InState.WAITING, Reason.FROM_FAMILY)
    receive_text("2", phone="+919431000000")
    assert [issue.about_journey for issue in issues()] == [journey.pk]


def test_unknown_number_waits_with_its_reason_and_2_is_first(cast: Cast) -> None:
    (calm,) = receive_text("namaste", phone="+919000000001")
    (urgent,) = receive_text("2", phone="+919000000002")
    assert (calm.state, calm.reason, calm.is_urgent) == (InState.WAITING, Reason.UNKNOWN_NUMBER, False)
    assert (urgent.state, urgent.reason, urgent.is_urgent) == (InState.WAITING, Reason.UNKNOWN_NUMBER, True)
    assert urgent.organisation_id == cast.gumla.id


def test_free_text_waits_and_is_urgent_with_a_word_for_help(journey: Journey) -> None:
    (row,) = receive_text("didi kal phone kijiye")
    assert (row.state, row.reason, row.is_urgent) == (InState.WAITING, Reason.FREE_TEXT, False)
    (row,) = receive_text("2 din se khana nahi mila")
    assert (row.state, row.is_urgent) == (InState.WAITING, True)


def test_a_missed_call_waits_to_be_called_back(journey: Journey) -> None:
    (row,) = receive_text("", arrival=Arrival.MISSED_CALL)
    assert (row.state, row.reason, row.meaning) == (InState.WAITING, Reason.CALL_BACK, Meaning.CALL)
    assert row.person_id == journey.person_id


def test_advertisement_is_closed_at_once(cast: Cast) -> None:
    (row,) = receive_text("Recharge now!", phone="AD-JIOINF")
    assert (row.state, row.reason) == (InState.DONE, Reason.COMPANY)


def test_stop_applies_at_once_is_confirmed_once_and_ends_with_start(
    journey: Journey, gateway: RecordingGateway
) -> None:
    contact = create_sms_contact(journey)
    queue_due_questions(contact.organisation_id)
    receive_text("STOP")
    receive_text("stop", reference="again")
    send_due_messages(gateway)
    assert [message.text.startswith("अब संदेश नहीं") for message in gateway.handed] == [True]
    assert {(row.purpose, row.state) for row in outbox()} == {
        (Purpose.CHECK, OutState.REFUSED),
        (Purpose.STOPPED, OutState.SENT),
    }
    receive_text("START")
    with acting_as(messaging_actor(all_organisation_ids())):
        assert OptOut.objects.filter(until__isnull=True).count() == 0
    send_due_messages(gateway)
    assert [row.purpose for row in outbox()][-1] == Purpose.STARTED
    assert outbox()[-1].state == OutState.SENT


def test_stop_to_one_member_applies_to_every_member(
    cast: Cast, as_: Any, journey: Journey, gateway: RecordingGateway
) -> None:
    receive_text("STOP")
    with as_("khunti_desk") as by:
        elsewhere = create_traveller(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    create_sms_contact(elsewhere)
    queue_due_questions(cast.khunti.id)
    send_due_messages(gateway)
    assert Reason.OPTED_OUT in [row.reason for row in outbox()]


def test_2_after_stop_opens_an_issue(journey: Journey) -> None:
    receive_text("STOP")
    receive_text("2")
    assert len(issues()) == 1


def test_message_beyond_the_rate_limit_waits_unless_it_is_2(journey: Journey) -> None:
    for number in range(31):
        receive_text(f"kuch baat {number}", reference=f"many:{number}")
    (row,) = receive_text("aur ek baat", reference="one too many")
    assert (row.state, row.reason) == (InState.WAITING, Reason.TOO_MANY)
    (row,) = receive_text("2")
    assert row.state == InState.DONE


def test_a_call_for_help_beyond_the_rate_limit_is_told(journey: Journey) -> None:
    for number in range(31):
        receive_text(f"kuch baat {number}", reference=f"many:{number}")
    (row,) = receive_text("madad nahi chahiye", reference="one too many")
    assert (row.state, row.reason, row.is_urgent) == (InState.WAITING, Reason.TOO_MANY, True)
    assert [issue.pk for issue in issues()] == [row.issue]


@pytest.mark.parametrize("phone", ["+919876543210", "+919123456780"])
def test_an_unclear_text_that_may_ask_for_help_opens_an_issue(
    journey: Journey, phone: str, sms: dict[str, str]
) -> None:
    sms["office"] = journey.organisation.code
    (row,) = receive_text("2 din se khana nahi mila", phone=phone)
    assert (row.state, row.is_urgent) == (InState.WAITING, True)
    (issue,) = issues()
    assert (issue.pk, issue.is_urgent, issue.description) == (row.issue, True, "2 din se khana nahi mila")


def test_interpreting_a_message_twice_has_no_second_effect(journey: Journey) -> None:
    (row,) = receive_text("2")
    interpret_stored(row.organisation_id, row.pk)
    assert len(issues()) == 1


@pytest.mark.parametrize(
    "text", ["\x00\x00", "2\x00", "<script>alert(1)</script>", "क" * 5000, "2341 2341 2346 madad", "'; DROP TABLE"]
)
def test_hostile_texts_are_stored(journey: Journey, text: str) -> None:
    (row,) = receive_text(text)
    assert row.state in (InState.WAITING, InState.DONE)
    assert row.reason != Reason.NOT_RECORDED


def test_unreadable_message_waits_as_urgent(journey: Journey) -> None:
    (row,) = receive_text("", is_readable=False)
    assert (row.state, row.reason, row.is_urgent) == (InState.WAITING, Reason.UNREADABLE, True)
    assert [issue.pk for issue in issues()] == [row.issue]
