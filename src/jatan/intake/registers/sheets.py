"""Imports the sheets of one register of a workbook, in chunks of rows."""

import dataclasses
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.guarded import Guarded
from jatan.foundation.places.models import Place
from jatan.intake.registers.blank.guidance import is_guidance
from jatan.intake.registers.choices import HiddenSort
from jatan.intake.registers.danger import (
    Cells,
    Waiting,
    danger_of,
    is_danger_on_record,
    is_first_of,
    is_owed,
    own_issue,
    report_waiting,
    withdraw_doubles,
)
from jatan.intake.registers.hidden_answers import HiddenAnswers
from jatan.intake.registers.models import ImportedRow, ImportRun
from jatan.intake.registers.recognise.attendance import AttendanceLayout, find_attendance, read_attendance
from jatan.intake.registers.recognise.date_columns import with_date_orders
from jatan.intake.registers.recognise.header import find_header
from jatan.intake.registers.recognise.layout import HEAD_ROWS, Layout, Unknown
from jatan.intake.registers.recognise.legacy_text import has_unread_text
from jatan.intake.registers.recognise.month_columns import (
    MonthLayout,
    find_month_sheet,
    read_month_records,
    read_month_sheet,
)
from jatan.intake.registers.recognise.rows import NO_MARKS, Note, RegisterRow, not_noted, read_records
from jatan.intake.registers.recognise.side_by_side import find_column_spans, only_columns
from jatan.intake.registers.recognise.tables import find_tables
from jatan.intake.registers.recognise.vertical_forms import MOST_ROWS, FormLayout, find_form, read_forms
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE, find_alike, waits_as_alike
from jatan.intake.registers.reconcile.known_rows import NewRow, Reconciler, SortedRows
from jatan.intake.registers.reconcile.record_rows import create_records, store_imported_rows, store_repeated_rows
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS
from jatan.intake.registers.repair.parked_rows import close_parked_row, park_rows, propose_correction
from jatan.intake.registers.repair.remembered import with_remembered
from jatan.intake.registers.repair.row_keys import refuse_row_keys
from jatan.intake.registers.row_account import RowAccount
from jatan.intake.registers.samples import KindSamples
from jatan.intake.registers.tally import Tally
from jatan.intake.registers.translate.office import Office, Translated
from jatan.intake.registers.translate.table import register, translate
from jatan.intake.registers.workbook.book_view import Workbook
from jatan.intake.registers.workbook.hidden_parts import Hidden
from jatan.intake.registers.workbook.row_marks import Marks
from jatan.kernel.problems import Problems
from jatan.programme.flows.danger import Danger
from jatan.programme.groups.models import Group

BATCH = 2_000
type Progress = Callable[[str, int], None]


def recognise_sheets(
    book: Workbook, words: Vocabulary, account: RowAccount | None = None
) -> tuple[list[Layout], list[Unknown]]:
    """The recognised tables of the workbook in import order, and the unknown ones. `account` gets to know all rows."""
    account = account or RowAccount()
    known: list[Layout] = []
    unknown: list[Unknown] = []
    for name in book.names:
        rows = account.read(name, refuse_row_keys(book.rows(name)))
        head = list(itertools.islice(rows, HEAD_ROWS))
        if head and is_guidance(head[0]):
            _read_on(rows)
            account.note_sheet(name, "guidance")
            continue
        if book.has_unread_fonts and has_unread_text(book.rows(name)):
            unknown.append(Unknown(name, "font_not_read"))
            _read_on(rows)
            continue
        months = find_month_sheet(name, head, words)
        attendance = find_attendance(name, head, words) if months is None else None
        whole = itertools.chain(head, rows)
        tables: Sequence[Layout | Unknown]
        if attendance is not None:
            tables = [attendance]
        elif months is not None:
            tables = read_month_sheet(months, list(whole), words)
        else:
            tables = _tables(name, head, whole, words)
            if len(tables) == 1 and isinstance(tables[0], Unknown) and (form := _form(name, book, words)):
                tables = [form]
        for found in tables:
            if isinstance(found, Layout):
                known.append(found)
            else:
                unknown.append(found)
        _read_on(rows)
    known = with_date_orders(known)
    return sorted(known, key=lambda layout: ORDER.index(layout.kind.code)), unknown


def _form(sheet: str, book: Workbook, words: Vocabulary) -> FormLayout | None:
    """A sheet without headings as forms of a label and a value in each line; None for a long one."""
    rows = list(itertools.islice(book.rows(sheet), MOST_ROWS + 1))
    return find_form(sheet, rows, words)


def _tables(
    sheet: str, head: Sequence[Sequence[Any]], rows: Iterable[Sequence[Any]], words: Vocabulary
) -> list[Layout | Unknown]:
    """The tables of a sheet, below and beside each other. `head`: the first of its rows."""
    header = find_header(head, words)
    spans = find_column_spans(head, words, header)
    if len(spans) == 1:
        return find_tables(sheet, rows, words, header)
    kept = list(rows)
    return [
        dataclasses.replace(table, span=span) if isinstance(table, Layout) else table
        for span in spans
        for table in find_tables(sheet, only_columns(kept, span), words)
    ]


