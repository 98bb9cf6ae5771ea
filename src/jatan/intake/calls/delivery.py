"""Delivers a call for help: finds whose pass it is and opens an urgent issue at her organisation's help desk.

Calls of one alarm are one open issue (`helpdesk.alarms`), so that a desk is not flooded. A call with an unknown code
goes to the network's secretariat. Each call is delivered exactly once, even if a worker is killed: call and issue are
written in one transaction that locks the call's row.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.room_acts import open_for_records
from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.transaction_settings import set_local
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.network.rooms import Room
from jatan.foundation.network.selectors import home_district
from jatan.foundation.places.models import Place
from jatan.intake.calls import events
from jatan.intake.calls.models import CallForHelp, Who
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import holds_aadhaar, without_aadhaar
from jatan.programme.flows.danger import Danger, report_danger
from jatan.programme.helpdesk.alarms import raise_alarm
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.pass_wording import DEFAULT_LANGUAGE, pass_texts
from jatan.programme.journeys.passes import find_pass_holder

_log = logging.getLogger(__name__)


def undelivered_call_ids() -> list[uuid.UUID]:
    """Ids of calls that reached no desk yet, oldest first, at most 500."""
    with transaction.atomic(), _undelivered_calls_visible():
        rows = CallForHelp.objects.filter(delivered_at__isnull=True).order_by("called_at", "id")
        return list(rows.values_list("id", flat=True)[:500])


def deliver_one(call_id: uuid.UUID) -> bool:
    """Deliver one call; False when it was delivered before, is locked by another worker, or no organisation exists."""
    with transaction.atomic(), _undelivered_calls_visible():
        rows = CallForHelp.objects.select_for_update(skip_locked=True)
        call = rows.filter(pk=call_id, delivered_at__isnull=True).first()
        return call is not None and _deliver_locked(call)


def open_desk_issue(call: CallForHelp, organisation: Organisation, journey_id: uuid.UUID | None = None) -> uuid.UUID:
    """Open an urgent issue at the organisation's help desk, or add to the open one of this journey; return its id."""
    with acting_as(machine_for([organisation.id])) as by:
        journey = _find_journey(journey_id) if journey_id else None
        place = journey.place if journey else home_district(organisation.pk, clock.today())
        try:
            with transaction.atomic():
                return raise_alarm(by=by, command=_command(call, organisation, place, journey)).pk
        except (Problem, Problems) as refused:
            _log.error("a call for help is told with less than was said: %s", refused.problems[0].code)
        return report_danger(
            Danger(
                organisation=organisation.pk,
                origin=Origin.PASS.value,
                journey=journey_id,
                phone=call.phone,
                words=(call.words,),
            )
        )


def _find_journey(journey_id: uuid.UUID) -> Journey | None:
    return Journey.objects.select_related("place", "person").filter(pk=journey_id).first()


def _deliver_locked(call: CallForHelp) -> bool:
    holder = find_pass_holder(call.code)
    if holder is not None:
        call.organisation = Organisation.objects.get(pk=holder.organisation_id)
        call.issue = open_desk_issue(call, call.organisation, holder.journey_id)
    else:
        call.organisation = Organisation.objects.order_by("-kind", "code").first()
        if call.organisation is None:
            return False
        if call.organisation.kind == Kind.NETWORK:
            _park(call)
        else:
            call.issue = open_desk_issue(call, call.organisation)
    if call.issue is not None:
        call.words = call.phone = ""
    call.delivered_at = clock.now()
    call.save(update_fields=["organisation", "issue", "words", "phone", "delivered_at"])
    return True


def _park(call: CallForHelp) -> None:
    with acting_as(machine_for([call.organisation_id])):  # type: ignore[list-item]
        event = record_event(
            organisation_id=call.organisation_id,  # type: ignore[arg-type]
            by=None,
            verb=events.CALL_PARKED,
            about_type=call._meta.label_lower,
            about=call.pk,
        )
        open_for_records(event, [Room.HELP])


def _command(call: CallForHelp, organisation: Organisation, place: Place, journey: Journey | None) -> ReceiveIssue:
    page = pass_texts(DEFAULT_LANGUAGE).on_page
    return ReceiveIssue(
        organisation=organisation.id,
        place=place,
        received_on=clock.today(),
        kind=IssueKind.OTHER.value,
        kind_as_written=page["for_other" if call.who == Who.OTHER else "for_self"],
        person=journey.person if journey else None,
        caller_phone=parse_phone(call.phone) or "",
        description=_issue_text(call),
        is_urgent=True,
        origin=Origin.PASS.value,
        about_journey=journey.pk if journey else None,
        next_follow_up_on=clock.today(),
    )


def _issue_text(call: CallForHelp) -> str:
    """The caller's words and number as given; a possible Aadhaar number is left out, the telephone number never."""
    phone = call.phone
    if holds_aadhaar(phone):  # "91 98765 43210" has twelve digits too
        phone = parse_phone(phone) or without_aadhaar(phone)
    parts = [part for part in (_waited_words(call), without_aadhaar(call.words), phone) if part]
    lines = "\n".join(parts)
    # Digits that end her words must not run together with the phone number that follows.
    return "\n☎ ".join(parts) if holds_aadhaar(lines) else lines


def _waited_words(call: CallForHelp) -> str:
    """Since when she waits, where the call lay on her telephone until it met the network."""
    if call.waited_seconds is None:
        return ""
    written = (call.called_at - dt.timedelta(seconds=call.waited_seconds)).astimezone(clock.INDIA)
    return pass_texts(DEFAULT_LANGUAGE).on_page["written_at"].replace("{when}", f"{written:%d.%m.%Y %H:%M}")


@contextmanager
def _undelivered_calls_visible() -> Iterator[None]:
    """Make undelivered calls readable in this transaction; row-level security hides them from every page."""
    with connection.cursor() as cursor:
        set_local(cursor, {"jatan.calls": "open"})
        try:
            yield
        finally:
            if not connection.needs_rollback:
                set_local(cursor, {"jatan.calls": ""})
