"""Imports the sheets of one register of a workbook, in chunks of rows."""

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from jatan.foundation.access.actors import Actor
from jatan.foundation.places.models import Place
from jatan.intake.registers.blank.guidance import is_guidance
from jatan.intake.registers.choices import HiddenSort
from jatan.intake.registers.hidden_answers import HiddenAnswers
from jatan.intake.registers.models import ImportedRow, ImportRun
from jatan.intake.registers.recognise.date_columns import with_date_orders
from jatan.intake.registers.recognise.layout import HEAD_ROWS, Layout, Unknown
from jatan.intake.registers.recognise.legacy_text import has_unread_text
from jatan.intake.registers.recognise.month_columns import (
    MonthLayout,
    find_month_sheet,
    read_month_records,
    read_month_sheet,
)
from jatan.intake.registers.recognise.rows import RegisterRow, read_records
from jatan.intake.registers.recognise.tables import find_tables
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.reconcile.known_rows import NewRow, Reconciler
from jatan.intake.registers.reconcile.record_rows import create_records, store_imported_rows, store_repeated_rows
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS
from jatan.intake.registers.repair.parked_rows import close_parked_row, park_row, propose_correction
from jatan.intake.registers.repair.row_keys import refuse_row_keys
from jatan.intake.registers.samples import KindSamples
from jatan.intake.registers.tally import Tally
from jatan.intake.registers.translate.office import Office, Translated
from jatan.intake.registers.translate.table import register, translate
from jatan.intake.registers.workbook.hidden_parts import Hidden
from jatan.intake.registers.workbook.reader import Workbook
from jatan.kernel.problems import Problems
from jatan.programme.groups.models import Group

__all__ = ["KindImport", "recognise_sheets"]

BATCH = 2_000
type Progress = Callable[[str, int], None]


def recognise_sheets(book: Workbook, words: Vocabulary) -> tuple[list[Layout], list[Unknown]]:
    """The recognised tables of the workbook in import order, and the unknown ones."""
    known: list[Layout] = []
    unknown: list[Unknown] = []
    for name in book.names:
        rows = iter(refuse_row_keys(book.rows(name)))
        head = list(itertools.islice(rows, HEAD_ROWS))
        if head and is_guidance(head[0]):
            continue
        if book.has_unread_fonts and has_unread_text(book.rows(name)):
            unknown.append(Unknown(name, "font_not_read"))
            continue
        months = find_month_sheet(name, head, words)
        whole = itertools.chain(head, rows)
        tables = find_tables(name, whole, words) if months is None else read_month_sheet(months, list(whole), words)
        for found in tables:
            if isinstance(found, Layout):
                known.append(found)
            else:
                unknown.append(found)
    known = with_date_orders(known)
    return sorted(known, key=lambda layout: ORDER.index(layout.kind.code)), unknown


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
        is_whole: bool = True,
    ) -> None:
        """`is_whole`: see Reconciler."""
        self._run, self._kind, self._by, self._office, self._tally = run, kind, by, office, tally
        self._hidden, self._answers = hidden or {}, answers
        self.samples = samples
        self._reconciler = Reconciler(run.organisation_id, kind, run.file_name, is_whole=is_whole)
        self._record_type = register(kind).record
        self.localities: set[tuple[Place, str, str]] = set()

    def take(self, book: Workbook, layout: Layout, progress: Progress) -> None:
        """Import one sheet; rows that may be changed versions of imported ones wait for `finish`."""
        tally = self._tally
        hidden = self._hidden.get(layout.sheet, Hidden())
        tally.note_sheet(layout, hidden)
        if self.samples is not None:
            self.samples.note_table(layout, hidden)
        is_left = self._answers is not None and self._answers.leaves(layout.sheet, HiddenSort.ROWS)
        left_out = hidden.rows if is_left else frozenset()
        first_pass = _records(layout, book, self._office.words, Counter(), left_out)
        if repeated := self._reconciler.begin(first_pass):
            tally.repeated_sheets[layout.sheet] = repeated
        rows = _records(layout, book, self._office.words, tally.skipped, left_out)
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
        if self.samples is not None:
            for sort, row in late.known.rows:
                self.samples.note_known(sort, row)
        store_repeated_rows(self._run.pk, late.repeated)
        for chunk in _chunks(late.fresh):
            self._import_rows(chunk)

    def _import_rows(self, rows: Sequence[NewRow]) -> None:
        good: list[tuple[NewRow, Translated]] = []
        for fresh in rows:
            if fresh.parked is not None and bytes(fresh.parked.identity) == fresh.identity:
                fresh.row.confirmed = frozenset(fresh.parked.confirmed)
            try:
                translated = translate(self._kind, fresh.row, self._office)
            except Problems as trouble:
                self._park(fresh, trouble)
                continue
            if fresh.changes is not None:
                self._propose(fresh, translated, fresh.changes)
            else:
                good.append((fresh, translated))
                if self.samples is not None:
                    self.samples.note_new(fresh.row, translated)
        made = create_records(self._by, self._record_type, [translated for _, translated in good])
        store_imported_rows(self._run, self._kind, good, made)
        for (fresh, translated), one in zip(good, made, strict=True):
            if fresh.parked is not None:
                self._tally.repaired += 1
                close_parked_row(fresh.parked, one.pk, self._by.account_id)
            if isinstance(one, Group):
                self._office.groups.add(one)
            self._count(translated)

    def _count(self, translated: Translated) -> None:
        self._tally.imported += 1
        self._tally.figures.update(translated.figures)
        self._tally.oddities.update(oddity.code for oddity in translated.oddities)
        where = translated.main
        if self._kind not in SEALED_KINDS and (where.panchayat or where.village):
            self.localities.add((where.place, where.panchayat, where.village))

    def _park(self, fresh: NewRow, trouble: Problems) -> None:
        self._tally.refused[trouble.problems[0].code] += 1
        self._tally.still_parked += fresh.parked is not None
        if self.samples is not None:
            self.samples.note_waiting(fresh.row, trouble)
        park_row(self._run, self._kind, fresh, trouble)

    def _propose(self, fresh: NewRow, translated: Translated, changes: ImportedRow) -> None:
        self._tally.proposed += 1
        made = propose_correction(self._run, self._kind, fresh, changes, self._reconciler.columns)
        if self.samples is not None:
            self.samples.note_change(fresh.row, translated, changes, made.fields)
        if fresh.parked is not None:
            close_parked_row(fresh.parked, made.pk, self._by.account_id)


def _records(
    layout: Layout, book: Workbook, words: Vocabulary, skipped: Counter[str], left_out: Collection[int]
) -> Iterator[RegisterRow]:
    rows, merged = book.rows(layout.sheet), book.merged(layout.sheet)
    if isinstance(layout, MonthLayout):
        return read_month_records(layout, rows, words, skipped, merged, left_out)
    return read_records(layout, rows, words, skipped, merged, left_out)


def _chunks[T](rows: Iterator[T] | Sequence[T]) -> Iterator[list[T]]:
    source = iter(rows)
    while chunk := list(itertools.islice(source, BATCH)):
        yield chunk
