"""Rows of a workbook that a person says are on record: closed, with a record that stays as it is."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers import events
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.danger import is_danger_on_record, withdraw_doubles
from jatan.intake.registers.models import ImportedRow, ParkedRow
from jatan.intake.registers.office import load_office
from jatan.intake.registers.own_columns import is_own_column, open_questions, read_own_answers
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE, alike_of, find_alike, may_be, records_alike
from jatan.intake.registers.reconcile.identity import digest
from jatan.intake.registers.reconcile.known_rows import NewRow
from jatan.intake.registers.reconcile.own_answers import Answers, answer_where_open
from jatan.intake.registers.reconcile.record_rows import store_joined_rows
from jatan.intake.registers.repair.parked_rows import close_parked_rows
from jatan.intake.registers.repair.waiting_rows import as_written, lock_waiting_row, next_occurrence
from jatan.intake.registers.translate.table import register, translate
from jatan.kernel.problems import Problem, Problems
from jatan.programme.villages.selectors import village_keys

type _Pair = tuple[ParkedRow, Guarded]


class Joined(NamedTuple):
    """How many rows were closed, and how many look alike and still wait."""

    closed: int
    left: int = 0


def join_rows(
    *, by: Actor, parked: ParkedRow, cells: Mapping[str, Any] = MappingProxyType({}), is_for_all: bool = False
) -> Joined:
    """Say that a row tells of the record that it looks like: it is closed, the record stays as it is.

    `cells`: {column: text} replacing its own, where it looks like that record only since it was mended. `is_for_all`:
    also the other rows of the same run and register that wait for this, each with a record of its own that still looks
    like it. Raises Problem("not_waiting") where the row does not wait for this, Problem("record_withdrawn") where that
    record is gone, and Problems where the mended row cannot be read.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=parked.organisation_id)
    importer = importer_for(parked.organisation_id, account_id=by.account_id)
    with acting_as(importer):
        first = lock_waiting_row(parked)
        mine = alike_of(first.problems) or _alike_after_repair(first, cells)
        rows = [first]
        if is_for_all:
            rows += rows_alike(first).exclude(pk=first.pk).select_for_update(of=("self",)).order_by("id")
        own = own_records(rows, first) | {mine: first}
        present = records_alike(first.organisation_id, register(first.kind).record, own)
        if mine not in present:
            raise Problem("record_withdrawn", _("What this row looked like is no longer on record."))
        others = [(row, present[pk]) for pk, row in own.items() if pk != mine and pk in present]
        pairs = [(first, present[mine]), *_still_alike(first, others)]
        _store(importer, first, pairs, cells)
        close_parked_rows([(row, record.pk) for row, record in pairs], by.account_id)
        # An issue of its own that told of a row's danger goes only where the record tells of that danger.
        withdraw_doubles(importer, _those_of_danger_on_record(pairs, cells))
        record_event(
            organisation_id=first.organisation_id,
            by=by.account_id,
            verb=events.ROWS_JOINED,
            about_type=ParkedRow._meta.label_lower,
            about=first.pk,
            payload={"kind": first.kind, "joined": len(pairs)},
        )
    return Joined(len(pairs), len(rows) - len(pairs))


def hand_on_rows(organisation_id: uuid.UUID, gone: uuid.UUID, stays: uuid.UUID) -> dict[str, bool]:
    """Let the rows of workbooks that tell of a record tell of another one, as rows that were joined to it.

    Returns {id of a row: whether it was joined before}, with which `take_rows_back` undoes it.
    """
    rows = ImportedRow.objects.filter(organisation_id=organisation_id, record_id=gone).select_for_update(of=("self",))
    former = {str(row.pk): row.is_joined for row in rows}
    ImportedRow.objects.filter(organisation_id=organisation_id, pk__in=former).update(record_id=stays, is_joined=True)
    return former


def take_rows_back(organisation_id: uuid.UUID, gone: uuid.UUID, stays: uuid.UUID, former: Mapping[str, bool]) -> None:
    """Let rows tell of their former record again."""
    for is_joined in (False, True):
        ids = [pk for pk, was in former.items() if was is is_joined]
        rows = ImportedRow.objects.filter(organisation_id=organisation_id, pk__in=ids, record_id=stays)
        rows.update(record_id=gone, is_joined=is_joined)


