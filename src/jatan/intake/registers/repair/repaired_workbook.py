"""Reads a workbook of waiting rows that somebody has mended: which row gets which new cells, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.own_columns import own_columns_of
from jatan.intake.registers.recognise.normalised import tidy
from jatan.intake.registers.recognise.rows import Cell, cell_to_json
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.repair.many_rows import MOST_ROWS
from jatan.intake.registers.repair.row_keys import find_rows_of_keys, is_row_key
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Message, Problem

_MOST_LINES: Final = 60_000
_NO_KEY = _("The identity in this line is missing or was changed. Take the workbook anew.")
_TWICE = _("This row stands in several lines, with different values.")
_OTHER_REGISTER = _("This column does not belong to the register of this row.")


class RefusedLine(NamedTuple):
    """A line that was left out. `number`: from 1."""

    sheet: str
    number: int
    why: Message


@dataclass
class RepairedWorkbook:
    """`changes`: {row's id: {column: new cell}}. `untouched`: lines of open rows without a new cell; `closed`: lines of
    rows that were dealt with meanwhile."""

    changes: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    untouched: int = 0
    closed: int = 0
    refused: list[RefusedLine] = field(default_factory=list)


class _Line(NamedTuple):
    sheet: str
    number: int
    key: str
    cells: dict[str, Any]

    def refused(self, why: Message) -> RefusedLine:
        return RefusedLine(self.sheet, self.number, why)


def read_repaired_workbook(path: Path, *, by: Actor, headings: Mapping[str, str]) -> RepairedWorkbook:
    """Read the lines of a mended workbook. `headings`: {heading of a column to mend: column}.

    Nothing is written. Raises Problem for a file that is no workbook, or none of waiting rows ("no_waiting_rows"), or
    mends more than MOST_ROWS rows ("too_many").
    """
    lines = list(_lines(path, {tidy(heading): column for heading, column in headings.items()}))
    if not lines:
        raise Problem("no_waiting_rows", _("This is not a workbook of waiting rows."), field="file")
    rows = find_rows_of_keys(by, (line.key for line in lines))
    found = RepairedWorkbook()
    used: dict[UUID, list[_Line]] = {}
    for line in lines:
        row = rows.get(line.key)
        if row is None:
            found.refused.append(line.refused(_NO_KEY))
        elif not line.cells:
            found.untouched += row.status == ParkedStatus.OPEN
        elif row.status != ParkedStatus.OPEN:
            found.closed += 1
        elif not line.cells.keys() <= {*kinds()[row.kind].fields, *own_columns_of(row)}:
            found.refused.append(line.refused(_OTHER_REGISTER))
        else:
            used.setdefault(row.pk, []).append(line)
    for pk, own in used.items():
        if any(line.cells != own[0].cells for line in own):
            found.refused += [line.refused(_TWICE) for line in own]
        else:
            found.changes[pk] = own[0].cells
    if len(found.changes) > MOST_ROWS:
        raise Problem("too_many", _("These are too many rows at once."), field="file")
    return found


def _lines(path: Path, headings: Mapping[str, str]) -> Iterator[_Line]:
    """The lines below a heading row that hold a key or a new cell."""
    count = 0
    with open_workbook(path) as book:
        for sheet in book.names:
            columns: dict[int, str] = {}
            for number, row in enumerate(book.rows(sheet), start=1):
                if above := _columns(row, headings):
                    columns = above
                    continue
                cells = {
                    column: cell_to_json(row[place])
                    for place, column in columns.items()
                    if place < len(row) and not _is_empty(row[place])
                }
                key = next((cell.strip() for cell in row if is_row_key(cell)), "")
                if columns and (key or cells):
                    count += 1
                    if count > _MOST_LINES:
                        raise Problem("too_many", _("These are too many rows at once."), field="file")
                    yield _Line(sheet, number, key, cells)


def _columns(row: list[Any], headings: Mapping[str, str]) -> dict[int, str]:
    named = ((place, headings.get(tidy(cell))) for place, cell in enumerate(row) if isinstance(cell, str))
    return {place: column for place, column in named if column}


def _is_empty(cell: Cell | None) -> bool:
    return cell is None or (isinstance(cell, str) and not tidy(cell))
