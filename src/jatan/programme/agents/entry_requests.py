"""Requests of the secretariat for one entry of a member's register: with a reason, answered with a last day or no.

The secretariat never sees the register; it knows an entry only by the number that a member gives. A request is
accepted for any number: only the member can see whether an entry has it. After a yes, the account that asked can read
exactly that entry until the end of the given day; row-level security enforces entry and day (migration 0005). Request
and answer are in the ledgers of both organisations, without their text.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.room_acts import open_for_records
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.network.rooms import Room
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.kernel.text.codes import encode_number, is_code, normalise_code
from jatan.programme.agents import events, selectors
from jatan.programme.agents.choices import Reply
from jatan.programme.agents.models import EntryRequest, Statement

LONGEST_DAYS = 180
_ASK, _SEE, _RECORD = Permission.AGENTS_ASK, Permission.AGENTS_SEE, Permission.AGENTS_RECORD
_PLACES = 10
_LONGEST = 500


def entry_number(statement_id: uuid.UUID) -> str:
    """An entry's number: ten letters and digits from the random part of its id, to be passed on by telephone."""
    return encode_number(statement_id.int, _PLACES)


def entries_with_number(by: Actor, number: str) -> list[Statement]:
    """Entries within reach with this number: normally one or none, as collisions are improbable."""
    ids = [pk for pk in selectors.statements(by).values_list("pk", flat=True) if entry_number(pk) == number]
    return list(selectors.statements(by).filter(pk__in=ids))


def ask_for_entry(*, by: Actor, organisation_id: uuid.UUID, number: str, reason: str) -> EntryRequest:
    """Request one entry of one member. Raises Problem for an invalid number or reason, not for an unknown number."""
    member = Organisation.objects.filter(pk=organisation_id, kind=Kind.MEMBER).first()
    if member is None or by.account_id is None:
        raise gate.Forbidden(_ASK.value)
    gate.require(by, _ASK, organisation_id=member.pk)
    written, reason = normalise_code(number), reason.strip()
    if not is_code(written, _PLACES):
        raise Problem("unreadable", _("An entry's number has ten letters and digits."), field="number")
    _check(reason, "reason", is_needed=True)
    row = EntryRequest(
        organisation=member,
        number=written,
        reason=reason,
        asked_from_id=by.home_organisations[0],
        asked_by=by.account_id,
    )
    with transaction.atomic():
        EntryRequest.objects.bulk_create([row])
        _record_in_both_ledgers(by, row, events.ENTRY_ASKED)
    return row


def answer_request(
    *, by: Actor, request: EntryRequest, reply: str, until: dt.date | None = None, note: str = ""
) -> EntryRequest:
    """Answer a request, once. A yes needs the last day, at most LONGEST_DAYS from today.

    Raises gate.Forbidden for an actor who may not both see and record statements, Problem for invalid values.
    """
    for permission in (_SEE, _RECORD):
        gate.require(by, permission, organisation_id=request.organisation_id)
    note = note.strip()
    _check(note, "note")
    with transaction.atomic():
        rows = EntryRequest.objects.select_for_update(no_key=True)
        row = rows.get(organisation_id=request.organisation_id, pk=request.pk)
        if row.reply:
            raise Problem("not_at_this_stage", _("This request is answered already."), field="reply")
        if reply == Reply.YES:
            row.until, row.statement = _last_day(until), _requested_entry(by, row)
        elif reply != Reply.NO:
            raise Problem("missing_required", field="reply")
        row.reply, row.note, row.answered_by, row.answered_at = reply, note, by.account_id, clock.now()
        row.save(update_fields=["reply", "until", "statement", "note", "answered_by", "answered_at"])
        _record_in_both_ledgers(by, row, events.ENTRY_GRANTED if reply == Reply.YES else events.ENTRY_REFUSED)
    return row


def requests_made(by: Actor) -> QuerySet[EntryRequest]:
    """The requests that the actor made, the latest first."""
    mine = EntryRequest.objects.filter(asked_by=by.account_id) if by.account_id else EntryRequest.objects.none()
    rows = gate.within_reach(mine, by=by, permission=_ASK)
    return rows.select_related("organisation").order_by("-asked_at", "-id")


def requests_received(by: Actor) -> QuerySet[EntryRequest]:
    """Requests of the secretariat to the actor's organisation; open ones first, the oldest first."""
    rows = gate.within_reach(EntryRequest.objects.all(), by=by, permission=_SEE)
    return rows.select_related("asked_from").order_by("reply", "asked_at", "id")


def granted_entry(by: Actor, request: EntryRequest) -> Statement | None:
    """The granted entry, for the account that asked, until the last day; None otherwise and when it is withdrawn."""
    is_open = request.reply == Reply.YES and request.until is not None and request.until >= clock.today()
    if not is_open or request.asked_by != by.account_id or not by.may(_ASK) or request.statement_id is None:
        return None
    rows = Statement.objects.live().filter(pk=request.statement_id)
    return rows.select_related("place", "destination").first()


def _requested_entry(by: Actor, row: EntryRequest) -> Statement:
    found = [entry for entry in entries_with_number(by, row.number) if entry.organisation_id == row.organisation_id]
    if len(found) != 1:
        raise Problem("unknown_entry", _("No entry of your register has this number."), field="reply")
    return found[0]


def _last_day(until: dt.date | None) -> dt.date:
    if until is None:
        raise Problem("missing_required", field="until")
    if not clock.today() <= until <= clock.today() + dt.timedelta(days=LONGEST_DAYS):
        raise Problem("no_such_date", _("Set a day from today on, half a year ahead at most."), field="until")
    return until


def _check(words: str, field: str, *, is_needed: bool = False) -> None:
    found = aadhaar_problem(words)
    if found is not None:
        raise found.at(field)
    if len(words) > _LONGEST or (is_needed and not words):
        raise Problem("unreadable" if words else "missing_required", field=field)


def _record_in_both_ledgers(by: Actor, row: EntryRequest, verb: str) -> None:
    """Record the event in both ledgers, through machine actors because neither side may write in the other's."""
    for organisation_id in (row.organisation_id, row.asked_from_id):
        with acting_as(machine_for([organisation_id])):
            event = record_event(
                organisation_id=organisation_id,
                by=by.account_id,
                verb=verb,
                about_type=row._meta.label_lower,
                about=row.pk,
            )
            if organisation_id == row.organisation_id and not row.reply:  # the member is to answer
                open_for_records(event, [Room.PEOPLE])