def rows_alike(parked: ParkedRow) -> QuerySet[ParkedRow]:
    """The open rows of the same run and register that wait as records that may be on record."""
    rows = ParkedRow.objects.filter(organisation_id=parked.organisation_id, run=parked.run_id, kind=parked.kind)
    return rows.filter(status=ParkedStatus.OPEN, code=LOOKS_ALIKE)


def own_records(rows: Iterable[ParkedRow], seen: ParkedRow) -> dict[uuid.UUID, ParkedRow]:
    """{id of a record: the row that looks like it}, without those that several rows look like or that one
    was joined to. Only of `seen`, at which a person looks, it is said all the same."""
    found: dict[uuid.UUID, list[ParkedRow]] = {}
    for row in rows:
        if (record_id := alike_of(row.problems)) is not None:
            found.setdefault(record_id, []).append(row)
    taken = _joined_records(seen.organisation_id, found)
    own = {pk: those[0] for pk, those in found.items() if len(those) == 1 and pk not in taken}
    mine = alike_of(seen.problems)
    return own | ({mine: seen} if mine in found else {})


def _alike_after_repair(first: ParkedRow, cells: Mapping[str, Any]) -> uuid.UUID:
    row = translate(first.kind, as_written(first, cells), load_office(first.organisation_id))
    record = find_alike(first.organisation_id, register(first.kind).record, [row]).get(0)
    if record is None:
        raise Problem("not_waiting", _("This row looks like nothing on record."))
    return record.pk


def _joined_records(organisation_id: uuid.UUID, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    rows = ImportedRow.objects.filter(organisation_id=organisation_id, record_id__in=ids, is_joined=True)
    return set(rows.values_list("record_id", flat=True))


def _still_alike(first: ParkedRow, pairs: list[_Pair]) -> list[_Pair]:
    """The pairs that nobody looked at and that are alike now: a row cannot be read any more, a record was changed."""
    found: list[_Pair] = []
    if not pairs:
        return found
    office, villages = load_office(first.organisation_id), village_keys(first.organisation_id)
    for row, record in pairs:
        try:
            translated = translate(row.kind, as_written(row), office)
        except Problems:
            continue
        if may_be(register(row.kind).record, translated, record, villages):
            found.append((row, record))
    return found


def _those_of_danger_on_record(pairs: Sequence[_Pair], cells: Mapping[str, Any]) -> list[ParkedRow]:
    """Of these rows, the first with `cells`, those with an issue of their own whose danger the record tells of."""
    found: list[ParkedRow] = []
    if all(row.issue is None for row, _record in pairs):
        return found
    office = load_office(pairs[0][0].organisation_id)
    for number, (row, record) in enumerate(pairs):
        if row.issue is None:
            continue
        with suppress(Problems):
            written = translate(row.kind, as_written(row, None if number else cells), office)
            if is_danger_on_record(written, record):
                found.append(row)
    return found


def _store(importer: Actor, first: ParkedRow, pairs: list[_Pair], cells: Mapping[str, Any]) -> None:
    read = [(as_written(row, cells if row is first else None), record) for row, record in pairs]
    contents = [digest(first.kind, row.cells) for row, _record in read]
    free = next_occurrence(first.organisation_id, first.kind, contents)
    answers = _answer(importer, first, read)
    rows: list[tuple[NewRow, Guarded, Answers]] = []
    for (row, record), (parked, _record), content, given in zip(read, pairs, contents, answers, strict=True):
        rows.append((NewRow(row, content, free[content], parked=parked), record, given))
        free[content] += 1
    store_joined_rows(first.run, first.kind, rows)


def _answer(importer: Actor, first: ParkedRow, read: Sequence[tuple[RegisterRow, Guarded]]) -> list[Answers]:
    """What the rows answer about their records: only what nobody has answered. One that cannot be read is none."""
    if not any(map(is_own_column, {name for row, _record in read for name in row.cells})):
        return [{} for _row in read]
    questions, what = open_questions(first.organisation_id), register(first.kind).record
    answers = [(record, read_own_answers(what, row.cells, questions)[0]) for row, record in read]
    return answer_where_open(importer, answers)
