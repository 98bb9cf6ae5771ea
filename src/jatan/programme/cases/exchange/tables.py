"""Records from a table: a row of headings, perhaps a row of labels, then lines. For CSV and workbooks alike."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange import headings
from jatan.programme.cases.exchange.records import Parked, Taken, merge_lines, unknown_field_problem
from jatan.programme.cases.exchange.standard import Field
from jatan.programme.cases.exchange.values import MANY_BY

# A spreadsheet reads such a text as a formula; a text that starts with an apostrophe is prefixed too, so that
# removing the prefix restores it exactly.
FORMULA: Final = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
# Titles and remarks may stand above the headings.
_MOST_ABOVE: Final = 15
_CHOSEN: Final = frozenset({"1", "true", "yes", "x", "✓"})


def read_table(rows: Sequence[Sequence[str]]) -> Taken:
    """Read a table whose empty rows were left out. Raises Problem("unreadable") if no heading is known.

    Cells above the headings are parked, line 0.
    """
    top = _header(rows)
    if top is None:
        raise Problem("unreadable")
    names, rest = list(rows[top]), list(rows[top + 1 :])
    labels = list(rest.pop(0)) if rest and headings.is_label_row(rest[0]) else []
    parked = [Parked(0, "", cell[:500], unknown_field_problem()) for row in rows[:top] for cell in row if cell.strip()]
    titles = [*names, *labels[len(names) :]]
    ticks = _ticked_codes(titles)
    columns = headings.fields_of(names, labels)
    flat = [
        (_group(titles, columns, row, number), number, _filled_cells(titles, columns, ticks, row, number, parked))
        for number, row in enumerate(rest, start=1)
    ]
    records, lines = merge_lines(flat, parked)
    return Taken(_cell(titles, rest, "x_level"), tuple(records), tuple(parked), tuple(lines))


def most_known(rows: Sequence[Sequence[str]]) -> int:
    """How many headings of the standard stand in the best of the first rows."""
    return max(map(_known_columns, rows[:_MOST_ABOVE]), default=0)


def _known_columns(row: Sequence[str]) -> int:
    return sum(1 for cell in row if headings.field_for_heading(cell) is not None)


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    """The row of headings: the first that knows at least half as many columns as the best of the first rows."""
    best = most_known(rows)
    return next((at for at, row in enumerate(rows) if _known_columns(row) * 2 >= best), None) if best else None


def _ticked_codes(titles: Sequence[str]) -> dict[int, tuple[Field, str]]:
    """Column -> (field, code) where a survey form has a tick for each code: `vic_Methods_of_Control/DebtBondage`."""
    found: dict[int, tuple[Field, str]] = {}
    for place, title in enumerate(titles):
        parent, slash, code = title.rpartition("/")
        one = headings.field_for_heading(parent) if slash else None
        if one is not None and one.codes and headings.field_for_heading(code) is None:
            found[place] = (one, code)
    return found


def _filled_cells(
    titles: Sequence[str],
    columns: Sequence[Field | None],
    ticks: Mapping[int, tuple[Field, str]],
    row: Sequence[str],
    number: int,
    parked: list[Parked],
) -> dict[str, object]:
    """Field name -> cell of one line; a non-empty cell without a field is parked under its heading."""
    cells: dict[str, object] = {}
    ticked: dict[str, list[str]] = {}
    for place, cell in enumerate(row):
        if not cell.strip():
            continue
        one = columns[place] if place < len(columns) else None
        title = titles[place] if place < len(titles) else ""
        if one is not None:
            cells[one.name] = cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
        elif place in ticks:
            one, code = ticks[place]
            ticked.setdefault(one.name, []).extend([code] if cell.strip().casefold() in _CHOSEN else [])
        elif not headings.is_noise(title):
            parked.append(Parked(number, title[:100], cell[:500], unknown_field_problem()))
    # The same answer stands in the column of all codes; where that one is missing, the ticks are all there is.
    return {name: MANY_BY.join(codes) for name, codes in ticked.items() if codes} | cells


def _group(titles: Sequence[str], columns: Sequence[Field | None], row: Sequence[str], number: int) -> str:
    """Group key of a line: its record number, else its case id, else the line number."""
    if mine := _cell(titles, [row], "x_record"):
        return f"record {mine}"
    for one, cell in zip(columns, row, strict=False):
        if one is not None and one.name == "x_case_id" and cell.strip():
            return f"case {cell.strip().casefold()}"
    return f"line {number}"


def _cell(titles: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> str:
    place = next((at for at, title in enumerate(titles) if title.strip() == name), None)
    return rows[0][place].strip()[:100] if place is not None and rows and place < len(rows[0]) else ""
