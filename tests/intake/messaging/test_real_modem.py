"""Sending and receiving through the real gammu-smsd with a dummy phone."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import InState, OutState, Purpose, Reason
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.intake.messaging.worker_round import receive_messages, send_messages
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.settings import options
from tests.cast import Cast
from tests.intake.messaging.builders import PHONE, create_sms_contact, create_traveller, outbox
from tests.intake.messaging.modem import Modem, program, running_modem
from tests.kills import wait_until

pytestmark = pytest.mark.django_db
HER = "+91" + PHONE


@pytest.fixture
def modem(tmp_path: Path, sms: dict[str, str]) -> Iterator[Modem]:
    if program() is None:
        if options.flag("JATAN_REQUIRE_GATEWAY"):
            pytest.fail("JATAN_REQUIRE_GATEWAY is set and there is no gammu-smsd on this machine")
        pytest.skip("SKIPPED LOUDLY: there is no gammu-smsd on this machine")
    with running_modem(tmp_path) as running:
        sms |= {"gateway": "files", "spool": str(running.spool)}
        yield running


@pytest.fixture
def journey(cast: Cast, as_: Any) -> Journey:
    with as_("desk_operator") as by:
        return create_traveller(by, cast)


def arrived() -> list[InMessage]:
    """All messages in the inbox, after another round of the worker."""
    receive_messages()
    with acting_as(messaging_actor(all_organisation_ids())):
        return list(InMessage.objects.order_by("id"))


def test_question_is_sent_and_2_becomes_urgent_issue_within_a_minute(modem: Modem, journey: Journey) -> None:
    create_sms_contact(journey)
    send_messages()
    wait_until(lambda: bool(modem.listed("sent")), what="the modem sends the question")
    receive_messages()
    assert outbox()[0].state == OutState.SENT
    assert modem.listed("sent") == [], "the spool must keep no text: it is in the database"

    since = time.monotonic()
    modem.receives("२", HER)
    wait_until(lambda: bool(arrived()), what="the 2 is taken in")
    with acting_as(messaging_actor(all_organisation_ids())):
        (issue,) = Issue.objects.all()
    assert time.monotonic() - since < 60
    assert issue.is_urgent
    assert issue.about_journey == journey.pk
    assert modem.listed("inbox") == []

    send_messages()
    wait_until(lambda: bool(modem.listed("sent")), what="the confirmation goes out")
    assert outbox()[-1].purpose == Purpose.UNSAFE_HEARD


def test_long_hindi_message_is_received_complete(modem: Modem, journey: Journey) -> None:
    words = "दीदी यहाँ का काम बहुत कठिन है और मालिक पैसा नहीं दे रहा है। " * 3
    modem.receives(words, HER)
    wait_until(lambda: bool(arrived()), what="the message is taken in")
    (row,) = arrived()
    assert row.text == words.strip()
    assert row.state == InState.WAITING


def test_a_delivery_report_is_no_message(modem: Modem, journey: Journey) -> None:
    create_sms_contact(journey)
    send_messages()
    wait_until(lambda: bool(modem.listed("sent")), what="the modem sends the question")
    receive_messages()
    modem.receives("Delivered", HER, pdu="Status_Report")

    def is_delivered() -> bool:
        receive_messages()
        return outbox()[0].state == OutState.DELIVERED

    wait_until(is_delivered, what="the report is taken in")
    assert arrived() == []


def test_restarted_modem_loses_and_repeats_no_text(modem: Modem, journey: Journey) -> None:
    modem.kill()
    create_sms_contact(journey)
    send_messages()
    modem.receives("2", HER)
    assert outbox()[0].state == OutState.HANDED
    assert len(modem.listed("outbox")) == 1
    modem.start()
    wait_until(lambda: bool(arrived()), what="what came while it was dead is taken in")
    send_messages()
    wait_until(lambda: not modem.listed("outbox"), what="what waited goes out")
    receive_messages()
    assert [row.state for row in outbox()] == [OutState.SENT, OutState.SENT]
    assert len(arrived()) == 1


def test_text_handed_over_twice_under_one_key_is_in_the_spool_once(modem: Modem, journey: Journey) -> None:
    modem.kill()
    create_sms_contact(journey)
    send_messages()
    with acting_as(messaging_actor(all_organisation_ids())):
        row = outbox()[0]
        row.state, row.claimed_at = OutState.CLAIMED, clock.now().replace(year=2025)
        row.save()
    send_messages()
    assert len(modem.listed("outbox")) == 1
    assert outbox()[0].state == OutState.HANDED


def test_text_that_the_modem_failed_to_send_is_retried(modem: Modem, journey: Journey) -> None:
    modem.kill()
    create_sms_contact(journey)
    send_messages()
    (name,) = modem.listed("outbox")
    (modem.spool / "outbox" / name).replace(modem.spool / "error" / name)
    receive_messages()
    row = outbox()[0]
    assert (row.state, row.reason) == (OutState.QUEUED, Reason.UNREACHED)
    with clock.frozen_at(row.not_before):
        send_messages()
    assert outbox()[0].attempts == 2
    assert modem.listed("error") == []


def test_missed_call_and_incomplete_file_are_stored(modem: Modem, journey: Journey) -> None:
    (modem.spool / "inbox" / f"CALL20260310_063000_{HER}.call").write_text("")
    (modem.spool / "inbox" / f"IN20260310_063000_00_{HER}_00.bin").write_bytes(b"\x00\xff\x13")
    wait_until(lambda: len(arrived()) == 2, what="both are taken in")
    assert {row.reason for row in arrived()} == {Reason.CALL_BACK, Reason.UNREADABLE}
    assert {row.person_id for row in arrived()} == {journey.person_id}
    assert len(list((modem.spool / "unreadable").iterdir())) == 1
