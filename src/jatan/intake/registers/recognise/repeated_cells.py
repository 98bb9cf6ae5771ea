"""What an office writes once for several rows: a merged cell, or a ditto mark below the cell that is meant.

Between the workbook's rows and rows.py. Counts and numbers that name one record are never repeated.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.vocabulary.cell_phrases import is_ditto

__all__ = ["Merged", "as_above", "spread"]

# First row, first column, last row, last column of a merged cell, from 0.
type Merged = tuple[int, int, int, int]

# A merged cell that is taller was drawn by mistake.
_TALLEST = 1_000
_MOST_CELLS = 200_000
_OF_ONE_ROW = frozenset(
    {"serial", "women", "men", "girls", "boys", "total", "follow_ups", "money_recovered", "wage", "case_code"}
    | {"reference_number"}
)


def spread(layout: Layout, rows: Iterable[Sequence[Any]], merged: Iterable[Merged]) -> Iterator[Sequence[Any]]:
    """The rows, what is merged downwards repeated in every row that says anything of its own."""
    covered = _covered(layout, merged)
    tops: dict[int, set[int]] = defaultdict(set)
    for row, column in {top for cells in covered.values() for top in cells}:
        tops[row].add(column)
    held: dict[tuple[int, int], Any] = {}
    for number, raw in enumerate(rows):
        held.update(((number, column), raw[column]) for column in tops.get(number, ()) if column < len(raw))
        if number in covered and any(cell not in ("", None) for cell in raw):
            yield _filled(raw, {column: held.get((top, column), "") for top, column in covered[number]})
        else:
            yield raw


def as_above(cells: dict[str, Any], above: dict[str, Any]) -> list[str]:
    """Put into `cells` what the row above says wherever they hold a ditto mark; returns the fields."""
    found = [name for name, value in cells.items() if isinstance(value, str) and is_ditto(value) and name in above]
    cells.update((name, above[name]) for name in found)
    return found


def _covered(layout: Layout, merged: Iterable[Merged]) -> dict[int, list[tuple[int, int]]]:
    """Row -> (first row, column) of each merged cell that reaches down into it."""
    # A forum that lies in two villages is one forum; a person with two schemes has two rows.
    once = _OF_ONE_ROW | ({"forum"} if layout.kind.anchor == "forum" else frozenset())
    columns = {column for name, column in layout.columns.items() if name not in once}
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    cells = 0
    for first, column, last, _last_column in merged:
        if first >= layout.header_rows and column in columns and cells < _MOST_CELLS:
            cells += min(last - first, _TALLEST)
            for row in range(first + 1, min(last, first + _TALLEST) + 1):
                found[row].append((first, column))
    return found


def _filled(raw: Sequence[Any], values: dict[int, Any]) -> list[Any]:
    filled = [*raw, *[""] * (max(values) + 1 - len(raw))]
    for column, value in values.items():
        if filled[column] in ("", None):
            filled[column] = value
    return filled
