"""Records parked rows as they were mended: one at a time, or many of one register in one act.

Every row is read and checked by the translator of its register, whether it comes alone or with others.
"""

import dataclasses
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers import events
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.danger import own_issue, withdraw_doubles
from jatan.intake.registers.models import ImportedRow, ParkedRow
from jatan.intake.registers.own_columns import questions_about
from jatan.intake.registers.recognise.questions import asked_again
from jatan.intake.registers.recognise.rows import RegisterRow, row_from_json
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE, find_alike, waits_as_alike
from jatan.intake.registers.reconcile.identity import digest, marks
from jatan.intake.registers.reconcile.known_rows import NewRow
from jatan.intake.registers.reconcile.other_cells import copy_other_cells
from jatan.intake.registers.reconcile.own_answers import answered_by_people, cells_given, codes_of, keep_unused
from jatan.intake.registers.reconcile.record_rows import create_records, store_imported_rows
from jatan.intake.registers.repair.amendments import amend_answers, amend_record
from jatan.intake.registers.repair.parked_rows import close_parked_row, close_parked_rows, problem_rows
from jatan.intake.registers.translate.office import Office, Translated
from jatan.intake.registers.translate.table import register, translate
from jatan.kernel.problems import Problem, Problems
from jatan.programme.groups.models import Group

BATCH = 1_000


class StillWaiting(NamedTuple):
    """A row that was not recorded, and why."""

    row: ParkedRow
    problems: tuple[Problem, ...]


class _Ready(NamedTuple):
    waiting: ParkedRow
    row: RegisterRow
    translated: Translated


def lock_waiting_row(parked: ParkedRow) -> ParkedRow:
    """The current row, locked. Raises Problem("not_waiting") when a colleague has closed it meanwhile."""
    rows = ParkedRow.objects.select_for_update(of=("self",)).select_related("run", "corrects")
    waiting = rows.get(organisation_id=parked.organisation_id, pk=parked.pk)
    if waiting.status != ParkedStatus.OPEN:
        raise Problem("not_waiting", _("Somebody has already dealt with this row."))
    return waiting


def as_written(waiting: ParkedRow, changes: Mapping[str, Any] | None = None) -> RegisterRow:
    """The parked row as it stands in the register, with `changes` ({column: cell}) in place of its own cells.

    A confirmed figure stays confirmed unless its cell is changed.
    """
    changes = changes or {}
    cells = {**waiting.cells, **changes}
    row = row_from_json(waiting.sheet, waiting.row_number, waiting.serial, cells)
    row.columns = waiting.columns
    row.confirmed = frozenset({*waiting.confirmed} - changes.keys())
    row.asked = {name: one for name, one in asked_again(waiting.problems).items() if name not in changes}
    return row


def import_row(importer: Actor, waiting: ParkedRow, row: RegisterRow, office: Office) -> uuid.UUID:
    """Record one parked row as `row` and close it. Returns the record's id. Raises Problems, writing nothing."""
    translated = translate(waiting.kind, row, office)
    ready = _Ready(waiting, row, translated)
    if alike := _alike([ready]):
        raise waits_as_alike(register(waiting.kind).record, alike[0])
    if waiting.corrects is not None:
        return _correct(importer, ready, waiting.corrects, office)
    about: dict[str, Any] = {"about_type": "registers.parkedrow", "about": waiting.pk, "kind": waiting.kind}
    with acts.one_act(by=importer, organisation_id=waiting.organisation_id, verb=events.ROW_REPAIRED, **about):
        (made,) = _record(importer, [ready], office)
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
            alike = _alike(ready)
            for number, record in alike.items():
                left.append(StillWaiting(ready[number].waiting, waits_as_alike(register(kind).record, record).problems))
            ready = [one for number, one in enumerate(ready) if number not in alike]
            done, refused = _import_ready(importer, kind, ready, office)
            recorded += done
            left += refused
    return recorded, left


def _alike(ready: Sequence[_Ready]) -> dict[int, Guarded]:
    """{index of a row: the record that it may be}, those aside of which somebody said that they are not."""
    if not ready:
        return {}
    waiting = ready[0].waiting
    found = find_alike(waiting.organisation_id, register(waiting.kind).record, [one.translated for one in ready])
    return {
        number: record
        for number, record in found.items()
        if LOOKS_ALIKE not in ready[number].row.confirmed and ready[number].waiting.corrects is None
    }


