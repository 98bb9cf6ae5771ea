"""Delivers a call for help: finds whose pass it is and opens an urgent issue at her organisation's help desk.

Several calls about one pass within a day join one open issue, so that a desk is not flooded. A call with an unknown
code goes to the network's secretariat. Each call is delivered exactly once, even if a worker is killed: call and issue
are written in one transaction that locks the call's row.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.transaction_settings import set_local
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Kind, Organisation, OrganisationDistrict
from jatan.foundation.places.models import Place
from jatan.intake.calls import events
from jatan.intake.calls.models import CallForHelp, Who
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.text.aadhaar import holds_aadhaar, without_aadhaar
from jatan.programme.helpdesk import services as helpdesk
from jatan.programme.helpdesk.choices import OPEN, IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.pass_wording import DEFAULT_LANGUAGE, pass_texts
from jatan.programme.journeys.passes import find_pass_holder

__all__ = ["deliver_one", "open_desk_issue", "undelivered_call_ids"]

_JOIN_WINDOW = dt.timedelta(days=1)


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
        if journey is not None:
            _lock_journey(journey.pk)
            issue = _open_issue(organisation, journey)
            if issue is not None:
                today = clock.today()
                helpdesk.follow_up_issue(by=by, issue=issue, on=today, note=_issue_text(call), next_follow_up_on=today)
                return issue.pk
        place = journey.place if journey else _home_district(organisation)
        return helpdesk.receive_issue(by=by, command=_command(call, organisation, place, journey)).pk


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
        record_event(
            organisation_id=call.organisation_id,  # type: ignore[arg-type]
            by=None,
            verb=events.CALL_PARKED,
            about_type=call._meta.label_lower,
            about=call.pk,
        )


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


def _open_issue(organisation: Organisation, journey: Journey) -> Issue | None:
    since = clock.today() - _JOIN_WINDOW
    rows = Issue.objects.filter(organisation=organisation, about_journey=journey.pk, origin=Origin.PASS, is_urgent=True)
    return rows.filter(status__in=OPEN, withdrawn_at__isnull=True, received_on__gte=since).order_by("-id").first()


def _home_district(organisation: Organisation) -> Place:
    home = OrganisationDistrict.objects.filter(organisation=organisation).select_related("district")
    first = home.order_by("since", "id").first()
    return first.district if first else Place.objects.filter(level="district").order_by("name_en")[0]


def _lock_journey(journey_id: uuid.UUID) -> None:
    """Serialise workers that deliver calls about one pass, so that the second finds the first one's issue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [journey_id.int & 0x7FFF_FFFF_FFFF_FFFF])


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
