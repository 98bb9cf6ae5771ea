"""Takes a stored row into the records, or parks it with the reason. Whatever goes wrong, the row stays.

Runs inside the transaction of the caller, under the importer's walls, with the row locked. The translation has a
savepoint of its own: what it wrote is undone when it fails, and constraints that would be asked at commit are asked
before, so that no row is lost with them.
"""

import logging
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import Min
from django.utils import translation

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.ledger.services import record_event
from jatan.intake.fieldbook import events
from jatan.intake.fieldbook.choices import Reason, State
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.opened_rows import Written, open_row
from jatan.intake.fieldbook.phone_time import Moment, in_our_time, true_moment
from jatan.intake.fieldbook.translate.entry import Decisions, Entry, Recorded
from jatan.intake.fieldbook.translate.rows import translate
from jatan.kernel import clock
from jatan.kernel.problems import MESSAGES, Problem, Problems

__all__ = ["moment_of", "park", "take_in"]

_log = logging.getLogger(__name__)
_KNOWN: Final = frozenset({*Reason.values, *MESSAGES})
_LONGEST_FIELD: Final = 160
_WRITTEN: Final = (
    *("kind", "definitions", "written_at", "state", "problems", "recorded"),
    *("corrected", "decided_at", "decided_by", "reason"),
)


def take_in(
    row: ReceivedRow, *, by: Actor, device: Device, decisions: Decisions | None = None, is_new: bool = False
) -> bool:
    """Record what the row says as `by`; False when it waits. `is_new`: the row is not in the table yet.

    Raises the error where the connection is gone: then nothing is stored, and the phone keeps the row.
    """
    try:
        written = open_row(row)
        row.kind, row.definitions = written.kind, written.definitions
        moment = moment_of(row, written, device)
        row.written_at = moment.at
        entry = _entry(row, written, moment, device, decisions or Decisions())
        recorded = _recorded(by, entry)
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
    row.state, row.problems, row.recorded = State.RECORDED.value, [], recorded
    _write(row, is_new=is_new)
    return True


def park(
    row: ReceivedRow, problems: Iterable[Problem], *, by: Actor, state: State = State.PARKED, is_new: bool = False
) -> None:
    """Let the row wait for a person, with the reasons."""
    row.state, row.problems = state.value, [_reason(one) for one in problems]
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
    return true_moment(written.by_phone, skew_seconds=row.skew_seconds, not_before=first)


def _entry(row: ReceivedRow, written: Written, moment: Moment, device: Device, decisions: Decisions) -> Entry:
    return Entry(
        id=_command_id(row),
        organisation_id=row.organisation_id,
        account_id=row.account,
        forum=device.group,
        kind=written.kind,
        answers=in_our_time(written.kind, written.answers, moment),
        today=moment.today,
        at=moment.at,
        decisions=decisions,
    )


def _recorded(by: Actor, entry: Entry) -> Recorded:
    """Translate in a savepoint; once more where two requests stood in each other's way."""
    try:
        return _translated(by, entry)
    except OperationalError:
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
