"""Finds columns in which a cell is left empty where it is as in the row above, and reads them so once somebody said it.

Such an office writes a day or a block once and leaves the cells below it empty until it changes: most cells are empty,
several stand empty below each other more than once, the rest of the row is filled, and a filled cell hardly ever
repeats the one above it. Whether an empty cell means that, only the office knows; it is asked once a workbook. Where
less speaks for it, nobody is asked: an empty cell is empty.
"""

import dataclasses
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.questions import LEFT_EMPTY, Asked

# Fields of which a row may be known; a village may be unknown for its own sake, so that it has to follow one of these.
_LEADING, _FOLLOWING = ("date", "block"), ("panchayat", "village")
# A row that says the wider place was known no nearer.
_WIDER: Mapping[str, tuple[str, ...]] = {
    "date": (),
    "block": ("district",),
    "panchayat": ("district", "block"),
    "village": ("district", "block", "panchayat"),
}
# Fewer are empty because nobody knew the block, or forgot it.
_MIN_SHARE, _MOST_REPEATED = 0.5, 0.2
# Runs of empty cells, and how many cells make one.
_MIN_RUNS, _RUN = 2, 2
# The share of rows that fill a column which a full row has to fill, and of rows with an empty cell that are full.
_USUAL = _MOSTLY_FULL = 0.9


def may_leave_empty(layout: Layout) -> bool:
    """Whether the first rows of a table show an empty cell under a filled one: then it is worth reading as a whole."""
    return any(
        _is_left(layout.first_rows, column)
        for name, column in layout.columns.items()
        if name in (*_LEADING, *_FOLLOWING)
    )


def with_left_empty(layout: Layout, records: Iterable[Any]) -> Layout:
    """The table with the columns in which cells are left so, and how many. `records`: its RegisterRows."""
    cells = [row.cells for row in records]
    full = _full_rows(layout, cells)
    found = {name: _empty_rows(cells, full, name) for name in _LEADING if name in layout.columns}
    leading = {name: rows for name, rows in found.items() if rows}
    together = frozenset().union(*leading.values())
    following = {name: _empty_rows(cells, full, name) for name in _FOLLOWING if name in layout.columns}
    whole = leading | {name: rows for name, rows in following.items() if rows and rows <= together}
    return dataclasses.replace(layout, left_empty={name: len(rows) for name, rows in whole.items()})


def read_left_empty(layout: Layout, *, repeats_above: bool) -> Layout:
    """The table as somebody said that its empty cells are read: as in the row above, or as empty."""
    if repeats_above:
        return dataclasses.replace(layout, repeats_above=True)
    return dataclasses.replace(layout, left_empty={})


def fill_left_empty(layout: Layout, row: Any, last: dict[str, Any]) -> None:
    """Fill the cells of a RegisterRow that are left empty, or ask about them. `last`: the last cell that was filled."""
    for name in layout.left_empty:
        value = row.cells.get(name, "")
        if value != "":
            last[name] = value
        elif _says_wider(row.cells, name):
            continue
        elif name in last and layout.repeats_above:
            row.cells[name] = last[name]
            row.filled.append(name)
        elif name in last:
            row.asked[name] = Asked(LEFT_EMPTY, (_as_text(last[name]),))


def _full_rows(layout: Layout, cells: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    """The records that fill every column which nearly all of them fill, apart from those that may be left so."""
    filled = Counter(name for one in cells for name, cell in one.items() if cell != "")
    usual = {name for name in layout.columns if filled[name] >= _USUAL * len(cells)} - _WIDER.keys()
    return frozenset(number for number, one in enumerate(cells) if all(one.get(name, "") != "" for name in usual))


def _empty_rows(cells: Sequence[Mapping[str, Any]], full: Collection[int], name: str) -> frozenset[int]:
    """The records whose cell is empty, where the column looks as if they were as the row above; else none.
    `full`: those that are filled otherwise."""
    filled = [plain(_as_text(one[name])) for one in cells if one.get(name, "") != ""]
    empty = [number for number, one in enumerate(cells) if one.get(name, "") == "" and not _says_wider(one, name)]
    if not filled or empty[:1] == [0] or len(empty) < _MIN_SHARE * len(cells):
        return frozenset()
    if _count_runs(empty) < _MIN_RUNS or sum(number in full for number in empty) < _MOSTLY_FULL * len(empty):
        return frozenset()
    repeated = sum(one == other for one, other in itertools.pairwise(filled))
    return frozenset(empty) if repeated <= _MOST_REPEATED * len(filled) else frozenset()


def _count_runs(numbers: Sequence[int]) -> int:
    """How often at least two of these numbers follow each other."""
    runs = itertools.groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    return sum(len(list(run)) >= _RUN for _start, run in runs)


def _says_wider(cells: Mapping[str, Any], name: str) -> bool:
    return any(cells.get(wider, "") != "" for wider in _WIDER[name])


def _is_left(rows: Sequence[Sequence[Any]], column: int) -> bool:
    is_filled = [column < len(row) and row[column] not in ("", None) for row in rows]
    return any(above and not below for above, below in itertools.pairwise(is_filled))


def _as_text(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else str(value)
