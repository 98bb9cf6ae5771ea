"""Services for many parked rows at once: mend, dismiss, confirm figures, try again. Each row is checked on its own.

What would happen can be asked first: the same services run, and everything is rolled back.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.intake.registers import events
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.office import load_office
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.recognise.vocabulary.kinds import DATES
from jatan.intake.registers.reconcile.sealed_kinds import empty_sealed_content
from jatan.intake.registers.repair.remembered import remember_repairs
from jatan.intake.registers.repair.waiting_rows import BATCH, StillWaiting, as_written, import_rows, keep_waiting
from jatan.intake.registers.translate.figure_limits import IMPLAUSIBLE
from jatan.kernel import clock
from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem

MOST_ROWS: Final = 5_000
_COLUMNS = ["status", "reason", "closed_at", "closed_by", "cells", "problems"]


class _RollBackPreview(Exception):
    """Raised to roll a preview back."""


@dataclass
class RepairResult:
    """`waiting`: rows that were refused, unchanged; `closed`: rows that a colleague had dealt with before."""

    recorded: int = 0
    waiting: list[StillWaiting] = field(default_factory=list)
    closed: list[ParkedRow] = field(default_factory=list)


def repair_rows(*, by: Actor, changes: Mapping[uuid.UUID, Mapping[str, Any]], is_preview: bool = False) -> RepairResult:
    """Record parked rows as mended, all in one transaction. `changes`: {row's id: {column: new cell}}.

    A row that still cannot be recorded stays as it was. A new cell that repeats an implausible figure says that it is
    right. Rows out of reach are left out. `is_preview`: nothing is kept. Raises Problem("too_many") above MOST_ROWS.
    """
    result = RepairResult()
    try:
        with transaction.atomic():
            for organisation_id, importer, rows in _locked_rows(by, changes):
                result.closed += [row for row in rows if row.status != ParkedStatus.OPEN]
                waiting = [row for row in rows if row.status == ParkedStatus.OPEN]
                repaired = [(row, _repaired(row, changes[row.pk])) for row in waiting]
                recorded, left = import_rows(importer, repaired, load_office(organisation_id))
                result.recorded += recorded
                result.waiting += left
                stays = {one.row.pk for one in left}
                repaired_cells = [(row.kind, row.cells, changes[row.pk]) for row in waiting if row.pk not in stays]
                remember_repairs(by=importer, organisation_id=organisation_id, rows=repaired_cells)
            if is_preview:
                raise _RollBackPreview
    except _RollBackPreview:
        pass
    return result


def dismiss_rows(*, by: Actor, ids: Iterable[uuid.UUID], reason: str) -> tuple[int, int]:
    """Dismiss parked rows with one reason. Returns (dismissed, dealt with before). Raises Problem as `dismiss_row`."""
    if not reason.strip():
        raise Problem("missing_required", field="reason")
    dismissed = closed = 0
    with transaction.atomic():
        for organisation_id, _importer, rows in _locked_rows(by, list(ids)):
            waiting = [row for row in rows if row.status == ParkedStatus.OPEN]
            of_kind: dict[str, int] = {}
            for row in waiting:
                row.status, row.reason = ParkedStatus.DISMISSED, reason.strip()[:300]
                row.closed_at, row.closed_by = clock.now(), by.account_id
                empty_sealed_content(row)
                of_kind[row.kind] = of_kind.get(row.kind, 0) + 1
            ParkedRow.objects.bulk_update(waiting, _COLUMNS, batch_size=BATCH)
            for kind, count in sorted(of_kind.items()):
                _record_event(by, organisation_id, events.ROWS_DISMISSED, {"kind": kind, "dismissed": count})
            dismissed += len(waiting)
            closed += len(rows) - len(waiting)
    return dismissed, closed


def retry_parked(*, by: Actor, organisation_id: uuid.UUID) -> int:
    """Try to import every parked row again, after a mapping was learned. Returns how many were imported."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=organisation_id)
    importer = importer_for(organisation_id, account_id=by.account_id)
    with acting_as(importer):
        rows = ParkedRow.objects.filter(organisation_id=organisation_id, status=ParkedStatus.OPEN)
        return sum(recorded for recorded, _left in _import_in_batches(importer, rows, organisation_id))


def confirm_figures(*, by: Actor, parked: ParkedRow, column: str) -> tuple[int, int]:
    """Say that the implausible figure of a column is right, in every open row of the same run and register.

    Only rows that wait for the same reason: a year of birth is not confirmed with an age of 250. Returns (imported,
    still waiting for something else). Raises Problem("not_waiting") when the figure of `parked` no longer waits.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=parked.organisation_id)
    importer = importer_for(parked.organisation_id, account_id=by.account_id)
    with acting_as(importer):
        first = ParkedRow.objects.select_for_update().get(organisation_id=parked.organisation_id, pk=parked.pk)
        rows = _same_question(first, column)
        counts = list(_import_in_batches(importer, rows, first.organisation_id, confirmed=column))
        imported, left = sum(recorded for recorded, _left in counts), sum(left for _recorded, left in counts)
        payload = {"kind": first.kind, "field": column, "confirmed": imported + left}
        _record_event(by, first.organisation_id, events.FIGURES_CONFIRMED, payload, first.pk)
    parked.refresh_from_db()
    return imported, left


def dismiss_same(*, by: Actor, parked: ParkedRow, column: str, reason: str) -> int:
    """Dismiss every open row of the same run and register of which the same is asked at this column; returns how many.

    Raises Problem("not_waiting") as `confirm_figures`, and Problem("too_many") above MOST_ROWS.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=parked.organisation_id)
    with acting_as(importer_for(parked.organisation_id, account_id=by.account_id)):
        ids = list(_same_question(parked, column).values_list("pk", flat=True))
    return dismiss_rows(by=by, ids=ids, reason=reason)[0]