def apply_correction(
    importer: Actor,
    imported: ImportedRow,
    row: RegisterRow,
    columns: Collection[str],
    office: Office,
    *,
    is_seen: bool = True,
) -> None:
    """Change the record of an imported row in these columns, and the row's identity with it.

    `is_seen`: somebody was shown what the record says now; else what people answered of own questions stays.
    """
    unchanged = imported.marks.keys() - {*columns}
    if not is_seen:
        columns = {*columns} - answered_by_people(imported, columns)
    translated = translate(imported.kind, row, office)
    amend_record(importer, imported.kind, imported.record_id, translated, set(columns))
    asked = questions_about(register(imported.kind).record, office.own_questions)
    if answered := {asked[name]: translated.answers.get(asked[name]) for name in columns if name in asked}:
        amend_answers(importer, imported.kind, imported.record_id, answered)
    given = codes_of(answered) | unchanged
    keep_unused([(imported, row, given)])
    content = digest(imported.kind, row.cells)
    if bytes(imported.identity) != content:
        imported.occurrence = next_occurrence(imported.organisation_id, imported.kind, [content])[content]
        imported.identity = content
    imported.marks, imported.serial = marks(imported.kind, cells_given(row, given)), row.serial
    imported.save(update_fields=["identity", "occurrence", "marks", "serial"])


def next_occurrence(organisation_id: uuid.UUID, kind: str, contents: Iterable[bytes]) -> dict[bytes, int]:
    """{content: the first occurrence that no imported row has}, for rows whose content others may have too."""
    wanted = set(contents)
    rows = ImportedRow.objects.filter(organisation_id=organisation_id, kind=kind, identity__in=wanted)
    last = {bytes(one): most for one, most in rows.values_list("identity").annotate(Max("occurrence")).order_by()}
    return {content: last.get(content, -1) + 1 for content in wanted}


def keep_waiting(waiting: ParkedRow, problems: tuple[Problem, ...]) -> None:
    """Store why a row still waits, and what was confirmed of it."""
    cells = {one["field"]: one.get("cell", "") for one in waiting.problems}
    waiting.problems, waiting.code = problem_rows(problems, lambda field: cells.get(field, "")), problems[0].code
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
    translated = [dataclasses.replace(one.translated, standing=own_issue(one.waiting)) for one in ready]
    made = create_records(importer, register(kind).record, translated)
    contents = [digest(kind, one.row.cells) for one in ready]
    free = next_occurrence(organisation_id, kind, contents)
    by_run: dict[uuid.UUID, list[tuple[tuple[NewRow, Translated], Guarded]]] = {}
    for one, of_row, content, record in zip(ready, translated, contents, made, strict=True):
        seen = NewRow(one.row, content, free[content], parked=one.waiting)
        free[content] += 1
        by_run.setdefault(one.waiting.run_id, []).append(((seen, of_row), record))
        if isinstance(record, Group):
            office.groups.add(record)
    runs = {one.waiting.run_id: one.waiting.run for one in ready}
    for run_id, rows in by_run.items():
        store_imported_rows(runs[run_id], kind, [row for row, _made in rows], [record for _row, record in rows])
    pairs = [(one.waiting, record.pk) for one, record in zip(ready, made, strict=True)]
    close_parked_rows(pairs, importer.account_id)
    withdraw_doubles(importer, [one.waiting for one in ready])
    return made


def _correct(importer: Actor, ready: _Ready, imported: ImportedRow, office: Office) -> uuid.UUID:
    """Change the record of the earlier version of a row; columns that the row no longer has are emptied."""
    waiting, row = ready.waiting, ready.row
    now = marks(waiting.kind, row.cells)
    changed = [name for name, mark in now.items() if imported.marks.get(name) != mark]
    gone = [name for name in imported.marks if name not in row.cells]
    apply_correction(importer, imported, row, [*changed, *gone], office, is_seen=False)
    copy_other_cells(waiting.organisation_id, {waiting.pk: imported.pk})
    close_parked_row(waiting, imported.record_id, importer.account_id)
    withdraw_doubles(importer, [waiting])
    return imported.record_id
