"""Is this row already in? Reads what earlier imports left behind and sorts the rows of one register.

A row is known by content and occurrence, never by its serial number. The serial number only says of which earlier row
a new content may be the mended or changed form, and only once that earlier content has left the workbook.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus
from jatan.intake.registers.identity import AGREEING, Occurrences, agreement, digest, marks
from jatan.intake.registers.models import ImportedRow, ParkedRow, ProposedCorrection
from jatan.intake.registers.rows import RegisterRow, cell_from_json

__all__ = ["Fresh", "Known", "Reconciler", "Seen", "Sorted"]

type Identity = tuple[bytes, int]


@dataclass(slots=True)
class Seen:
    """A row of the workbook with its identity."""

    row: RegisterRow
    identity: bytes
    occurrence: int

    @property
    def key(self) -> Identity:
        return self.identity, self.occurrence


@dataclass(slots=True)
class Fresh(Seen):
    """A row to be translated. `parked`: the parked row it is or mends; `changes`: the row that was in and changed."""

    parked: ParkedRow | None = None
    changes: ImportedRow | None = None


@dataclass(slots=True)
class Known:
    """How an already known row is counted."""

    already_in: int = 0
    duplicates: int = 0
    dismissed: int = 0
    proposed: int = 0


@dataclass(slots=True)
class Sorted:
    """One chunk, sorted: rows to translate now, the count of the others, rows that have only moved."""

    fresh: list[Fresh] = field(default_factory=list)
    known: Known = field(default_factory=Known)
    moved: list[ImportedRow] = field(default_factory=list)


@dataclass(slots=True)
class _Waiting:
    seen: Seen
    parked: list[ParkedRow]
    imported: list[ImportedRow]


class Reconciler:
    """One register (kind) of one workbook. Feed it the chunks in order, then ask for what had to wait."""

    def __init__(self, organisation_id: uuid.UUID, kind: str, file_name: str) -> None:
        self._organisation_id = organisation_id
        self._kind = kind
        self._file_name = file_name
        self._occurrences = Occurrences()
        self._waiting: list[_Waiting] = []
        self._taken: set[uuid.UUID] = set()
        self._sheets_known: set[str] = set()

    def sort(self, rows: Sequence[RegisterRow]) -> Sorted:
        """Sort one chunk. Rows that may be an earlier row's new form wait for the end of the workbook."""
        result = Sorted()
        seen: list[Seen] = []
        for row in rows:
            identity = digest(row.cells)
            occurrence = self._occurrences.place(identity, row.serial)
            if occurrence is None:
                result.known.duplicates += 1
            else:
                seen.append(Seen(row, identity, occurrence))
        identities = {one.identity for one in seen}
        imported = {(bytes(row.identity), row.occurrence): row for row in self._rows(ImportedRow, identities)}
        parked = {(bytes(row.identity), row.occurrence): row for row in self._rows(ParkedRow, identities)}
        proposals = {(bytes(row.identity), row.occurrence): row for row in self._rows(ProposedCorrection, identities)}
        new = [one for one in seen if not self._is_known(one, imported, parked, proposals, result)]
        self._sort_new(new, result)
        return result

    def late(self) -> list[Fresh]:
        """The rows that waited, now that every content of the workbook has been seen."""
        return [self._decided(waiting) for waiting in self._waiting]

    def _is_known(
        self,
        one: Seen,
        imported: Mapping[Identity, ImportedRow],
        parked: Mapping[Identity, ParkedRow],
        proposals: Mapping[Identity, ProposedCorrection],
        result: Sorted,
    ) -> bool:
        if one.key in imported:
            self._note_in(one, imported[one.key], result)
        elif one.key in parked:
            row = parked[one.key]
            if row.status == ParkedStatus.OPEN:
                # It may be true by now: somebody has taught a spelling, or its forum has come in.
                result.fresh.append(Fresh(one.row, one.identity, one.occurrence, parked=row, changes=row.corrects))
            elif row.status == ParkedStatus.DISMISSED:
                result.known.dismissed += 1
            else:
                result.known.already_in += 1
        elif one.key in proposals and proposals[one.key].status != CorrectionStatus.ACCEPTED:
            if proposals[one.key].status == CorrectionStatus.OPEN:
                result.known.proposed += 1
            else:
                result.known.dismissed += 1
        else:
            return False
        return True

    def _note_in(self, one: Seen, known: ImportedRow, result: Sorted) -> None:
        result.known.already_in += 1
        self._sheets_known.add(one.row.sheet)
        row = one.row
        if (known.serial, known.sheet, known.row_number) != (row.serial, row.sheet[:120], row.number):
            known.serial, known.sheet, known.row_number = row.serial, row.sheet[:120], row.number
            result.moved.append(known)

    def _sort_new(self, new: Sequence[Seen], result: Sorted) -> None:
        serials = {one.row.serial for one in new if one.row.serial}
        parked = _by_serial(self._of_serials(ParkedRow, serials).filter(status=ParkedStatus.OPEN))
        imported = _by_serial(self._of_serials(ImportedRow, serials))
        for one in new:
            mine = marks(one.row.cells)
            waiting = _Waiting(
                one,
                [row for row in parked.get(one.row.serial, ()) if self._may_be(one, mine, row, _parked_marks(row))],
                [row for row in imported.get(one.row.serial, ()) if self._may_be(one, mine, row, row.marks)],
            )
            if waiting.parked or waiting.imported:
                self._waiting.append(waiting)
            else:
                result.fresh.append(Fresh(one.row, one.identity, one.occurrence))

    def _may_be(
        self, one: Seen, mine: Mapping[str, int], row: ImportedRow | ParkedRow, theirs: Mapping[str, int]
    ) -> bool:
        return self._is_same_sheet(one, row) or agreement(mine, theirs) >= AGREEING

    def _is_same_sheet(self, one: Seen, row: ImportedRow | ParkedRow) -> bool:
        return row.run.file_name == self._file_name and row.sheet == one.row.sheet[:120]

    def _decided(self, waiting: _Waiting) -> Fresh:
        one = waiting.seen
        fresh = Fresh(one.row, one.identity, one.occurrence)
        mine = marks(one.row.cells)
        for parked in waiting.parked:
            if self._is_free(parked) and self._is_form_of(one, mine, parked, _parked_marks(parked)):
                fresh.parked, fresh.changes = parked, parked.corrects
                self._taken.add(parked.id)
                return fresh
        for imported in waiting.imported:
            if self._is_free(imported) and self._is_form_of(one, mine, imported, imported.marks):
                fresh.changes = imported
                self._taken.add(imported.id)
                return fresh
        return fresh

    def _is_free(self, row: ImportedRow | ParkedRow) -> bool:
        """True if the earlier content has left the workbook and no other row has claimed it."""
        return row.id not in self._taken and self._occurrences.count(bytes(row.identity)) <= row.occurrence

    def _is_form_of(
        self, one: Seen, mine: Mapping[str, int], row: ImportedRow | ParkedRow, theirs: Mapping[str, int]
    ) -> bool:
        # A new year's register counts from 1 again under the same sheet name: only a sheet of which something was
        # in before is a later version, and elsewhere the contents themselves must agree.
        is_later_version = self._is_same_sheet(one, row) and one.row.sheet in self._sheets_known
        return is_later_version or agreement(mine, theirs) >= AGREEING

    def _rows[M: (ImportedRow, ParkedRow, ProposedCorrection)](
        self, model: type[M], identities: Iterable[bytes]
    ) -> Iterable[M]:
        rows = model._default_manager.filter(organisation_id=self._organisation_id, kind=self._kind)
        found: Iterable[M] = rows.filter(identity__in=list(identities))
        return found

    def _of_serials[M: (ImportedRow, ParkedRow)](self, model: type[M], serials: set[str]) -> QuerySet[M]:
        rows = model._default_manager.filter(organisation_id=self._organisation_id, kind=self._kind)
        found: QuerySet[M] = rows.filter(serial__in=serials).select_related("run")
        return found.order_by("run__started_at", "row_number")


def _by_serial[M: (ImportedRow, ParkedRow)](rows: Iterable[M]) -> dict[str, list[M]]:
    grouped: dict[str, list[M]] = {}
    for row in rows:
        grouped.setdefault(row.serial, []).append(row)
    return grouped


def _parked_marks(row: ParkedRow) -> dict[str, int]:
    return marks({name: cell_from_json(value) for name, value in row.cells.items()})
