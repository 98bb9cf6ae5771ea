"""Reads a workbook that somebody has corrected: which rows, and which of their cells were changed. Nothing is written.

A line is of this list and of this member's row only if its key says so; another line is as one whose row is not here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.intake.registers.repair.row_keys import id_of_key, is_row_key
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Message, Problem
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.columns import Cell, CorrectedColumn, columns_of
from jatan.web.ui.workbooks.keys import VERSION, is_code_of_list, key_of_row, mark_of_answer, rows_of_code

__all__ = [
    "MOST_CHANGED",
    "MOST_LINES",
    "ChangedRow",
    "CorrectedWorkbook",
    "RefusedLine",
    "read_corrected",
    "rows_of_ids",
]

MOST_LINES: Final = 20_000
MOST_CHANGED: Final = 500
_BATCH: Final = 500
_NOT_THIS_LIST = _("This is not a workbook of this list. Take it from this page, and bring that file.")
_TOO_MANY_LINES = _("At most 20,000 rows fit into one workbook. Split it into several.")
_TOO_MANY_CHANGED = _("At most 500 rows can be corrected at once. Bring the first ones now and the others afterwards.")
_NOT_HERE = _("There is no such row here, or its hidden columns were changed. Take the workbook anew.")
_TWICE = _("This row stands in several lines that say different things.")
_COLUMN_TWICE = _("A column stands twice in this sheet. Remove one of the two.")


class RefusedLine(NamedTuple):
    """A line that was left out. `number`: from 1."""

    number: int
    why: Message


class ChangedRow(NamedTuple):
    """A record and the answers changed in its line. `is_newer`: the record was changed since the workbook went out."""

    row: Any
    answers: Mapping[str, str]
    is_newer: bool


@dataclass
class CorrectedWorkbook:
    """`untouched`: rows in whose lines no cell was changed; `missing`: rows that went out and have no line any more;
    `without_key`: lines that somebody added."""

    changed: list[ChangedRow] = field(default_factory=list)
    untouched: int = 0
    missing: int = 0
    without_key: int = 0
    refused: list[RefusedLine] = field(default_factory=list)
    columns: Mapping[str, CorrectedColumn] = field(default_factory=dict)


class _Line(NamedTuple):
    number: int
    key: str
    marks: str
    cells: dict[str, Cell]


class _Head(NamedTuple):
    went_out: int
    key: int
    marks: int | None
    columns: dict[int, str]


def read_corrected(path: Path, desk: Desk, by: Actor) -> CorrectedWorkbook:
    """Read a workbook. Raises Problem at "workbook": of a file that is none, of another list, or too large."""
    lines, went_out = _lines(path, desk)
    found = CorrectedWorkbook(without_key=sum(not line.key for line in lines))
    keyed = [line for line in lines if line.key]
    rows = rows_of_ids(desk, by, [id_of_key(line.key) for line in keyed if is_row_key(line.key)])
    by_row: dict[UUID, list[_Line]] = {}
    for line in keyed:
        row = rows.get(id_of_key(line.key)) if is_row_key(line.key) else None
        if row is None or key_of_row(desk.slug, row, line.marks) != line.key:
            found.refused.append(RefusedLine(line.number, _NOT_HERE))
        else:
            by_row.setdefault(row.pk, []).append(line)
    if by_row:
        columns = columns_of(desk, by, rows[next(iter(by_row))])
        found.columns = {column.name: column for column in columns}
        for pk, own in by_row.items():
            _add(found, rows[pk], own)
    found.missing = max(0, went_out - len(by_row) - len(found.refused)) if went_out else 0
    if len(found.changed) > MOST_CHANGED:
        raise Problem("too_many", _TOO_MANY_CHANGED, field="workbook")
    return found


def rows_of_ids(desk: Desk, by: Actor, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """{id: row} of the rows of this list that the actor reads and whose kind of correction she has."""
    found: dict[UUID, Any] = {}
    for some in batched(dict.fromkeys(ids), _BATCH, strict=False):
        rows = desk.rows(by).filter(pk__in=some).select_related(*desk.related)
        # Who reads rows of other members through the network corrects none of them.
        within = gate.within_reach(rows, by=by, permission=desk.record, owner=desk.owner)
        found |= {row.pk: row for row in within}
    return found


def _add(found: CorrectedWorkbook, row: Any, lines: Sequence[_Line]) -> None:
    """Add what one row's lines say: nothing, changed answers, or contradictions."""
    marks = set(lines[0].marks.split())
    answers = [_changed_answers(found.columns, row, line, marks) for line in lines]
    reported = [one for one in answers if one]
    if not reported:
        found.untouched += 1
    elif any(one != reported[0] for one in reported):
        found.refused += [RefusedLine(line.number, _TWICE) for line in lines]
    else:
        is_newer = mark_of_answer(row.pk, VERSION, row.changed_at.isoformat()) not in marks
        found.changed.append(ChangedRow(row, reported[0], is_newer))


def _changed_answers(columns: Mapping[str, CorrectedColumn], row: Any, line: _Line, marks: set[str]) -> dict[str, str]:
    read = {name: columns[name].answer(cell) for name, cell in line.cells.items() if name in columns}
    return {name: answer for name, answer in read.items() if mark_of_answer(row.pk, name, answer) not in marks}


def _lines(path: Path, desk: Desk) -> tuple[list[_Line], int]:
    """The lines below the headings, and how many rows went out."""
    lines: list[_Line] = []
    head: _Head | None = None
    with open_workbook(path) as book:
        for sheet in book.names:
            head_here: _Head | None = None
            for number, cells in enumerate(book.rows(sheet), start=1):
                if head_here is None:
                    head_here = _head(cells, desk.slug)
                    skip = number + 1  # the headings that people read
                    continue
                if number == skip or not any(cell not in (None, "") for cell in cells):
                    continue
                lines.append(_line(number, cells, head_here))
                if len(lines) > MOST_LINES:
                    raise Problem("too_many", _TOO_MANY_LINES, field="workbook")
            head = head or head_here
    if head is None:
        raise Problem("other_list", _NOT_THIS_LIST, field="workbook")
    return lines, head.went_out


def _head(cells: Sequence[Any], slug: str) -> _Head | None:
    key = next((place for place, cell in enumerate(cells) if is_code_of_list(cell, slug)), None)
    if key is None:
        return None
    names = {place: cell.strip() for place, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()}
    names.pop(key)
    if len(set(names.values())) != len(names):
        raise Problem("column_twice", _COLUMN_TWICE, field="workbook")
    marks = next((place for place, name in names.items() if name == "marks"), None)
    return _Head(rows_of_code(cells[key]), key, marks, {p: name for p, name in names.items() if p != marks})


def _line(number: int, cells: Sequence[Any], head: _Head) -> _Line:
    def text(place: int | None) -> str:
        return str(cells[place] or "").strip() if place is not None and place < len(cells) else ""

    found = {name: cells[place] if place < len(cells) else None for place, name in head.columns.items()}
    return _Line(number, text(head.key), text(head.marks), found)
