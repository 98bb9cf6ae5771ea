"""Records parked rows as they were mended: one at a time, or many of one register in one act.

Every row is read and checked by the translator of its register, whether it comes alone or with others.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers import events
from jatan.intake.registers.models import ImportedRow, ParkedRow
from jatan.intake.registers.recognise.rows import RegisterRow, row_from_json
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.reconcile.identity import digest, marks
from jatan.intake.registers.reconcile.known_rows import NewRow
from jatan.intake.registers.reconcile.record_rows import create_records, store_imported_rows
from jatan.intake.registers.repair.amendments import amend_record
from jatan.intake.registers.repair.parked_rows import close_parked_row, close_parked_rows, problem_rows
from jatan.intake.registers.translate.office import Office, Translated
from jatan.intake.registers.translate.table import register, translate
from jatan.kernel.problems import Problem, Problems
from jatan.programme.groups.models import Group

__all__ = [
    "BATCH",
    "StillWaiting",
    "apply_correction",
    "as_written",
    "import_row",
    "import_rows",
    "keep_waiting",
    "next_occurrence",
]

BATCH = 1_000


class StillWaiting(NamedTuple):
    """A row that was not recorded, and why."""

    row: ParkedRow
    problems: tuple[Problem, ...]


class _Ready(NamedTuple):
    waiting: ParkedRow
    row: RegisterRow
    translated: Translated


def as_written(waiting: ParkedRow, changes: Mapping[str, Any] | None = None) -> RegisterRow:
    """The parked row as it stands in the register, with `changes` ({column: cell}) in place of its own cells.

    A confirmed figure stays confirmed unless its cell is changed.
    """
    changes = changes or {}
    cells = {**waiting.cells, **changes}
    row = row_from_json(waiting.sheet, waiting.row_number, waiting.serial, cells)
    row.confirmed = frozenset({*waiting.confirmed} - changes.keys())
    return row


def import_row(importer: Actor, waiting: ParkedRow, row: RegisterRow, office: Office) -> uuid.UUID:
    """Record one parked row as `row` and close it. Returns the record's id. Raises Problems, writing nothing."""
    translated = translate(waiting.kind, row, office)
    if waiting.corrects is not None:
        return _correct(importer, _Ready(waiting, row, translated), waiting.corrects, office)
    about: dict[str, Any] = {"about_type": "registers.parkedrow", "about": waiting.pk, "kind": waiting.kind}
    with acts.one_act(by=importer, organisation_id=waiting.organisation_id, verb=events.ROW_REPAIRED, **about):
        (made,) = _record(importer, [_Ready(waiting, row, translated)], office)
    return made.pk


def import_rows(
    importer: Actor, rows: Sequence[tuple[ParkedRow, RegisterRow]], office: Office
) -> tuple[int, list[StillWaiting]]:
    """Record many parked rows of one organisation, register by register, each register with one event in the ledger.

    Returns how many were recorded, and the rows that were refused; these are unchanged. Raises Problem where a service
    refuses the records of a whole register.
    """
    recorded = 0
    left: list[StillWaiting] = []
    of_kind: dict[str, list[tuple[ParkedRow, RegisterRow]]] = {}
    for waiting, row in rows:
        of_kind.setdefault(waiting.kind, []).append((waiting, row))
    for kind in sorted(of_kind, key=ORDER.index):
        for start in range(0, len(of_kind[kind]), BATCH):
            ready: list[_Ready] = []
            for waiting, row in of_kind[kind][start : start + BATCH]:
                try:
                    ready.append(_Ready(waiting, row, translate(kind, row, office)))
                except Problems as trouble:
                    left.append(StillWaiting(waiting, trouble.problems))
            done, refused = _import_ready(importer, kind, ready, office)
            recorded += done
            left += refused
    return recorded, left


