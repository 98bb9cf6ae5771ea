"""Colleagues who may act on an urgent issue get one text about it at once, without name, place or cause."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Caretaker, Organisation
from jatan.intake.messaging.choices import OutState, Purpose
from jatan.intake.messaging.colleagues import notification_recipients, notify_colleagues
from jatan.intake.messaging.delivery import send_due_messages
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import messaging_actor
from jatan.intake.messaging.office_settings import save_sending_rules
from jatan.intake.messaging.texts import languages, shipped_texts, template_problems
from jatan.intake.messaging.worker_round import receive_messages, send_messages
from jatan.kernel import clock
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import ISSUE, resolve_issue
from jatan.programme.journeys.services import note_trigger
from jatan.programme.membership.services import end_membership
from jatan.programme.safeguarding.contacts import record_unsolicited_contact
from jatan.programme.safeguarding.services import hand_off_trigger, hand_over
from jatan.settings import options
from tests.cast import Cast
from tests.intake.calls.builders import create_pass, deliver_all, send_call
from tests.intake.messaging.builders import NOON, RecordingGateway, create_traveller, outbox, receive_text
from tests.intake.messaging.modem import Modem, program, running_modem
from tests.kills import wait_until
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db

type As = Callable[[str], AbstractContextManager[Actor]]

OPERATOR, COORDINATOR, COUNSELLOR = "9431100001", "9431100002", "9431100003"
NIGHT = dt.datetime(2026, 3, 10, 23, 30, tzinfo=clock.INDIA)
NAME, VILLAGE = "फूलमनी टोप्पो", "टोटो"


def save_number(cast: Cast, part: str, phone: str) -> None:
    cast.accounts[part].phone = phone
    cast.accounts[part].save(update_fields=["phone"])


@pytest.fixture(autouse=True)
def numbers(cast: Cast) -> None:
    save_number(cast, "desk_operator", OPERATOR)
    save_number(cast, "coordinator", COORDINATOR)
    save_number(cast, "field_worker", "9431100008")
    save_number(cast, "khunti_desk", "9431100009")


def urgent_texts() -> list[OutMessage]:
    return [row for row in outbox() if row.purpose == Purpose.URGENT]


def sent_with(gateway: RecordingGateway) -> list[tuple[str, str]]:
    """(number, text) of the texts that the gateway gets in one more round of the worker."""
    before = len(gateway.handed)
    notify_colleagues()
    send_due_messages(gateway)
    return sorted((one.phone, one.text) for one in gateway.handed[before:])


def create_called_issue(cast: Cast) -> Issue:
    """Create an issue by a call for help from the pass page."""
    _journey, found = create_pass(cast, name=NAME, village=VILLAGE)
    send_call(found.code, words="मालिक काग़ज़ नहीं देता", phone="9835012345")
    assert deliver_all() == 1
    with acting_as(messaging_actor([cast.gumla.id])):
        return Issue.objects.latest("id")


def _call(cast: Cast, as_: As) -> None:
    create_called_issue(cast)


def _text(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        create_traveller(by, cast, name=NAME)
    receive_text("२")


def _unsafe_answer(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = create_traveller(by, cast, name=NAME)
        record_unsolicited_contact(by=by, journey=journey, outcome="unsafe", at=clock.now())


def _child(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast, name=NAME, age=15))
        hand_off_trigger(by, note_trigger(by=by, journey=journey, code="minor_for_work"))


def _made_urgent(cast: Cast, as_: As) -> None:
    with as_("counsellor") as by:
        issue = an_issue(by, cast)
        ISSUE.amend(by=by, row=issue, changes={"is_urgent": True})


@pytest.mark.parametrize("comes", [_call, _text, _unsafe_answer, _child, _made_urgent])
def test_every_cause_of_urgency_notifies_those_who_may_act(
    comes: Callable[[Cast, As], None], cast: Cast, as_: As, gateway: RecordingGateway
) -> None:
    comes(cast, as_)
    notified_at_once = [phone for phone, text in sent_with(gateway) if "लॉगिन" in text]
    assert notified_at_once == [OPERATOR, COORDINATOR]


def test_text_has_no_name_place_or_cause(cast: Cast, gateway: RecordingGateway) -> None:
    create_called_issue(cast)
    for _phone, text in sent_with(gateway):
        assert text == "जतन: कुछ तुरंत देखना है। अभी लॉगिन करें।"
    for row in urgent_texts():
        assert row.person_id is None
        assert row.segments == 1


def test_text_has_no_number_of_an_alarm(cast: Cast, as_: As, gateway: RecordingGateway) -> None:
    with as_("desk_operator") as by:
        journey = create_traveller(by, cast, name=NAME)
        for phone in ("9835012399", "9835012398"):
            report_unsafe(by=by, journey=journey, note="", at=clock.now(), phone=phone)
        assert Issue.objects.get().caller_phone == "9835012399"
    texts = [text for _phone, text in sent_with(gateway)]
    assert texts
    assert [text for text in texts if any(letter.isdecimal() for letter in text)] == []


@pytest.mark.parametrize("language", [code for code in languages() if code in shipped_texts()["urgent"]])
def test_shipped_text_passes_the_filter_and_fits_one_part(language: str) -> None:
    text = shipped_texts()["urgent"][language]
    assert template_problems(text) == []
    assert len(text) <= 70


def test_text_is_in_the_recipients_language(cast: Cast, gateway: RecordingGateway) -> None:
    cast.accounts["coordinator"].language = "en"
    cast.accounts["coordinator"].save(update_fields=["language"])
    create_called_issue(cast)
    assert dict(sent_with(gateway))[COORDINATOR].startswith("Jatan:")


def test_issue_is_notified_once_over_many_rounds(cast: Cast, gateway: RecordingGateway) -> None:
    create_called_issue(cast)
    assert len(sent_with(gateway)) == 2
    save_number(cast, "counsellor", COUNSELLOR)
    with clock.frozen_at(NOON + dt.timedelta(hours=3)):
        assert sent_with(gateway) == []


def test_many_at_once_are_one_text_to_each_colleague(cast: Cast, as_: As, gateway: RecordingGateway) -> None:
    with as_("desk_operator") as by:
        first, *_others = [an_issue(by, cast, is_urgent=True) for _number in range(3)]
    with as_("field_worker") as by:
        for _number in range(5):
            an_issue(by, cast, is_urgent=True)
    notify_colleagues()
    with as_("desk_operator") as by:
        resolve_issue(by=by, issue=first, on=clock.today())
    assert [phone for phone, _text in sent_with(gateway)] == [OPERATOR, COORDINATOR]
    with clock.frozen_at(NOON + dt.timedelta(hours=3)):
        assert sent_with(gateway) == []


def test_issue_that_is_not_urgent_or_resolved_notifies_nobody(cast: Cast, as_: As, gateway: RecordingGateway) -> None:
    with as_("counsellor") as by:
        an_issue(by, cast)
        resolve_issue(by=by, issue=an_issue(by, cast, is_urgent=True), on=clock.today())
    assert sent_with(gateway) == []


def test_recorder_of_the_issue_is_not_notified(cast: Cast, as_: As, gateway: RecordingGateway) -> None:
    with as_("desk_operator") as by:
        an_issue(by, cast, is_urgent=True)
    assert [phone for phone, _text in sent_with(gateway)] == [COORDINATOR]


@pytest.mark.parametrize("gone", ["posting over", "account closed", "no number"])
def test_account_without_permission_or_number_is_not_notified(gone: str, cast: Cast, gateway: RecordingGateway) -> None:
    account = cast.accounts["desk_operator"]
    if gone == "posting over":
        Posting.objects.filter(account=account).update(until=clock.today() - dt.timedelta(days=1))
    elif gone == "account closed":
        account.is_active = False
        account.save(update_fields=["is_active"])
    else:
        save_number(cast, "desk_operator", "")
    create_called_issue(cast)
    assert [phone for phone, _text in sent_with(gateway)] == [COORDINATOR]


def test_stand_in_is_notified_instead(cast: Cast, as_: As, gateway: RecordingGateway) -> None:
    with as_("coordinator") as by:
        hand_over(
            by=by,
            organisation_id=cast.gumla.id,
            account=cast.accounts["desk_operator"].pk,
            stand_in=cast.accounts["field_worker"].pk,
            since=clock.today(),
            until=clock.today(),
        )
    create_called_issue(cast)
    assert [phone for phone, _text in sent_with(gateway)] == [COORDINATOR, "9431100008"]


def test_call_for_help_is_notified_at_night(cast: Cast, gateway: RecordingGateway) -> None:
    with clock.frozen_at(NIGHT):
        create_called_issue(cast)
        assert [phone for phone, _text in sent_with(gateway)] == [OPERATOR, COORDINATOR]


def test_other_urgent_issue_is_notified_in_the_night_too(cast: Cast, as_: As, gateway: RecordingGateway) -> None:
    with clock.frozen_at(NIGHT):
        with as_("counsellor") as by:
            an_issue(by, cast, is_urgent=True)
        assert [phone for phone, _text in sent_with(gateway)] == [OPERATOR, COORDINATOR]


def test_issue_resolved_before_its_texts_went_is_not_notified(cast: Cast, as_: As, gateway: RecordingGateway) -> None:
    with clock.frozen_at(NIGHT), as_("counsellor") as by:
        issue = an_issue(by, cast, is_urgent=True)
        notify_colleagues()
        resolve_issue(by=by, issue=issue, on=clock.today())
    with clock.frozen_at(NIGHT + dt.timedelta(hours=9)):
        assert sent_with(gateway) == []
    assert {row.state for row in urgent_texts()} == {OutState.NOT_NEEDED}


def test_spent_budget_does_not_stop_notifications(cast: Cast, as_: As, gateway: RecordingGateway) -> None:
    with as_("coordinator") as by:
        save_sending_rules(by=by, organisation_id=cast.gumla.id, changes={"monthly_rupees": 0})
    create_called_issue(cast)
    assert len(sent_with(gateway)) == 2


def test_without_a_gateway_nothing_is_queued(cast: Cast) -> None:
    create_called_issue(cast)
    send_messages()
    assert urgent_texts() == []


def test_number_saved_later_gets_no_text_about_earlier_issues(cast: Cast, gateway: RecordingGateway) -> None:
    save_number(cast, "desk_operator", "")
    save_number(cast, "coordinator", "")
    create_called_issue(cast)
    assert sent_with(gateway) == []
    save_number(cast, "desk_operator", OPERATOR)
    with clock.frozen_at(NOON + dt.timedelta(hours=25)):
        assert sent_with(gateway) == []


def test_coordinator_sees_recipients_and_who_has_no_number(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")):
        found = {one.name: bool(one.phone) for one in notification_recipients(cast.gumla.id)}
    assert found == {
        "Test desk_operator": True,
        "Test coordinator": True,
        "Test counsellor": False,
        "Test supervisor": False,
    }


@pytest.fixture
def modem(tmp_path: Path, sms: dict[str, str]) -> Iterator[Modem]:
    if program() is None:
        if options.flag("JATAN_REQUIRE_GATEWAY"):
            pytest.fail("JATAN_REQUIRE_GATEWAY is set and there is no gammu-smsd on this machine")
        pytest.skip("SKIPPED LOUDLY: there is no gammu-smsd on this machine")
    with running_modem(tmp_path) as running:
        sms |= {"gateway": "files", "spool": str(running.spool)}
        yield running


def test_call_reaches_the_operators_telephone_through_the_real_modem(cast: Cast, modem: Modem) -> None:
    create_called_issue(cast)
    send_messages()
    wait_until(lambda: len(modem.listed("sent")) == 2, what="the modem sends both texts")
    receive_messages()
    assert {(row.phone, row.state) for row in urgent_texts()} == {
        (OPERATOR, OutState.SENT),
        (COORDINATOR, OutState.SENT),
    }
    send_messages()
    assert modem.listed("outbox") == []
    assert len(urgent_texts()) == 2


def test_restarted_modem_sends_each_text_once(cast: Cast, modem: Modem) -> None:
    modem.kill()
    create_called_issue(cast)
    send_messages()
    with acting_as(
        messaging_actor([cast.gumla.id])
    ):  # as if a worker was killed after handing over, before it recorded that
        OutMessage.objects.update(state=OutState.CLAIMED, claimed_at=clock.now() - dt.timedelta(hours=1))
    send_messages()
    assert len(modem.listed("outbox")) == 2
    modem.start()
    wait_until(lambda: len(modem.listed("sent")) == 2, what="the modem sends both texts")
    receive_messages()
    assert [row.state for row in urgent_texts()] == [OutState.SENT, OutState.SENT]


def recipients(cast: Cast) -> list[str]:
    with acting_as(messaging_actor([cast.gumla.id])):
        return [one.phone for one in notification_recipients(cast.gumla.id)]


def test_after_the_last_day_the_caretakers_people_are_notified(cast: Cast, as_: As, gateway: RecordingGateway) -> None:
    save_number(cast, "khunti_coordinator", "9431100010")
    with as_("secretariat") as by:
        end_membership(by=by, organisation=cast.gumla, until=clock.today(), caretaker=cast.khunti)
    assert {COORDINATOR, OPERATOR} <= set(recipients(cast))
    create_called_issue(cast)
    with clock.frozen_at(clock.now() + dt.timedelta(hours=23)):
        assert clock.today() > NOON.date()
        assert [phone for phone, text in sent_with(gateway) if "लॉगिन" in text] == ["9431100009", "9431100010"]
        for part in ("khunti_desk", "khunti_coordinator"):
            assert cast.gumla.id in cast.actor(part).reach(Permission.HELPDESK_RECORD).organisations


def test_the_secretariat_as_caretaker_is_notified_and_nobody_without_one(cast: Cast) -> None:
    save_number(cast, "secretariat", "9431100011")
    save_number(cast, "administrator", "9431100012")
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=clock.today() - dt.timedelta(days=1))
    assert recipients(cast) == []
    row = Caretaker.objects.create(organisation=cast.gumla, caretaker=cast.network, since=clock.today())
    assert recipients(cast) == ["9431100011"]
    row.delete()
    earlier = clock.today() - dt.timedelta(days=1)
    Caretaker.objects.create(organisation=cast.gumla, caretaker=cast.network, since=earlier, until=earlier)
    Caretaker.objects.create(organisation=cast.gumla, caretaker=cast.khunti, since=clock.today())
    assert "9431100009" in recipients(cast)
    assert "9431100011" not in recipients(cast)
