"""Takes a stored row into the records, or parks it with the reason. Whatever goes wrong, the row stays.

Runs inside the transaction of the caller, under the importer's walls, with the row locked. The translation has a
savepoint of its own: what it wrote is undone when it fails, and constraints that would be asked at commit are asked
before, so that no row is lost with them.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Min
from django.utils import translation

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.ledger.services import record_event
from jatan.intake.fieldbook import danger, events, files
from jatan.intake.fieldbook.choices import FlowKind, Reason, State
from jatan.intake.fieldbook.locks import lock_row
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.opened_rows import Written, open_row
from jatan.intake.fieldbook.phone_time import Moment, in_our_time, true_moment
from jatan.intake.fieldbook.translate.entry import Decisions, Entry, Recorded
from jatan.intake.fieldbook.translate.noted_answers import NotedAnswers
from jatan.intake.fieldbook.translate.rows import translate
from jatan.intake.fieldbook.unsent import registered, waiting_for
from jatan.kernel import clock
from jatan.kernel.problems import MESSAGES, Problem, Problems

_log = logging.getLogger(__name__)
_KNOWN: Final = frozenset({*Reason.values, *MESSAGES})
_LONGEST_FIELD: Final = 160
# What no repair changes: nobody knows whose hand wrote the row, or another one has its number.
_OF_ARRIVAL: Final = {Reason.TAKEN_BACK.value: State.QUARANTINED, Reason.SAME_ID.value: State.CONFLICT}
_WRITTEN: Final = (
    *("kind", "definitions", "written_at", "state", "problems", "recorded"),
    *("number", "server_seen", "corrected", "decided_at", "decided_by", "reason", "untold_at"),
)


def take_in(
    row: ReceivedRow,
    *,
    by: Actor,
    device: Device,
    decisions: Decisions | None = None,
    is_new: bool = False,
    writer: Actor | None = None,
) -> bool:
    """Record what the row says; False when it waits. `is_new`: the row is not in the table yet.

    `by`: who sends the row on; `writer`: who is recorded as the author, with the same reach (None: `by`). Where a row
    with danger waits, an urgent issue has been opened (`danger.report`). Raises the error where the connection is gone:
    then nothing is stored, and the phone keeps the row.
    """
    is_in = _take_in(row, by=by, device=device, decisions=decisions, is_new=is_new, writer=writer or by)
    if not is_in or _is_untold(row):
        danger.report(row, device=device)
    if is_in and row.kind == FlowKind.LEAVING:
        _join_waiting(row, by=by, writer=writer or by)
    return is_in


def _join_waiting(row: ReceivedRow, *, by: Actor, writer: Actor) -> None:
    """Take in what came before this row and is about its travellers. Whatever goes wrong with one of them, this row and
    the others stay."""
    for one in waiting_for(row):
        try:
            with transaction.atomic():
                _join(one, by=by, writer=writer)
        except Exception as error:
            if not connection.is_usable():
                raise
            _log.exception("a row that waited for another could not be taken in: %s", type(error).__name__)
            one.refresh_from_db()
            park(one, [Problem(Reason.UNEXPECTED.value)], by=by)


def _join(row: ReceivedRow, *, by: Actor, writer: Actor) -> None:
    lock_row(row.organisation_id, row.account, row.row)
    device = Device.objects.select_related("account", "organisation").filter(pk=row.device).first()
    if device is not None and take_in(row, by=by, device=device, writer=writer):
        files.attach_complete(row, by=writer)


def _is_untold(row: ReceivedRow) -> bool:
    """Whether the row is recorded and nothing came of it: an alarm that was on record already may be a new one."""
    return row.kind == FlowKind.CONTACT and "contacts" not in row.recorded


def _take_in(
    row: ReceivedRow, *, by: Actor, device: Device, decisions: Decisions | None, is_new: bool, writer: Actor
) -> bool:
    try:
        written = open_row(row)
        row.kind, row.definitions = written.kind, written.definitions
        row.number, row.server_seen = written.number, written.server_seen
        moment = moment_of(row, written, device)
        row.written_at = moment.at
        entry = _entry(row, written, moment, device, decisions or Decisions())
        recorded = _recorded(writer, entry)
    except (Problem, Problems) as unfit:
        park(row, unfit.problems, by=by, is_new=is_new)
        return False
    except gate.Forbidden:
        park(row, [Problem(Reason.NO_RIGHT.value)], by=by, is_new=is_new)
        return False
    except Exception as error:
        if not connection.is_usable():
            raise
        _log.exception("a row of a phone could not be taken in: %s", type(error).__name__)
        park(row, [Problem(Reason.UNEXPECTED.value)], by=by, is_new=is_new)
        return False
    row.state, row.problems, row.recorded, row.untold_at = State.RECORDED.value, [], recorded, None
    _write(row, is_new=is_new)
    return True


def park(row: ReceivedRow, problems: Iterable[Problem], *, by: Actor, is_new: bool = False) -> None:
    """Let the row wait for a person, with the reasons. Why it was held on arrival stays among them."""
    before = [one for one in row.problems if one["code"] in _OF_ARRIVAL]
    known = {one["code"] for one in before}
    row.problems = before + [_reason(one) for one in problems if one.code not in known]
    held = [_OF_ARRIVAL[one["code"]] for one in row.problems if one["code"] in _OF_ARRIVAL]
    row.state = (held[0] if held else State.PARKED).value
    _write(row, is_new=is_new)
    record_event(
        organisation_id=row.organisation_id,
        by=by.account_id,
        verb=events.ROW_PARKED,
        about_type=row._meta.label_lower,
        about=row.pk,
        payload={"state": row.state, "codes": sorted({one["code"] for one in row.problems})},
    )


def moment_of(row: ReceivedRow, written: Written, device: Device) -> Moment:
    """When the row was written, by our clock. Raises Problem("clock").

    What the office put right has the day that the office gave. A phone that was enrolled anew still sends what was
    written on it before, so the first phone of its person is the earliest bound.
    """
    if row.corrected:
        return true_moment(written.by_phone)
    first = Device.objects.filter(account=device.account_id).aggregate(first=Min("enrolled_at"))["first"]
    return true_moment(
        written.by_phone,
        skew_seconds=row.skew_seconds,
        not_before=first,
        server_seen=written.server_seen,
        server_seen_next=_seen_later(row, written),
    )


def _seen_later(row: ReceivedRow, written: Written) -> dt.datetime | None:
    """The first later time of the server that the phone knew: the row was written before it."""
    if written.number is None or written.server_seen is None:
        return None
    rows = ReceivedRow.objects.filter(
        organisation_id=row.organisation_id,
        device=row.device,
        number__gt=written.number,
        server_seen__gt=written.server_seen,
    )
    return rows.order_by("server_seen").values_list("server_seen", flat=True).first()


def _entry(row: ReceivedRow, written: Written, moment: Moment, device: Device, decisions: Decisions) -> Entry:
    return Entry(
        id=_command_id(row),
        organisation_id=row.organisation_id,
        account_id=row.account,
        forum=device.group,
        kind=written.kind,
        answers=NotedAnswers(in_our_time(written.kind, written.answers, moment)),
        today=moment.today,
        at=moment.at,
        decisions=decisions,
        issues=danger.danger_issues(row),
        unsent=_unsent(row, written),
    )


def _unsent(row: ReceivedRow, written: Written) -> uuid.UUID | None:
    """The journey that another row has registered; the row waits for that one. Raises Problem."""
    is_chosen = bool(row.corrected) and bool(written.answers.get("person"))
    if written.answers.get("journey") or is_chosen:
        return None
    named = registered(row, written.answers)
    if (named is None and written.answers.get("traveller")) or (named is not None and named.is_doubtful):
        raise Problem("unreadable", field="traveller")
    if named is not None and named.journey is None:
        raise Problem(Reason.WAITS_FOR_ROW.value, field="traveller")
    return named.journey if named is not None else None


def _recorded(by: Actor, entry: Entry) -> Recorded:
    """Translate in a savepoint; once more where two requests stood in each other's way: the second sees the first."""
    try:
        return _translated(by, entry)
    except (OperationalError, IntegrityError):
        if not connection.is_usable():
            raise
        return _translated(by, entry)


def _translated(by: Actor, entry: Entry) -> Recorded:
    with acting_as(by):
        recorded = translate(by, entry)
        connection.check_constraints()
    return recorded


def _command_id(row: ReceivedRow) -> uuid.UUID:
    """The phone's id of the row; of other bytes under the same id, our own."""
    return row.row if row.variant == 1 else row.pk


def _reason(problem: Problem) -> dict[str, Any]:
    # A path may name a question as the phone called it.
    field = (problem.field or "").replace("\x00", "").encode("utf-8", "replace").decode()[:_LONGEST_FIELD]
    found: dict[str, Any] = {"code": problem.code, "field": field}
    if problem.code not in _KNOWN:
        with translation.override(settings.LANGUAGE_CODE):
            found["said"] = str(problem.message)
    if problem.candidates:
        found["candidates"] = list(problem.candidates)
    return found


def _write(row: ReceivedRow, *, is_new: bool) -> None:
    if is_new:
        row.received_at = clock.now()
        row.save(force_insert=True)
    else:
        row.save(update_fields=_WRITTEN)