def apply_correction(
    importer: Actor, imported: ImportedRow, row: RegisterRow, columns: Collection[str], office: Office
) -> None:
    """Change the record of an imported row in these columns, and the row's identity with it."""
    amend_record(importer, imported.kind, imported.record_id, translate(imported.kind, row, office), set(columns))
    content = digest(imported.kind, row.cells)
    if bytes(imported.identity) != content:
        imported.occurrence = next_occurrence(imported.organisation_id, imported.kind, [content])[content]
        imported.identity = content
    imported.marks, imported.serial = marks(imported.kind, row.cells), row.serial
    imported.save(update_fields=["identity", "occurrence", "marks", "serial"])


def next_occurrence(organisation_id: uuid.UUID, kind: str, contents: Iterable[bytes]) -> dict[bytes, int]:
    """{content: the first occurrence that no imported row has}, for rows whose content others may have too."""
    wanted = set(contents)
    rows = ImportedRow.objects.filter(organisation_id=organisation_id, kind=kind, identity__in=wanted)
    last = {bytes(one): most for one, most in rows.values_list("identity").annotate(Max("occurrence")).order_by()}
    return {content: last.get(content, -1) + 1 for content in wanted}


def keep_waiting(waiting: ParkedRow, problems: tuple[Problem, ...]) -> None:
    """Store why a row still waits, and what was confirmed of it."""
    waiting.problems, waiting.code = problem_rows(problems), problems[0].code
    waiting.save(update_fields=["problems", "code", "confirmed"])


def _import_ready(
    importer: Actor, kind: str, ready: Sequence[_Ready], office: Office
) -> tuple[int, list[StillWaiting]]:
    """Record valid rows of one register: new ones in one act; a correction of an earlier row on its own."""
    new = [one for one in ready if one.waiting.corrects is None]
    if new:
        about: dict[str, Any] = {"about_type": "registers.parkedrow", "kind": kind, "mended": len(new)}
        organisation_id = new[0].waiting.organisation_id
        with acts.one_act(by=importer, organisation_id=organisation_id, verb=events.ROWS_REPAIRED, **about):
            _record(importer, new, office)
    left: list[StillWaiting] = []
    for one in ready:
        if one.waiting.corrects is not None:
            try:
                with transaction.atomic():
                    _correct(importer, one, one.waiting.corrects, office)
            except (Problem, Problems) as trouble:
                left.append(StillWaiting(one.waiting, trouble.problems))
    return len(ready) - len(left), left


def _record(importer: Actor, ready: Sequence[_Ready], office: Office) -> Sequence[Guarded]:
    """Make the records of valid rows of one register, store which row became which, and close the rows."""
    organisation_id, kind = ready[0].waiting.organisation_id, ready[0].waiting.kind
    made = create_records(importer, register(kind).record, [one.translated for one in ready])
    contents = [digest(kind, one.row.cells) for one in ready]
    free = next_occurrence(organisation_id, kind, contents)
    by_run: dict[uuid.UUID, list[tuple[tuple[NewRow, Translated], Guarded]]] = {}
    for one, content, record in zip(ready, contents, made, strict=True):
        seen = NewRow(one.row, content, free[content])
        free[content] += 1
        by_run.setdefault(one.waiting.run_id, []).append(((seen, one.translated), record))
        if isinstance(record, Group):
            office.groups.add(record)
    runs = {one.waiting.run_id: one.waiting.run for one in ready}
    for run_id, rows in by_run.items():
        store_imported_rows(runs[run_id], kind, [row for row, _ in rows], [record for _, record in rows])
    pairs = [(one.waiting, record.pk) for one, record in zip(ready, made, strict=True)]
    close_parked_rows(pairs, importer.account_id)
    return made


def _correct(importer: Actor, ready: _Ready, imported: ImportedRow, office: Office) -> uuid.UUID:
    """Change the record of the earlier version of a row; columns that the row no longer has are emptied."""
    waiting, row = ready.waiting, ready.row
    now = marks(waiting.kind, row.cells)
    changed = [name for name, mark in now.items() if imported.marks.get(name) != mark]
    gone = [name for name in imported.marks if name not in row.cells]
    apply_correction(importer, imported, row, [*changed, *gone], office)
    close_parked_row(waiting, imported.record_id, importer.account_id)
    return imported.record_id
