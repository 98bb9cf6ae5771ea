"""Reads a workbook that somebody has corrected: which rows, and which of their cells were changed. Nothing is written.

A line is of this list and of this member's row only if its key says so; another line is as one whose row is not here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.intake.registers.repair.row_keys import id_of_key, is_row_key
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Message, Problem
from jatan.web.ui.records.columns import may_read_field
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.columns import Cell, CorrectedColumn, columns_of
from jatan.web.ui.workbooks.keys import (
    SUMS,
    VERSION,
    is_code_of_demo,
    is_code_of_list,
    key_of_row,
    mark_of_answer,
    rows_of_code,
)

MOST_LINES: Final = 20_000
MOST_CHANGED: Final = 500
_BATCH: Final = 500
_NOT_THIS_LIST = _("This is not a workbook of this list. Take it from this page, and bring that file.")
_OF_A_DEMO = _("This workbook comes from a house for practice. What stands in it is invented, and stays there.")
_TOO_MANY_LINES = _("At most 20,000 rows fit into one workbook. Split it into several.")
_TOO_MANY_CHANGED = _("At most 500 rows can be corrected at once. Bring the first ones now and the others afterwards.")
_TOO_MANY_NEW = _("At most 500 new records can be taken in at once. Split the workbook, and bring it in parts.")
_NOT_HERE = _("There is no such row here, or its hidden columns were changed. Take the workbook anew.")
NOT_NOW = _("This row cannot be corrected now: it is closed, withdrawn, or not yours to correct.")
_TWICE = _("This row stands in several lines that say different things.")
_COLUMN_TWICE = _("A column stands twice in this sheet. Remove one of the two.")


class RefusedLine(NamedTuple):
    """A line that was left out. `number`: from 1."""

    number: int
    why: Message


class NewLine(NamedTuple):
    """A line of no record here. `number`: from 1; `cells`: {column: what stands in it}."""

    number: int
    cells: Mapping[str, Cell]


class ChangedRow(NamedTuple):
    """A record and the answers changed in its line. `is_newer`: the record was changed since the workbook went out.

    `number`: the line in its sheet as Excel counts, from 1; 0 where nobody asks.
    """

    row: Any
    answers: Mapping[str, str]
    is_newer: bool
    number: int = 0


@dataclass
class CorrectedWorkbook:
    """`untouched`: rows in whose lines no cell was changed; `missing`: rows that went out and have no line any more;
    `without_key`: lines that somebody added; `new`: lines of no record here, where new records are asked for."""

    changed: list[ChangedRow] = field(default_factory=list)
    untouched: int = 0
    missing: int = 0
    without_key: int = 0
    new: list[NewLine] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    columns: Mapping[str, CorrectedColumn] = field(default_factory=dict)


class Line(NamedTuple):
    """A line below the headings. `number`: from 1; `key` and `marks`: "" where it has none; `cells`: {column: cell}."""

    number: int
    key: str
    marks: str
    cells: dict[str, Cell]


class _Head(NamedTuple):
    went_out: int
    key: int
    marks: int | None
    columns: dict[int, str]


def read_corrected(path: Path, desk: Desk, by: Actor, *, adds: bool = False) -> CorrectedWorkbook:
    """Read a workbook. `adds`: lines of no record here are new records.

    Raises Problem at "workbook": of a file that is none, of another list, or too large.
    """
    lines, went_out = lines_of_list(path, desk.slug)
    found = CorrectedWorkbook()
    keyed = [line for line in lines if line.key]
    ids = [id_of_key(line.key) for line in keyed if is_row_key(line.key)]
    rows = rows_of_ids(desk, by, ids)
    read = _rows_only_read(desk, by, [pk for pk in ids if pk not in rows])
    if adds:
        here = _ids_of_own(desk, by, ids) | read.keys()
        strange = [line for line in lines if not is_row_key(line.key) or id_of_key(line.key) not in here]
        found.new = [NewLine(line.number, line.cells) for line in strange]
        keyed = [line for line in keyed if is_row_key(line.key) and id_of_key(line.key) in here]
        if len(found.new) > MOST_CHANGED:
            raise Problem("too_many", _TOO_MANY_NEW, field="workbook")
    else:
        found.without_key = sum(not line.key for line in lines)
    by_row: dict[UUID, list[Line]] = {}
    for line in keyed:
        pk = id_of_key(line.key) if is_row_key(line.key) else None
        row = (rows.get(pk) or read.get(pk)) if pk is not None else None
        if row is None or key_of_row(desk.slug, row, line.marks) != line.key:
            found.refused.append(RefusedLine(line.number, _NOT_HERE))
        else:
            by_row.setdefault(row.pk, []).append(line)
    if by_row:
        first = next((pk for pk in by_row if pk in rows), next(iter(by_row)))
        columns = columns_of(desk, by, rows.get(first) or read[first])
        found.columns = {column.name: column for column in columns}
        for pk, own in by_row.items():
            if pk in rows:
                _add(found, rows[pk], own)
            else:
                _refuse(found, by, read[pk], own)
    found.missing = max(0, went_out - len(by_row) - len(found.refused)) if went_out else 0
    if len(found.changed) > MOST_CHANGED:
        raise Problem("too_many", _TOO_MANY_CHANGED, field="workbook")
    return found


def _ids_of_own(desk: Desk, by: Actor, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these are ids of rows of the actor's own organisations, also of withdrawn ones."""
    found: set[UUID] = set()
    for some in batched(dict.fromkeys(ids), _BATCH, strict=False):
        rows = desk.model._default_manager.filter(pk__in=some, organisation_id__in=by.home_organisations)
        found.update(rows.values_list("pk", flat=True))
    return found


