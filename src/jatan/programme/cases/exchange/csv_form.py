"""Records as CSV: one line for a case, and one more for each further row of a repeated section.

HTCDS defines no file format. Ours is the toolkit's flat table with three columns in front; multiple values share one
cell, separated by `;`. A text that a spreadsheet would read as a formula is prefixed with an apostrophe.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange import headings
from jatan.programme.cases.exchange.records import (
    Parked,
    Record,
    Taken,
    merge_lines,
    unknown_field_problem,
    validate_record,
)
from jatan.programme.cases.exchange.standard import FIELDS, PROFILE, REPEATED, SECTIONS, Field
from jatan.programme.cases.exchange.values import format_value

__all__ = ["MOST_LINES", "escape_formula", "from_csv", "to_csv"]

MOST_LINES: Final = 100_000
_FRONT: Final = ("x_record", "x_profile", "x_level")
# A spreadsheet reads such a text as a formula; a text that starts with an apostrophe is prefixed too, so that
# removing the prefix restores it exactly.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_FREE = frozenset({"text", "long", "lookup"})


def escape_formula(text: str) -> str:
    """The text, prefixed with an apostrophe if a spreadsheet would read it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def to_csv(records: Sequence[Record], level: str) -> str:
    """CSV text with one heading line and all columns that are not empty at this level."""
    kept = [validate_record(record) for record in records]
    used = {name for record in kept for rows in record.values() for row in rows for name in row}
    names = [name for name, one in FIELDS.items() if name in used or (level == "full" and not one.is_extension)]
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([*_FRONT, *names])
    for number, record in enumerate(kept, start=1):
        for line in _lines(record):
            writer.writerow([number, PROFILE, level, *(line.get(name, "") for name in names)])
    return target.getvalue()


def from_csv(content: str | bytes) -> Taken:
    """Read a table: ours, the toolkit's workbook saved as CSV, or the export of its survey form.

    Raises Problem("unreadable") for any other table.
    """
    lines = list(_rows(content))
    if not lines:
        raise Problem("unreadable")
    names, rest = lines[0], lines[1:]
    labels = rest.pop(0) if rest and headings.is_label_row(rest[0]) else []
    columns = headings.fields_of(names, labels)
    if not any(columns):
        raise Problem("unreadable")
    parked: list[Parked] = []
    titles = [*names, *labels[len(names) :]]
    flat = [
        (_group(titles, columns, row, number), number, _filled_cells(titles, columns, row, number, parked))
        for number, row in enumerate(rest, start=1)
    ]
    records = merge_lines(flat, parked)
    return Taken(_cell(titles, rest, "x_level"), tuple(records), tuple(parked))


def _rows(content: str | bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
        lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
        for number, row in enumerate(lines):
            if number > MOST_LINES:
                raise Problem("unreadable")
            if any(cell.strip() for cell in row):
                yield row
    except (csv.Error, UnicodeDecodeError):
        raise Problem("unreadable") from None


def _lines(record: Record) -> Iterator[Mapping[str, str]]:
    """The lines of one record: single sections and first rows of repeated ones, then the second rows, and so on."""
    for place in range(max((len(rows) for rows in record.values()), default=0)):
        line: dict[str, str] = {}
        for section in SECTIONS:
            rows = record.get(section, ())
            if place < len(rows) and (section in REPEATED or place == 0):
                line |= {name: _escaped_text(FIELDS[name], format_value(value)) for name, value in rows[place].items()}
        yield line


def _escaped_text(one: Field, text: str) -> str:
    return escape_formula(text) if one.kind in _FREE else text


def _filled_cells(
    titles: Sequence[str], columns: Sequence[Field | None], row: Sequence[str], number: int, parked: list[Parked]
) -> dict[str, object]:
    """Field name -> cell of one line; a non-empty cell without a field is parked under its heading."""
    cells: dict[str, object] = {}
    for place, cell in enumerate(row):
        if not cell.strip():
            continue
        one = columns[place] if place < len(columns) else None
        title = titles[place] if place < len(titles) else ""
        if one is not None:
            cells[one.name] = cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
        elif not headings.is_noise(title):
            parked.append(Parked(number, title[:100], cell[:500], unknown_field_problem()))
    return cells


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
