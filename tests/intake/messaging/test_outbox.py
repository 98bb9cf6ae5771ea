"""A text is sent once, in the daytime, with consent and within the budget; otherwise the reason is recorded."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import OutState, Purpose, Reason
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.delivery import apply_delivery_report, send_due_messages
from jatan.intake.messaging.due import queue_due_questions
from jatan.intake.messaging.gateways.base import DeliveryReport, DeliveryStatus, FailureKind
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import messaging_actor
from jatan.intake.messaging.office_settings import save_sending_rules
from jatan.intake.messaging.outbox import queue_message
from jatan.kernel import clock
from jatan.programme.people.commands import WithdrawConsent
from jatan.programme.people.models import Consent
from jatan.programme.people.services import withdraw_consent
from jatan.programme.safeguarding.contacts import record_contact
from jatan.programme.safeguarding.models import Contact
from tests.cast import Cast
from tests.intake.messaging.builders import (
    NOON,
    PHONE,
    RecordingGateway,
    create_sms_contact,
    create_traveller,
    outbox,
    receive_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Cast, as_: Any) -> Contact:
    """A contact due by text today, of a traveller of Gumla."""
    with as_("desk_operator") as by:
        journey = create_traveller(by, cast)
    return create_sms_contact(journey)


def test_due_question_is_sent_once_without_personal_data(asked: Contact, gateway: RecordingGateway) -> None:
    assert queue_due_questions(asked.organisation_id) == 1
    assert queue_due_questions(asked.organisation_id) == 0
    assert send_due_messages(gateway) == 1
    assert send_due_messages(gateway) == 0
    (message,) = gateway.handed
    assert message.phone == PHONE
    assert "1" in message.text
    assert "2" in message.text
    assert "सुनीता" not in message.text
    assert "टोटो" not in message.text
    (row,) = outbox()
    assert (row.state, row.segments, row.cost_paise) == (OutState.SENT, 1, 25)


def test_question_answered_meanwhile_is_not_sent(
    asked: Contact, gateway: RecordingGateway, cast: Cast, as_: Any
) -> None:
    queue_due_questions(asked.organisation_id)
    with as_("desk_operator") as by:
        record_contact(by=by, contact=asked, outcome="safe")
    assert send_due_messages(gateway) == 0
    assert outbox()[0].state == OutState.NOT_NEEDED


def test_text_without_consent_is_refused_and_listed(cast: Cast, as_: Any, gateway: RecordingGateway) -> None:
    with as_("desk_operator") as by:
        journey = create_traveller(by, cast, consents=False)
    contact = create_sms_contact(journey)
    queue_due_questions(contact.organisation_id)
    assert send_due_messages(gateway) == 0
    assert (outbox()[0].state, outbox()[0].reason) == (OutState.REFUSED, Reason.NO_CONSENT)


def test_consent_withdrawn_after_queueing_stops_the_text(asked: Contact, gateway: RecordingGateway, as_: Any) -> None:
    queue_due_questions(asked.organisation_id)
    with as_("desk_operator") as by:
        consent = Consent.objects.get(purpose="contact")
        command = WithdrawConsent(consent=consent, withdrawn_on=NOON.date(), withdrawn_how="phone")
        withdraw_consent(by=by, command=command)
    assert send_due_messages(gateway) == 0
    assert outbox()[0].reason == Reason.NO_CONSENT


def test_text_at_night_is_held_until_eight(asked: Contact, gateway: RecordingGateway) -> None:
    queue_due_questions(asked.organisation_id)
    with clock.frozen_at(NOON.replace(hour=20, minute=30)):
        assert send_due_messages(gateway) == 0
    row = outbox()[0]
    morning = dt.datetime(2026, 3, 11, 8, 0, tzinfo=clock.INDIA)
    assert (row.state, row.not_before) == (OutState.HELD, morning)
    with clock.frozen_at(morning - dt.timedelta(minutes=1)):
        assert send_due_messages(gateway) == 0
    with clock.frozen_at(morning):
        assert send_due_messages(gateway) == 1


def test_budget_limits_questions_but_not_answers_to_calls_for_help(
    asked: Contact, gateway: RecordingGateway, as_: Any
) -> None:
    with as_("coordinator") as by:
        save_sending_rules(by=by, organisation_id=asked.organisation_id, changes={"monthly_rupees": 0})
    queue_due_questions(asked.organisation_id)
    assert send_due_messages(gateway) == 0
    assert (outbox()[0].state, outbox()[0].reason) == (OutState.REFUSED, Reason.BUDGET)
    receive_text("2")
    assert send_due_messages(gateway) == 1
    assert gateway.handed[0].is_urgent


def test_message_limit_is_counted_per_month(asked: Contact, gateway: RecordingGateway, as_: Any) -> None:
    with as_("coordinator") as by:
        save_sending_rules(by=by, organisation_id=asked.organisation_id, changes={"monthly_messages": 1})
    queue_due_questions(asked.organisation_id)
    assert send_due_messages(gateway) == 1
    later = NOON + dt.timedelta(days=1)
    with clock.frozen_at(later):
        _another(asked, "one more")
        assert send_due_messages(gateway) == 0
    with clock.frozen_at(dt.datetime(2026, 4, 1, 9, 0, tzinfo=clock.INDIA)):
        _another(asked, "in april")
        assert send_due_messages(gateway) == 1


def test_text_without_gateway_is_refused_with_that_reason(asked: Contact) -> None:
    queue_due_questions(asked.organisation_id)
    assert send_due_messages(None) == 0
    assert outbox()[0].reason == Reason.NO_GATEWAY


def test_unreached_gateway_is_retried_and_finally_failed(asked: Contact, gateway: RecordingGateway) -> None:
    gateway.trouble = FailureKind.UNREACHED
    queue_due_questions(asked.organisation_id)
    while outbox()[0].state == OutState.QUEUED:
        with clock.frozen_at(outbox()[0].not_before):
            send_due_messages(gateway)
    assert (outbox()[0].state, outbox()[0].reason) == (OutState.FAILED, Reason.UNREACHED)
    assert outbox()[0].attempts == 4


def test_text_that_may_have_been_sent_is_not_retried(asked: Contact, gateway: RecordingGateway) -> None:
    gateway.trouble = FailureKind.UNCLEAR
    queue_due_questions(asked.organisation_id)
    send_due_messages(gateway)
    gateway.trouble = None
    with clock.frozen_at(NOON + dt.timedelta(hours=3)):
        assert send_due_messages(gateway) == 0
    assert (outbox()[0].state, outbox()[0].reason) == (OutState.FAILED, Reason.UNCLEAR)


@pytest.mark.parametrize(("is_repeatable", "state"), [(False, OutState.FAILED), (True, OutState.SENT)])
def test_kill_between_gateway_and_commit_sends_at_most_once(
    asked: Contact, is_repeatable: bool, state: OutState
) -> None:
    queue_due_questions(asked.organisation_id)
    _left_claimed(asked)
    gateway = RecordingGateway(is_repeatable=is_repeatable)
    with clock.frozen_at(NOON + dt.timedelta(minutes=1)):
        assert send_due_messages(gateway) == 0, "another worker may be sending it"
    with clock.frozen_at(NOON + dt.timedelta(minutes=3)):
        assert send_due_messages(gateway) == is_repeatable
    assert outbox()[0].state == state
    assert [message.key for message in gateway.handed] == ([outbox()[0].gateway_reference] if is_repeatable else [])


def test_reports_never_move_a_text_back(asked: Contact, gateway: RecordingGateway) -> None:
    queue_due_questions(asked.organisation_id)
    send_due_messages(gateway)
    key = outbox()[0].gateway_reference
    assert apply_delivery_report(DeliveryReport(DeliveryStatus.DELIVERED, key=key))
    assert apply_delivery_report(DeliveryReport(DeliveryStatus.FAILED, key=key))
    assert apply_delivery_report(DeliveryReport(DeliveryStatus.UNDELIVERED, key=key))
    assert outbox()[0].state == OutState.DELIVERED
    assert not apply_delivery_report(DeliveryReport(DeliveryStatus.SENT, key="0" * 32 + "-1"))


def test_delivery_report_without_key_is_matched_by_number(asked: Contact, gateway: RecordingGateway) -> None:
    queue_due_questions(asked.organisation_id)
    send_due_messages(gateway)
    assert apply_delivery_report(DeliveryReport(DeliveryStatus.DELIVERED, phone="+91 98765 43210"))
    assert outbox()[0].state == OutState.DELIVERED


def _another(contact: Contact, reference: str) -> OutMessage:
    with acting_as(messaging_actor([contact.organisation_id])) as by:
        command = QueueMessage(
            organisation=contact.organisation_id,
            place=contact.place,
            reference=reference,
            purpose=Purpose.CHECK.value,
            phone=PHONE,
            person=contact.journey.person,
        )
        return queue_message(by=by, command=command)


def _left_claimed(contact: Contact) -> None:
    with acting_as(messaging_actor([contact.organisation_id])):
        row = OutMessage.objects.get()
        row.state, row.attempts, row.claimed_at = OutState.CLAIMED, 1, clock.now()
        row.gateway_reference = f"{row.pk.hex}-1"
        row.save()
