"""Repeats cells that are written once for several rows: merged cells and ditto marks.

Applied before rows.py reads the rows. Counts, and numbers that identify one record, are never repeated.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.vocabulary.cell_phrases import is_ditto

# First row, first column, last row, last column of a merged cell, from 0.
type Merged = tuple[int, int, int, int]

# Rows. A taller merged cell is assumed to be a mistake and cut.
_MAX_HEIGHT = 1_000
_MAX_CELLS = 200_000
_NEVER_REPEATED = frozenset(
    {"serial", "women", "men", "girls", "boys", "total", "follow_ups", "money_recovered", "wage", "case_code"}
    | {"reference_number"}
)


def repeat_merged_cells(
    layout: Layout, rows: Iterable[Sequence[Any]], merged: Iterable[Merged]
) -> Iterator[Sequence[Any]]:
    """The rows, with vertically merged cells repeated in every row that is not empty."""
    covered = _covering_cells(layout, merged)
    tops: dict[int, set[int]] = defaultdict(set)
    for row, column in {top for cells in covered.values() for top in cells}:
        tops[row].add(column)
    held: dict[tuple[int, int], Any] = {}
    for number, raw in enumerate(rows):
        held.update(((number, column), raw[column]) for column in tops.get(number, ()) if column < len(raw))
        if number in covered and any(cell not in ("", None) for cell in raw):
            yield _fill_empty(raw, {column: held.get((top, column), "") for top, column in covered[number]})
        else:
            yield raw


def replace_ditto_marks(cells: dict[str, Any], above: dict[str, Any]) -> list[str]:
    """Replace ditto marks in `cells` by the values of the row above; return the fields replaced."""
    found = [name for name, value in cells.items() if isinstance(value, str) and is_ditto(value) and name in above]
    cells.update((name, above[name]) for name in found)
    return found


def _covering_cells(layout: Layout, merged: Iterable[Merged]) -> dict[int, list[tuple[int, int]]]:
    """{row: [(first row, column) of each merged cell that covers it]}."""
    # A forum in two villages is one forum, so its name is not repeated; a person with two schemes has two rows.
    not_repeated = _NEVER_REPEATED | ({"forum"} if layout.kind.anchor == "forum" else frozenset())
    columns = {column for name, column in layout.columns.items() if name not in not_repeated}
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    cells = 0
    for first, column, last, _last_column in merged:
        if first >= layout.header_rows and column in columns and cells < _MAX_CELLS:
            cells += min(last - first, _MAX_HEIGHT)
            for row in range(first + 1, min(last, first + _MAX_HEIGHT) + 1):
                found[row].append((first, column))
    return found


def _fill_empty(raw: Sequence[Any], values: dict[int, Any]) -> list[Any]:
    filled = [*raw, *[""] * (max(values) + 1 - len(raw))]
    for column, value in values.items():
        if filled[column] in ("", None):
            filled[column] = value
    return filled
