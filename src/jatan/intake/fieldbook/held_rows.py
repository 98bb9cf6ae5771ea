"""Rows of phones as a coordinator sees them: what waits, and one row opened with what stands beside it."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook.choices import WAITING, FlowKind, Reason
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.intake.fieldbook.opened_rows import Written, open_row
from jatan.intake.fieldbook.phone_time import Moment, in_our_time
from jatan.intake.fieldbook.row_intake import moment_of
from jatan.kernel.problems import Problem

__all__ = ["OpenedRow", "find_row", "open_for", "other_variants", "photos_with_problems", "rows", "waiting_rows"]

_PERMISSION = Permission.REGISTER_IMPORT


@dataclass(frozen=True)
class OpenedRow:
    """A row with its content; `written` is None where it does not open. `moment` is None where its clock was wrong.

    `answers`: by our calendar where the moment is known.
    """

    row: ReceivedRow
    device: Device
    written: Written | None
    moment: Moment | None
    answers: dict[str, Any]


def rows(by: Actor) -> QuerySet[ReceivedRow]:
    """Every row of phones within reach, newest first, without its bytes."""
    return _reachable(by).defer("sealed", "corrected").select_related("organisation").order_by("-received_at", "-id")


def waiting_rows(by: Actor) -> QuerySet[ReceivedRow]:
    """Rows that wait for a person, the oldest first."""
    return rows(by).filter(state__in=[state.value for state in WAITING]).order_by("received_at", "id")


def photos_with_problems(by: Actor, *, most: int) -> list[tuple[ReceivedFile, ReceivedRow]]:
    """Photographs that arrived whole and could not be attached, with their rows, the oldest first."""
    found = gate.within_reach(ReceivedFile.objects.exclude(problem=""), by=by, permission=_PERMISSION)
    listed = list(found.order_by("complete_at", "id")[:most])
    named = {(row.row, row.account): row for row in rows(by).filter(row__in=[one.row for one in listed], variant=1)}
    return [(one, named[one.row, one.account]) for one in listed if (one.row, one.account) in named]


def find_row(by: Actor, pk: uuid.UUID) -> ReceivedRow:
    """One row within reach, with its bytes. Raises ReceivedRow.DoesNotExist, also when it is forbidden."""
    return _reachable(by).select_related("organisation").get(pk=pk)


def open_for(row: ReceivedRow) -> OpenedRow:
    """The row with its content, as far as it opens."""
    device = Device.objects.select_related("account").get(pk=row.device)
    try:
        written = open_row(row)
    except Problem:
        return OpenedRow(row, device, None, None, {})
    try:
        moment = moment_of(row, written, device)
    except Problem:
        return OpenedRow(row, device, written, None, written.answers)
    return OpenedRow(row, device, written, moment, in_our_time(written.kind, written.answers, moment))


def other_variants(by: Actor, row: ReceivedRow) -> list[ReceivedRow]:
    """What is to be looked at beside the row: other bytes under its id, or the row that is the same meeting perhaps."""
    mine = _reachable(by).exclude(pk=row.pk)
    found = list(mine.filter(organisation_id=row.organisation_id, row=row.row).order_by("variant"))
    meetings = [
        one for reason in row.problems if reason["code"] == Reason.SAME_MEETING for one in reason.get("candidates", [])
    ]
    for one in meetings:
        same = mine.filter(organisation_id=row.organisation_id, kind=FlowKind.MEETING)
        found += list(same.filter(recorded__meetings__contains=[one])[:1])
    return found


def _reachable(by: Actor) -> QuerySet[ReceivedRow]:
    return gate.within_reach(ReceivedRow.objects.all(), by=by, permission=_PERMISSION)
