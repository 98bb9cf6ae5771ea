"""Sorts the rows of one register into known and new ones, by the rows of earlier imports.

A row is known by content and occurrence, never by its serial number. Which earlier row a new row is a changed version
of is decided at the end of the register (matches.py), among the earlier rows that are no longer in the workbook.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Model, Q, QuerySet

from jatan.foundation.db.any_of import AnyOf
from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus
from jatan.intake.registers.models import ImportedRow, ParkedRow, ProposedCorrection
from jatan.intake.registers.recognise.rows import RegisterRow, cell_from_json
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE
from jatan.intake.registers.reconcile.identity import Occurrences, digest, marks
from jatan.intake.registers.reconcile.matches import Content, match_rows

# At most so many new rows wait to be matched; a sheet with more has grown rather than changed.
_MAX_WAITING = 40_000
_BATCH_SIZE = 2_000
# A single row in two sheets may be two records, so it does not count as a copied sheet.
_MIN_COPIED = 2
# Known rows of each sort that are kept of a chunk.
_SHOWN = 5

type Identity = tuple[bytes, int]


@dataclass(slots=True)
class IdentifiedRow:
    """A row of the workbook with its identity."""

    row: RegisterRow
    identity: bytes
    occurrence: int

    @property
    def key(self) -> Identity:
        return self.identity, self.occurrence


@dataclass(slots=True)
class NewRow(IdentifiedRow):
    """A row to be translated. `parked`: the parked row it equals or replaces; `changes`: the imported row it alters."""

    parked: ParkedRow | None = None
    changes: ImportedRow | None = None


@dataclass(slots=True)
class KnownCounts:
    """Counts of known rows, the first rows of each sort of them, and (sort, sheet, number of the row) of all."""

    already_in: int = 0
    duplicates: int = 0
    dismissed: int = 0
    proposed: int = 0
    rows: list[tuple[str, RegisterRow]] = field(default_factory=list)
    places: list[tuple[str, str, int]] = field(default_factory=list)

    def add(self, sort: str, row: RegisterRow) -> None:
        """Count a row of this sort; keep it while there are few."""
        number = getattr(self, sort) + 1
        setattr(self, sort, number)
        self.places.append((sort, row.sheet, row.number))
        if number <= _SHOWN:
            self.rows.append((sort, row))


@dataclass(slots=True)
class SortedRows:
    """One chunk, sorted: rows to translate, counts of known rows, and imported rows whose position changed.

    `repeated`: the rows of earlier runs, imported or proposed, that this workbook has too.
    """

    fresh: list[NewRow] = field(default_factory=list)
    known: KnownCounts = field(default_factory=KnownCounts)
    moved: list[ImportedRow] = field(default_factory=list)
    repeated: list[ImportedRow | ProposedCorrection] = field(default_factory=list)


class Reconciler:
    """Sorts one register (kind) of one workbook: call `sort` with the chunks in order, then `late`."""

    def __init__(self, organisation_id: uuid.UUID, kind: str, file_name: str, *, is_whole: bool = True) -> None:
        """`is_whole`: the rows are all of the workbook; of single ones, none that is not among them has gone."""
        self._organisation_id = organisation_id
        self._is_whole = is_whole
        self._kind = kind
        self._file_name = file_name
        self._occurrences = Occurrences()
        self._waiting: list[IdentifiedRow] = []
        self._sheets: set[str] = set()
        self._sheets_known: set[str] = set()
        self._copied: Counter[bytes] = Counter()
        self._duplicates: Counter[bytes] = Counter()
        self._known = 0
        self._columns: set[str] = set()
        self._earlier: frozenset[type[Model]] | None = None

    def begin(self, rows: Iterable[RegisterRow]) -> int:
        """Read a sheet before it is sorted; return how many of its rows are copies of earlier sheets' rows.

        0 unless most are, as in a yearly sheet after monthly ones, or a hidden sorted copy. Copied rows are imported
        once, whatever their serial numbers.
        """
        self._copied = Counter()
        if not self._columns:
            return 0
        here = Counter(digest(self._kind, row.cells) for row in rows)
        both = {content: min(number, self._read_count(content)) for content, number in here.items()}
        copied = sum(both.values())
        if copied < _MIN_COPIED or copied * 2 <= here.total():
            return 0
        self._copied.update({content: self._read_count(content) for content, number in both.items() if number})
        return copied

    def sort(self, rows: Sequence[RegisterRow]) -> SortedRows:
        """Sort one chunk. New rows wait for `late` where the organisation has earlier rows."""
        if self._earlier is None:
            self._earlier = _tables_with_rows(self._organisation_id, self._kind)
        result = SortedRows()
        seen: list[IdentifiedRow] = []
        for row in rows:
            self._columns.update(row.cells)
            identity = digest(self._kind, row.cells)
            occurrence = None if self._is_copy(identity) else self._occurrences.place(identity, row.serial)
            if occurrence is None:
                result.known.add("duplicates", row)
                self._duplicates[identity] += 1
            else:
                seen.append(IdentifiedRow(row, identity, occurrence))
        identities = {one.identity for one in seen}
        imported = {(bytes(row.identity), row.occurrence): row for row in self._rows(ImportedRow, identities)}
        parked = {(bytes(row.identity), row.occurrence): row for row in self._rows(ParkedRow, identities)}
        proposals = {(bytes(row.identity), row.occurrence): row for row in self._rows(ProposedCorrection, identities)}
        new = [one for one in seen if not self._is_known(one, imported, parked, proposals, result)]
        self._sort_new(new, result)
        return result

    def late(self) -> SortedRows:
        """The rows that waited; call after all chunks of the workbook."""
        result = SortedRows(fresh=[NewRow(one.row, one.identity, one.occurrence) for one in self._waiting])
        earlier = self._missing_rows()
        new = [
            Content(marks(self._kind, one.row.cells), one.row.serial, one.row.sheet in self._sheets_known)
            for one in self._waiting
        ]
        gone = Counter(row.run_id for row in earlier)
        earlier_contents = [self._content(row, gone[row.run_id]) for row in earlier]
        same: set[int] = set()
        kind = kinds()[self._kind]
        for new_index, earlier_index in match_rows(new, earlier_contents, kind.who, kind.where).items():
            row, fresh = earlier[earlier_index], result.fresh[new_index]
            if isinstance(row, ParkedRow):
                fresh.parked, fresh.changes = row, row.corrects
            elif (
                earlier_contents[earlier_index].marks == new[new_index].marks
                and earlier_contents[earlier_index].marks != row.marks
            ):
                same.add(new_index)  # only a column was removed from the workbook; the row is unchanged
                result.repeated.append(row)
            else:
                fresh.changes = row
        for number in sorted(same):
            result.known.add("already_in", self._waiting[number].row)
        result.fresh = [fresh for number, fresh in enumerate(result.fresh) if number not in same]
        return result

    @property
    def columns(self) -> frozenset[str]:
        """The columns that are filled in some row of this register of the workbook."""
        return frozenset(self._columns)

    def _read_count(self, content: bytes) -> int:
        """How many rows with this content were read, duplicates included."""
        return self._occurrences.count(content) + self._duplicates[content]

    def _is_copy(self, content: bytes) -> bool:
        if self._copied[content] <= 0:
            return False
        self._copied[content] -= 1
        return True

    def _is_known(
        self,
        one: IdentifiedRow,
        imported: Mapping[Identity, ImportedRow],
        parked: Mapping[Identity, ParkedRow],
        proposals: Mapping[Identity, ProposedCorrection],
        result: SortedRows,
    ) -> bool:
        if one.key in imported:
            self._count_imported(one, imported[one.key], result)
        elif one.key in parked:
            row = parked[one.key]
            if row.status == ParkedStatus.OPEN:
                # It may be valid by now: a mapping was learned, or its forum was imported.
                result.fresh.append(NewRow(one.row, one.identity, one.occurrence, parked=row, changes=row.corrects))
            else:
                result.known.add("dismissed" if row.status == ParkedStatus.DISMISSED else "already_in", one.row)
        elif one.key in proposals and proposals[one.key].status != CorrectionStatus.ACCEPTED:
            is_open = proposals[one.key].status == CorrectionStatus.OPEN
            result.known.add("proposed" if is_open else "dismissed", one.row)
            if is_open:
                result.repeated.append(proposals[one.key])
        else:
            return False
        return True

    def _count_imported(self, one: IdentifiedRow, known: ImportedRow, result: SortedRows) -> None:
        result.known.add("already_in", one.row)
        self._known += 1
        self._sheets_known.add(one.row.sheet)
        result.repeated.append(known)
        row = one.row
        if not self._is_whole:
            return  # a line that was keyed in again is no new place of the row
        if (known.serial, known.sheet, known.row_number) != (row.serial, row.sheet[:120], row.number):
            known.serial, known.sheet, known.row_number = row.serial, row.sheet[:120], row.number
            result.moved.append(known)

    def _sort_new(self, new: Sequence[IdentifiedRow], result: SortedRows) -> None:
        for one in new:
            self._sheets.add(one.row.sheet[:120])
            if self._earlier and len(self._waiting) < _MAX_WAITING:
                self._waiting.append(one)
            else:
                result.fresh.append(NewRow(one.row, one.identity, one.occurrence))

    def _missing_rows(self) -> list[ImportedRow | ParkedRow]:
        """Earlier rows that waiting rows may be versions of: those whose content is no longer in this workbook."""
        if not self._waiting:
            return []
        here = Q(sheet__in=self._sheets) | Q(run__file_name=self._file_name)
        gone: list[ImportedRow | ParkedRow] = []
        waiting = self._all(ParkedRow).filter(status=ParkedStatus.OPEN).select_related("run", "corrects")
        gone.extend(row for row in waiting.order_by("run__started_at", "row_number") if self._is_missing(row))
        if not self._is_whole:
            return gone
        places = self._all(ImportedRow).filter(here).values_list("pk", "identity", "occurrence")
        keys = [pk for pk, identity, place in places.iterator() if self._occurrences.count(bytes(identity)) <= place]
        for start in range(0, min(len(keys), _MAX_WAITING), _BATCH_SIZE):
            some = self._all(ImportedRow).filter(pk__in=keys[start : start + _BATCH_SIZE]).select_related("run")
            gone.extend(some.order_by("run__started_at", "row_number"))
        return gone

    def _is_missing(self, row: ImportedRow | ParkedRow) -> bool:
        return self._occurrences.count(bytes(row.identity)) <= row.occurrence

    def _content(self, row: ImportedRow | ParkedRow, gone: int) -> Content:
        """`gone`: how many rows of the same run are no longer in the workbook."""
        is_here = row.sheet in self._sheets or row.run.file_name == self._file_name
        is_among_known = is_here and (self._known >= gone or gone == 1)
        if isinstance(row, ParkedRow):
            wrong = [problem for problem in row.problems if problem["code"] != LOOKS_ALIKE]
            faulty = frozenset(problem["field"] for problem in wrong if problem.get("field"))
            # Nothing is wrong with a row that only looks like a record: one of another day is another row.
            return Content(_parked_marks(row), row.serial, is_here, bool(wrong), faulty, is_among_known)
        # Columns that the workbook no longer has are not compared.
        compared_marks = {name: mark for name, mark in row.marks.items() if name in self._columns}
        return Content(compared_marks, row.serial, is_here, is_among_known=is_among_known)

    def _rows[M: (ImportedRow, ParkedRow, ProposedCorrection)](
        self, model: type[M], identities: Iterable[bytes]
    ) -> Iterable[M]:
        """Those of earlier imports; what this one stores has an identity or an occurrence of its own."""
        if not self._earlier or model not in self._earlier:
            return ()
        found: Iterable[M] = self._all(model).filter(AnyOf("identity", identities))
        return found

    def _all[M: (ImportedRow, ParkedRow, ProposedCorrection)](self, model: type[M]) -> QuerySet[M]:
        rows: QuerySet[M] = model._default_manager.filter(organisation_id=self._organisation_id, kind=self._kind)
        return rows


def _tables_with_rows(organisation_id: uuid.UUID, kind: str) -> frozenset[type[Model]]:
    """Those of the three tables that hold any row of this register."""
    tables: tuple[type[Model], ...] = (ImportedRow, ParkedRow, ProposedCorrection)
    each = (f"EXISTS (SELECT FROM {one._meta.db_table} WHERE organisation_id = %s AND kind = %s)" for one in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(each)}", [organisation_id, kind] * len(tables))
        found = cursor.fetchone()
    return frozenset(one for one, has_rows in zip(tables, found or (), strict=True) if has_rows)


def _parked_marks(row: ParkedRow) -> dict[str, int]:
    return marks(row.kind, {name: cell_from_json(value) for name, value in row.cells.items()})