def _rows_only_read(desk: Desk, by: Actor, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """{id: row} of these rows, which the actor reads, and does not correct if they are not among `rows_of_ids`."""
    found: dict[UUID, Any] = {}
    for some in batched(dict.fromkeys(ids), _BATCH, strict=False):
        found |= {row.pk: row for row in desk.kind.rows(by).filter(pk__in=some).select_related(*desk.related)}
    return found


def rows_of_ids(desk: Desk, by: Actor, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """{id: row} of the rows of this list that the actor reads and whose kind of correction she has."""
    found: dict[UUID, Any] = {}
    for some in batched(dict.fromkeys(ids), _BATCH, strict=False):
        rows = desk.kind.rows(by).filter(pk__in=some).select_related(*desk.related)
        # Who reads rows of other members through the network corrects none of them.
        within = gate.within_reach(rows, by=by, permission=desk.record)
        found |= {row.pk: row for row in within}
    return found


def _add(found: CorrectedWorkbook, row: Any, lines: Sequence[Line]) -> None:
    """Add what one row's lines say: nothing, changed answers, or contradictions."""
    marks = set(lines[0].marks.split())
    answers = [_changed_answers(found.columns, row, line, marks) for line in lines]
    reported = [one for one in answers if one]
    if not reported:
        found.untouched += 1
    elif any(one != reported[0] for one in reported):
        found.refused += [RefusedLine(line.number, _TWICE) for line in lines]
    else:
        number = next(line.number for line, one in zip(lines, answers, strict=True) if one)
        is_newer = mark_of_answer(row.pk, VERSION, row.changed_at.isoformat()) not in marks
        found.changed.append(ChangedRow(row, reported[0], is_newer, number))


def _refuse(found: CorrectedWorkbook, by: Actor, row: Any, lines: Sequence[Line]) -> None:
    """Refuse the lines of a row that the actor only reads, if somebody has changed a cell in them."""
    changed = [line for line in lines if _differs(found.columns, by, row, line)]
    found.refused += [RefusedLine(line.number, NOT_NOW) for line in changed]
    found.untouched += not changed


def _differs(columns: Mapping[str, CorrectedColumn], by: Actor, row: Any, line: Line) -> bool:
    """Whether a line says something else than the row says now or said when it went out."""
    for name, answer in _changed_answers(columns, row, line, set(line.marks.split())).items():
        now = columns[name].answer(columns[name].cell_of(row)) if may_read_field(by, row, name) else ""
        if answer != now:
            return True
    return False


def _changed_answers(columns: Mapping[str, CorrectedColumn], row: Any, line: Line, marks: set[str]) -> dict[str, str]:
    read = {name: columns[name].answer(cell) for name, cell in line.cells.items() if name in columns}
    return {name: answer for name, answer in read.items() if mark_of_answer(row.pk, name, answer) not in marks}


def lines_of_list(path: Path, slug: str) -> tuple[list[Line], int]:
    """The lines below the headings in a workbook of the list `slug`, and how many rows went out.

    Raises Problem at "workbook".
    """
    lines: list[Line] = []
    head: _Head | None = None
    with open_workbook(path) as book:
        for sheet in book.names:
            head_here: _Head | None = None
            for number, cells in enumerate(book.rows(sheet), start=1):
                if head_here is None:
                    head_here = _head(cells, slug)
                    skip = number + 1  # the headings that people read
                    continue
                if number == skip or not any(cell not in (None, "") for cell in cells):
                    continue
                line = _line(number, cells, head_here)
                if line.key == SUMS:
                    continue
                lines.append(line)
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
    if is_code_of_demo(cells[key]) and not settings.JATAN_DEMO:
        raise Problem("other_house", _OF_A_DEMO, field="workbook")
    names = {place: cell.strip() for place, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()}
    names.pop(key)
    if len(set(names.values())) != len(names):
        raise Problem("column_twice", _COLUMN_TWICE, field="workbook")
    marks = next((place for place, name in names.items() if name == "marks"), None)
    return _Head(rows_of_code(cells[key]), key, marks, {p: name for p, name in names.items() if p != marks})


def _line(number: int, cells: Sequence[Any], head: _Head) -> Line:
    def text(place: int | None) -> str:
        return str(cells[place] or "").strip() if place is not None and place < len(cells) else ""

    found = {name: cells[place] if place < len(cells) else None for place, name in head.columns.items()}
    return Line(number, text(head.key), text(head.marks), found)
