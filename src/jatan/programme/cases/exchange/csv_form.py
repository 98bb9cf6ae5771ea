"""Records as CSV: one line for a case, and one more for each further row of a repeated section.

HTCDS defines no file format. Ours is the toolkit's flat table with three columns in front; multiple values share one
cell, separated by `;`. A text that a spreadsheet would read as a formula is prefixed with an apostrophe.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.records import Record, Taken, validate_record
from jatan.programme.cases.exchange.standard import FIELDS, PROFILE, REPEATED, SECTIONS, Field
from jatan.programme.cases.exchange.tables import FORMULA, read_table
from jatan.programme.cases.exchange.values import format_value

MOST_LINES: Final = 100_000
_FRONT: Final = ("x_record", "x_profile", "x_level")
_FREE = frozenset({"text", "long", "lookup"})


def escape_formula(text: str) -> str:
    """The text, prefixed with an apostrophe if a spreadsheet would read it as a formula."""
    return f"'{text}" if FORMULA.match(text) else text


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
    return read_table(list(_rows(content)))


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
