"""A missed call is one call back, urgent for whoever is in danger; an unknown number is kept until it has served."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.intake.messaging import selectors, services
from jatan.intake.messaging.choices import Arrival, InState, Reason
from jatan.intake.messaging.missed_calls import forget_unknown_callers
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import Origin
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import note_trigger
from jatan.programme.safeguarding.contacts import record_contact
from tests.cast import Cast
from tests.intake.messaging.builders import NOON, create_sms_contact, create_traveller, outbox, receive_text

pytestmark = pytest.mark.django_db
UNKNOWN = "+919000000001"


@pytest.fixture
def journey(cast: Cast, as_: Any) -> Journey:
    with as_("desk_operator") as by:
        return create_traveller(by, cast)


def ring(phone: str = "+919876543210", **more: Any) -> InMessage:
    (row,) = receive_text("", phone=phone, arrival=Arrival.MISSED_CALL, **more)
    return row


def all_calls() -> list[InMessage]:
    with acting_as(messaging_actor(all_organisation_ids())):
        return list(InMessage.objects.order_by("arrived_at", "id"))


def test_her_call_waits_and_nothing_is_sent(journey: Journey) -> None:
    row = ring()
    assert (row.state, row.reason, row.is_urgent, row.about_journey) == (
        InState.WAITING, Reason.CALL_BACK, False, journey.pk
    )  # fmt: skip
    assert outbox() == []


def test_the_call_of_a_journey_with_a_hard_stop_is_urgent(journey: Journey, as_: Any) -> None:
    with as_("desk_operator") as by:
        note_trigger(by=by, journey=journey, code="papers_taken")
    assert ring().is_urgent


def test_the_call_of_a_journey_with_an_open_ladder_is_urgent_also_from_the_family(journey: Journey, as_: Any) -> None:
    contact = create_sms_contact(journey)
    with as_("desk_operator") as by:
        Journey.objects.filter(pk=journey.pk).update(family_contact_phone="9470000001")
        record_contact(by=by, contact=contact, outcome="unreachable")
    assert ring("+919470000001").is_urgent
    with as_("desk_operator") as by:
        record_contact(by=by, contact=contact, outcome="safe")
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        assert not ring().is_urgent, "the ladder is closed"


def test_ringing_again_is_the_same_call_back_until_somebody_has_called(journey: Journey, as_: Any) -> None:
    first = ring(reference="c-1")
    for minute in range(1, 4):
        with clock.frozen_at(NOON + dt.timedelta(minutes=minute)):
            again = ring(reference=f"again-{minute}")
            assert (again.state, again.reason) == (InState.DONE, Reason.CALLED_AGAIN)
    with as_("desk_operator") as by:
        assert [row.pk for row in selectors.waiting(by)] == [first.pk]
        assert selectors.calls_of(by, first).count() == 4
        services.mark_read(by=by, message=first)
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        assert ring(reference="later").state == InState.WAITING


def test_ringing_again_in_danger_is_told_though_an_earlier_call_waits(journey: Journey, as_: Any) -> None:
    first = ring(reference="before")
    with as_("desk_operator") as by:
        note_trigger(by=by, journey=journey, code="papers_taken")
    for minute in range(1, 3):
        with clock.frozen_at(NOON + dt.timedelta(minutes=minute)):
            again = ring(reference=f"again-{minute}")
    with as_("desk_operator") as by:
        (issue,) = Issue.objects.filter(about_journey=journey.pk, is_urgent=True, origin=Origin.MESSAGE)
        assert (again.reason, again.issue) == (Reason.CALLED_AGAIN, issue.pk)
        (waiting,) = selectors.waiting(by)
        assert (waiting.pk, waiting.is_urgent, waiting.issue) == (first.pk, True, issue.pk)


def test_two_numbers_are_two_calls(journey: Journey) -> None:
    assert {ring(UNKNOWN).state, ring().state} == {InState.WAITING}


def test_a_colleagues_call_waits_with_her_office(cast: Cast) -> None:
    Account.objects.filter(pk=cast.accounts["khunti_desk"].pk).update(phone="9431012345")
    row = ring("+919431012345")
    assert (row.organisation_id, row.reason) == (cast.khunti.id, Reason.CALL_BACK)
    assert row.sent_by == cast.accounts["khunti_desk"].pk


def test_an_unknown_number_waits_however_long_and_is_forgotten_a_week_after_it_was_dealt_with(
    cast: Cast, as_: Any
) -> None:
    row = ring(UNKNOWN)
    assert (row.state, row.reason) == (InState.WAITING, Reason.UNKNOWN_NUMBER)
    ring(UNKNOWN, reference="twice")
    with clock.frozen_at(NOON + dt.timedelta(days=30)):
        forget_unknown_callers()
        assert [call.phone for call in all_calls()] == ["9000000001", ""], "the one that waits keeps its number"
        with as_("desk_operator") as by:
            services.mark_read(by=by, message=row)
        assert forget_unknown_callers() == 0
    with clock.frozen_at(NOON + dt.timedelta(days=38)):
        assert forget_unknown_callers() == 1
        assert forget_unknown_callers() == 0
    assert [call.phone for call in all_calls()] == ["", ""]
    with as_("coordinator"):
        events = Event.objects.filter(verb="messages.callers_forgotten")
        assert [event.payload for event in events.order_by("sequence")] == [{"calls": 1}, {"calls": 1}]


def test_a_number_that_was_forgotten_is_nobodys(cast: Cast, as_: Any, journey: Journey) -> None:
    """Travellers without a family's number stood on the page of a forgotten caller as "with this number"."""
    row = ring(UNKNOWN)
    with as_("desk_operator") as by:
        services.mark_read(by=by, message=row)
    with clock.frozen_at(NOON + dt.timedelta(days=38)):
        assert forget_unknown_callers() == 1
    with as_("desk_operator") as by:
        (forgotten,) = all_calls()
        assert (
            Journey.objects.filter(family_contact_phone="").exists()
            or Journey.objects.filter(phone_at_destination="").exists()
        )
        assert list(selectors.journeys_for(by, forgotten)) == []
        assert list(selectors.people_for(by, forgotten)) == []
        assert list(selectors.with_number(by, forgotten)) == []


def test_a_number_that_turned_out_to_be_somebodys_is_kept(cast: Cast, as_: Any, journey: Journey) -> None:
    row = ring(UNKNOWN)
    with as_("desk_operator") as by:
        services.link_to_person(by=by, message=row, person=journey.person)
        services.mark_read(by=by, message=row)
    with clock.frozen_at(NOON + dt.timedelta(days=30)):
        assert forget_unknown_callers() == 0


def test_texts_and_known_numbers_are_kept(journey: Journey, as_: Any) -> None:
    (text,) = receive_text("namaste", phone=UNKNOWN)
    known = ring()
    with as_("desk_operator") as by:
        for row in (text, known):
            services.mark_read(by=by, message=row)
    with clock.frozen_at(NOON + dt.timedelta(days=30)):
        assert forget_unknown_callers() == 0


def test_another_member_does_not_see_the_call(journey: Journey, as_: Any) -> None:
    ring()
    with as_("khunti_desk"):
        assert not InMessage.objects.exists()