def _same_question(first: ParkedRow, column: str) -> QuerySet[ParkedRow]:
    """The open rows of its run and register that wait for the same answer. Raises Problem("not_waiting")."""
    asked = next((one for one in first.problems if (one["code"], one["field"]) == (IMPLAUSIBLE, column)), None)
    if asked is None or first.status != ParkedStatus.OPEN:
        raise Problem("not_waiting", _("Somebody has already dealt with this row."))
    same = {name: asked[name] for name in ("code", "field", "message")}
    rows = ParkedRow.objects.filter(organisation_id=first.organisation_id, run=first.run_id, kind=first.kind)
    return rows.filter(status=ParkedStatus.OPEN, problems__contains=[same])


def _import_in_batches(
    importer: Actor, rows: Any, organisation_id: uuid.UUID, *, confirmed: str = ""
) -> Iterator[tuple[int, int]]:
    """Try to import rows as they are written, and store why the others still wait. Yields (imported, left)."""
    office = load_office(organisation_id)
    rows = rows.select_related("run", "corrects").select_for_update(of=("self",)).order_by("id")
    batch = list(rows[:BATCH])
    while batch:
        for row in batch:
            row.confirmed = sorted({*row.confirmed, confirmed} - {""})
        recorded, left = import_rows(importer, [(row, as_written(row)) for row in batch], office)
        for waiting, problems in left:
            keep_waiting(waiting, problems)
        yield recorded, len(left)
        batch = list(rows.filter(id__gt=batch[-1].id)[:BATCH])


def _locked_rows(
    by: Actor, ids: Mapping[uuid.UUID, Any] | Sequence[uuid.UUID]
) -> Iterator[tuple[uuid.UUID, Actor, list[ParkedRow]]]:
    """(organisation, its importer, its rows, locked) of the given rows within reach, while acting as the importer."""
    if len(ids) > MOST_ROWS:
        raise Problem("too_many", _("These are too many rows at once."))
    reached = gate.within_reach(ParkedRow.objects.filter(pk__in=ids), by=by, permission=Permission.REGISTER_IMPORT)
    for organisation_id in sorted(set(reached.order_by().values_list("organisation_id", flat=True))):
        importer = importer_for(organisation_id, account_id=by.account_id)
        with acting_as(importer):
            rows = ParkedRow.objects.filter(organisation_id=organisation_id, pk__in=ids)
            rows = rows.select_related("run", "corrects").select_for_update(of=("self",))
            yield organisation_id, importer, list(rows.order_by("id"))


def _repaired(row: ParkedRow, changes: Mapping[str, Any]) -> RegisterRow:
    repaired = as_written(row, changes)
    asked = {one["field"] for one in row.problems if one["code"] == IMPLAUSIBLE}
    repaired.confirmed |= {column for column in asked & changes.keys() if _is_same_figure(row, column, changes[column])}
    return repaired


def _is_same_figure(row: ParkedRow, column: str, value: Any) -> bool:
    if column in DATES:
        return bool(str(value).strip() == str(row.cells.get(column, "")).strip())
    try:
        return parse_int(value) == parse_int(row.cells.get(column, ""))
    except Problem:
        return False


def _record_event(
    by: Actor, organisation_id: uuid.UUID, verb: str, payload: Mapping[str, Any], about: uuid.UUID | None = None
) -> None:
    record_event(
        organisation_id=organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=ParkedRow._meta.label_lower,
        about=about,
        payload=payload,
    )
