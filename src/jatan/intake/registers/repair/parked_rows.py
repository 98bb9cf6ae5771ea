"""Rows that wait for a person: parked rows, and corrections proposed by changed rows."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.utils.encoding import force_str
from django.utils.translation import override

from jatan.foundation.db.bulk_insert import insert_rows
from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow, ProposedCorrection, RepeatedRow
from jatan.intake.registers.recognise.rows import RegisterRow, cell_to_json
from jatan.intake.registers.reconcile.identity import marks
from jatan.intake.registers.reconcile.known_rows import NewRow
from jatan.intake.registers.reconcile.other_cells import replace_other_cells, store_other_cells
from jatan.intake.registers.reconcile.record_rows import store_repeated_rows
from jatan.intake.registers.reconcile.sealed_kinds import empty_sealed_content
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems

_BATCH = 500


def park_rows(run: ImportRun, kind: str, rows: Sequence[tuple[NewRow, Problems]]) -> list[ParkedRow]:
    """Park rows. A changed version of a parked row that is still invalid replaces the earlier one.

    The earlier run keeps its share in it: undoing this run hands the row back.
    """
    parked = [_parked(run, kind, fresh, trouble) for fresh, trouble in rows]
    pairs = list(zip(parked, (fresh for fresh, _trouble in rows), strict=True))
    new = [(row, fresh) for row, fresh in pairs if fresh.parked is None]
    for row, fresh in pairs:
        if fresh.parked is not None:
            row.save()
            replace_other_cells(row.organisation_id, kind, row.pk, fresh.row)
    insert_rows([row for row, _fresh in new])
    store_other_cells(run.organisation_id, kind, [(row.pk, fresh.row) for row, fresh in new])
    return parked


def _parked(run: ImportRun, kind: str, fresh: NewRow, trouble: Problems) -> ParkedRow:
    """A parked row as it is to be written."""
    row = fresh.parked or ParkedRow(organisation_id=run.organisation_id, kind=kind, run=run)
    earlier = [row.run_id]
    if fresh.parked is not None and bytes(row.identity) != fresh.identity:
        earlier += RepeatedRow.objects.filter(
            organisation_id=row.organisation_id, kind=kind, identity=row.identity, occurrence=row.occurrence
        ).values_list("run_id", flat=True)
    row.identity, row.occurrence = fresh.identity, fresh.occurrence
    row.serial, row.sheet, row.row_number = fresh.row.serial, fresh.row.sheet[:120], fresh.row.number
    row.cells, row.columns = cells_of(fresh.row), dict(fresh.row.columns)
    row.problems = problem_rows(trouble.problems, fresh.row.cell_name)
    row.confirmed = sorted(fresh.row.confirmed)
    row.code = trouble.problems[0].code
    row.corrects = fresh.changes
    row.run = run
    for run_id in earlier:
        store_repeated_rows(run_id, [row])
    return row


def close_parked_row(parked: ParkedRow, record_id: Any, by: Any) -> None:
    """Close a parked row whose record is imported; the cells of a case row are emptied."""
    close_parked_rows([(parked, record_id)], by)


def close_parked_rows(rows: Iterable[tuple[ParkedRow, Any]], by: Any) -> None:
    """As `close_parked_row`, for rows with the ids of their records."""
    closed: list[ParkedRow] = []
    changed = {"status", "closed_by_record", "closed_by", "closed_at"}
    for parked, record_id in rows:
        parked.status = ParkedStatus.CLOSED
        parked.closed_by_record, parked.closed_by, parked.closed_at = record_id, by, clock.now()
        changed.update(empty_sealed_content(parked))
        closed.append(parked)
    ParkedRow.objects.bulk_update(closed, sorted(changed), batch_size=_BATCH)


def propose_correction(
    run: ImportRun, kind: str, fresh: NewRow, changes: ImportedRow, columns: Collection[str]
) -> ProposedCorrection:
    """Propose a changed row as a correction; the record stays as it is. `columns`: those that the workbook has."""
    key: dict[str, Any] = {"organisation_id": run.organisation_id, "kind": kind, "identity": fresh.identity}
    values: dict[str, Any] = {
        "serial": fresh.row.serial,
        "sheet": fresh.row.sheet[:120],
        "row_number": fresh.row.number,
        "run": run,
        "imported_row": changes,
        "cells": cells_of(fresh.row),
        "fields": [name for name in differing_columns(fresh.row, changes) if name in columns],
        "status": CorrectionStatus.OPEN,
        "decided_at": None,
        "decided_by": None,
    }
    # A correction accepted earlier opens again when the record has since been changed to another value.
    made, _is_new = ProposedCorrection.objects.update_or_create(**key, occurrence=fresh.occurrence, defaults=values)
    replace_other_cells(made.organisation_id, kind, made.pk, fresh.row)
    return made


def differing_columns(row: RegisterRow, earlier: ImportedRow) -> list[str]:
    """The columns in which a row differs from its imported version."""
    current = marks(earlier.kind, row.cells)
    return sorted(
        name for name in current.keys() | earlier.marks.keys() if current.get(name) != earlier.marks.get(name)
    )


def cells_of(row: RegisterRow) -> dict[str, Any]:
    """A row's cells as JSON values."""
    return {name: cell_to_json(value) for name, value in row.cells.items()}


def problem_rows(
    problems: tuple[Problem, ...], cell_name: Callable[[str], str] = lambda _field: ""
) -> list[dict[str, Any]]:
    """Problems as JSON values; messages are stored in English and translated when displayed. `cell_name`: gives where a
    column stands in the row ("G12")."""
    with override(None):
        return [
            {
                "code": problem.code,
                "field": problem.field or "",
                "message": force_str(problem.message),
                "candidates": list(problem.candidates),
                "cell": cell_name(problem.field or ""),
            }
            for problem in problems
        ]