def _read_on(rows: Iterable[object]) -> None:
    """Read to the end, so that every row is in the account."""
    for _row in rows:
        pass


class KindImport:
    """Imports the sheets of one kind. `localities` collects (place, panchayat, village) of the imported rows.

    `hidden`: what is hidden in each sheet; `answers`: what is left out of it. `samples` collects sample rows, if given.
    """

    def __init__(
        self,
        *,
        run: ImportRun,
        kind: str,
        by: Actor,
        office: Office,
        tally: Tally,
        hidden: Mapping[str, Hidden] | None = None,
        answers: HiddenAnswers | None = None,
        samples: KindSamples | None = None,
        account: RowAccount | None = None,
        is_whole: bool = True,
    ) -> None:
        """`is_whole`: see Reconciler."""
        self._run, self._kind, self._by, self._office, self._tally = run, kind, by, office, tally
        self._hidden, self._answers = hidden or {}, answers
        self.samples = samples
        self._account = account or RowAccount()
        self._reconciler = Reconciler(run.organisation_id, kind, run.file_name, is_whole=is_whole)
        self._record_type = register(kind).record
        self.localities: set[tuple[Place, str, str]] = set()
        self._dangers: list[tuple[Waiting, Danger]] = []

    def take(self, book: Workbook, layout: Layout, progress: Progress) -> None:
        """Import one sheet; rows that may be changed versions of imported ones wait for `finish`."""
        tally = self._tally
        hidden = self._hidden.get(layout.sheet, Hidden())
        tally.note_sheet(layout, hidden)
        if self.samples is not None:
            self.samples.note_table(layout, hidden)
        marks = NO_MARKS if isinstance(layout, MonthLayout) else book.marks(layout.sheet)  # which reads none
        is_left = self._answers is not None and self._answers.leaves(layout.sheet, HiddenSort.ROWS)
        left_out = hidden.rows if is_left else frozenset()
        first_pass = _records(layout, book, self._office.words, Counter(), left_out, not_noted, marks)
        if repeated := self._reconciler.begin(first_pass):
            tally.repeated_sheets[layout.sheet] = repeated
        note = partial(self._account.note, layout.sheet)
        rows = _records(layout, book, self._office.words, tally.skipped, left_out, note, marks)
        done = 0
        for chunk in _chunks(rows):
            self.take_rows(chunk)
            done += len(chunk)
            progress(layout.sheet, done)

    def take_rows(self, chunk: Sequence[RegisterRow]) -> None:
        """Import these rows; those that may be changed versions of imported ones wait for `finish`."""
        tally = self._tally
        if self._kind not in SEALED_KINDS:
            for row in chunk:
                tally.note_converted(row)
        found = self._reconciler.sort(chunk)
        tally.duplicates += found.known.duplicates
        tally.already_in += found.known.already_in
        tally.dismissed += found.known.dismissed
        tally.proposed += found.known.proposed
        tally.still_proposed += found.known.proposed
        self._note_known(found)
        if self.samples is not None:
            for row in chunk:
                self.samples.note_record(row)
            for sort, row in found.known.rows:
                self.samples.note_known(sort, row)
        store_repeated_rows(self._run.pk, found.repeated)
        if found.moved:
            ImportedRow.objects.bulk_update(found.moved, ["serial", "sheet", "row_number"], batch_size=BATCH)
        self._import_rows(found.fresh)

    def finish(self) -> None:
        """Import the rows that waited for the end of all sheets."""
        late = self._reconciler.late()
        self._tally.already_in += late.known.already_in
        self._note_known(late)
        if self.samples is not None:
            for sort, row in late.known.rows:
                self.samples.note_known(sort, row)
        store_repeated_rows(self._run.pk, late.repeated)
        for chunk in _chunks(late.fresh):
            self._import_rows(chunk)
        report_waiting(self._dangers)
        self._dangers = []

    def _note_known(self, found: SortedRows) -> None:
        for sort, sheet, number in found.known.places:
            self._account.note(sheet, number, sort)

    def _import_rows(self, rows: Sequence[NewRow]) -> None:
        good: list[tuple[NewRow, Translated]] = []
        wrong: list[tuple[NewRow, Problems]] = []
        for fresh in rows:
            if fresh.parked is not None and bytes(fresh.parked.identity) == fresh.identity:
                fresh.row.confirmed = frozenset(fresh.parked.confirmed)
            try:
                translated = translate(self._kind, fresh.row, self._office)
            except Problems as trouble:
                wrong.append((fresh, trouble))
                continue
            if fresh.parked is not None:
                translated = dataclasses.replace(translated, standing=own_issue(fresh.parked))
            if fresh.changes is not None:
                self._propose(fresh, translated, fresh.changes)
            else:
                good.append((fresh, translated))
        self._park(wrong)
        good = self._without_alike(good)
        made = create_records(self._by, self._record_type, [translated for _, translated in good])
        store_imported_rows(self._run, self._kind, good, made)
        for (fresh, translated), one in zip(good, made, strict=True):
            self._account.note(fresh.row.sheet, fresh.row.number, "new")
            if self.samples is not None:
                self.samples.note_new(fresh.row, translated)
            if fresh.parked is not None:
                self._tally.repaired += 1
                close_parked_row(fresh.parked, one.pk, self._by.account_id)
            if isinstance(one, Group):
                self._office.groups.add(one)
            self._count(translated)
        withdraw_doubles(self._by, [fresh.parked for fresh, _ in good if fresh.parked is not None])

    def _without_alike(self, good: list[tuple[NewRow, Translated]]) -> list[tuple[NewRow, Translated]]:
        """The rows without those that may be on record; these wait until somebody says so."""
        asked = [pair for pair in good if LOOKS_ALIKE not in pair[0].row.confirmed]
        rows = [translated for _fresh, translated in asked]
        alike = find_alike(self._run.organisation_id, self._record_type, rows)
        for number, record in alike.items():
            fresh, translated = asked[number]
            self._park([(fresh, waits_as_alike(self._record_type, record))], (translated, record))
            if self.samples is not None:
                self.samples.note_alike(fresh.row, translated, record)
        waiting = {id(asked[number][0]) for number in alike}
        return [pair for pair in good if id(pair[0]) not in waiting]

    def _count(self, translated: Translated) -> None:
        self._tally.imported += 1
        self._tally.figures.update(translated.figures)
        self._tally.oddities.update(oddity.code for oddity in translated.oddities)
        where = translated.main
        if self._kind not in SEALED_KINDS and (where.panchayat or where.village):
            self.localities.add((where.place, where.panchayat, where.village))

    def _park(self, rows: Sequence[tuple[NewRow, Problems]], alike: tuple[Translated, Guarded] | None = None) -> None:
        """`alike`: what a single row says, and the record that it may be."""
        rows = [(fresh, with_remembered(trouble, fresh.row.cells, self._office.words)) for fresh, trouble in rows]
        for fresh, trouble in rows:
            self._tally.refused[trouble.problems[0].code] += 1
            self._account.note(fresh.row.sheet, fresh.row.number, "waiting")
            self._tally.still_parked += fresh.parked is not None
            if self.samples is not None:
                self.samples.note_waiting(fresh.row, trouble)
        before = [_cells_before(fresh) for fresh, _trouble in rows]
        parked = park_rows(self._run, self._kind, rows)
        for (fresh, _trouble), waiting, cells in zip(rows, parked, before, strict=True):
            if alike is None or not (is_danger_on_record(*alike) and is_first_of(waiting, alike[1])):
                self._note_danger(fresh, waiting, cells)

    def _note_danger(self, fresh: NewRow, waiting: Waiting, before: Cells | None) -> None:
        danger = danger_of(self._kind, fresh.row, self._office, self._run)
        if danger is not None and is_owed(waiting, danger, fresh, self._reconciler.columns, before):
            self._dangers.append((waiting, danger))

    def _propose(self, fresh: NewRow, translated: Translated, changes: ImportedRow) -> None:
        self._tally.proposed += 1
        self._account.note(fresh.row.sheet, fresh.row.number, "proposed")
        made = propose_correction(self._run, self._kind, fresh, changes, self._reconciler.columns)
        if fresh.parked is not None and fresh.parked.issue is not None:
            made.issue = fresh.parked.issue
            made.save(update_fields=["issue"])
        self._note_danger(fresh, made, _cells_before(fresh))
        if self.samples is not None:
            self.samples.note_change(fresh.row, translated, changes, made.fields)
        if fresh.parked is not None:
            close_parked_row(fresh.parked, made.pk, self._by.account_id)


def _cells_before(fresh: NewRow) -> Cells | None:
    """The cells of the version that waited until now."""
    return fresh.parked.cells if fresh.parked is not None else None


def _records(
    layout: Layout,
    book: Workbook,
    words: Vocabulary,
    skipped: Counter[str],
    left_out: Collection[int],
    note: Note,
    marks: Marks,
) -> Iterator[RegisterRow]:
    rows, merged = book.rows(layout.sheet), book.merged(layout.sheet)
    if isinstance(layout, MonthLayout):
        return read_month_records(layout, rows, words, skipped, merged, left_out, note)
    if isinstance(layout, FormLayout):
        return read_forms(layout, list(rows), words, left_out, note, marks)
    if isinstance(layout, AttendanceLayout):
        return read_attendance(layout, rows, words, left_out, note, marks)
    return read_records(layout, rows, words, skipped, merged, left_out, note, marks)


def _chunks[T](rows: Iterator[T] | Sequence[T]) -> Iterator[list[T]]:
    source = iter(rows)
    while chunk := list(itertools.islice(source, BATCH)):
        yield chunk
