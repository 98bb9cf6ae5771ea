"""What stands between the records of a sheet and is none: blank, total, note and repeated header rows.

rows.py asks about every row. A dated row with a number of its own, or with ordinary words, is always a record; so is
whatever may be one: it is parked where somebody sees it, never left out in silence.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.running_sums import Sums, number_in
from jatan.intake.registers.recognise.vocabulary.cell_phrases import is_note, is_nothing
from jatan.intake.registers.recognise.vocabulary.kinds import ACTIVITIES
from jatan.intake.registers.recognise.vocabulary.totals import holds_total, is_total, mentions_total
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.ranges import first_of
from jatan.kernel.dates import parse_date
from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits

__all__ = ["not_a_record"]

_PLACES = frozenset({"district", "block", "panchayat", "village"})
# What was talked about may be called योग: yoga.
_SUBJECTS = frozenset({"topic", "title", "description", "decisions", "scheme", "issue"})
_COUNTED = ACTIVITIES | {"group_reach"}
_FEWEST_COLUMNS = 3
_SHORT, _LONG = 2, 4
_LARGEST_COUNT = 10_000_000


@dataclass(frozen=True, slots=True)
class _Row:
    """One row as the questions below need it. `anchor`: "" where its cell says nothing, or a total and no day."""

    layout: Layout
    serial: str
    cells: Mapping[str, Any]
    raw: Sequence[Any]
    anchor: Any
    texts: Mapping[str, str]

    @property
    def is_by_day(self) -> bool:
        return self.layout.kind.anchor == "date"

    @property
    def has_number(self) -> bool:
        """A number of its own."""
        return self.serial.isdigit()

    @property
    def numbers(self) -> dict[str, float]:
        found = {name: number_in(name, value) for name, value in self.cells.items()}
        return {name: number for name, number in found.items() if number is not None}


def not_a_record(
    layout: Layout, serial: str, cells: Mapping[str, Any], raw: Sequence[Any], words: Vocabulary, sums: Sums
) -> str | None:
    """Why a row is no record: blank, totals, headers, notes; None if it is one. `cells` as rows.py has read them.

    `sums`: what the records above came to; a row of numbers alone is a total only where it agrees with them.
    """
    written = [cell for cell in raw if cell not in ("", None)]
    if not written or all(isinstance(cell, str) and is_nothing(cell) for cell in _but_serial(layout, raw)):
        return "blank"
    if _is_numbering(written):
        return "headers"
    row = _row(layout, serial, cells, raw)
    if row.anchor == "" and not row.texts and row.numbers and not any(row.numbers.values()):
        return "blank"  # a formula drawn down to where nothing is written yet
    if _is_total_row(row) or _is_wordless_total(row, sums):
        return "totals"
    if not cells or _is_note(row):
        return "notes"
    return "headers" if len(row.texts) >= 2 and _repeats_header(layout, cells, words) else None


def _row(layout: Layout, serial: str, cells: Mapping[str, Any], raw: Sequence[Any]) -> _Row:
    anchor = cells.get(layout.kind.anchor, "")
    texts = {name: value for name, value in cells.items() if isinstance(value, str) and number_in(name, value) is None}
    if isinstance(anchor, str) and is_nothing(anchor):
        anchor = ""
        texts.pop(layout.kind.anchor, None)
    return _Row(layout, serial, cells, raw, anchor, texts)


def _but_serial(layout: Layout, raw: Sequence[Any]) -> list[Any]:
    """What is written beside the serial number; a pre-printed number and nothing else is a blank row."""
    at = layout.columns.get("serial")
    return [
        cell
        for column, cell in enumerate(raw)
        if cell not in ("", None) and (column != at or (isinstance(cell, str) and not cell.strip(".() ").isdigit()))
    ]


def _is_numbering(written: Sequence[Any]) -> bool:
    """True for 1, 2, 3 ... or (1), (2), (3) ... across the columns."""
    if len(written) < _FEWEST_COLUMNS:
        return False
    for expected, cell in enumerate(written, start=1):
        said = ascii_digits(cell).strip("()[]. ") if isinstance(cell, str) else cell
        if isinstance(cell, bool) or str(said).removesuffix(".0") != str(expected):
            return False
    return True


def _is_total_row(row: _Row) -> bool:
    at = row.layout.columns.get("serial", len(row.raw))
    before = row.raw[at] if at < len(row.raw) else ""
    if isinstance(before, str) and before and mentions_total(before):
        return True
    said = {name: text for name, text in row.texts.items() if not _is_day(row, name, text)}
    totals = {name for name, text in said.items() if is_total(text)}
    has_no_day = row.anchor == "" or _is_total_of_anchor(row)
    if row.has_number:  # a number of its own: only a row that says nothing else is a total
        return bool(totals) and totals == said.keys() and totals.isdisjoint(_SUBJECTS) and has_no_day
    if not has_no_day:
        if not row.is_by_day:
            return False  # a total has no name
        return bool(totals) and (totals == said.keys() or (bool(totals & _PLACES) and said.keys() <= _PLACES))
    if any(isinstance(cell, str) and cell and is_total(cell) for cell in _others(row)):
        return True
    if _is_total_of_anchor(row) and said.keys() <= {row.layout.kind.anchor, *_PLACES}:
        return True
    return bool(said) and all(mentions_total(text) for text in said.values())


def _is_total_of_anchor(row: _Row) -> bool:
    """True where a total is said in the very column of the day, or alone in the column of the name."""
    if not isinstance(row.anchor, str) or row.anchor == "":
        return False
    if row.is_by_day:
        return holds_total(row.anchor) and not _names_a_day(row.anchor)
    if is_total(row.anchor):
        return True
    # A person or a forum may be called कुल or योग: what is dated, or has a telephone number, is one of them.
    has_more = any(isinstance(cell, dt.date) or _is_large(cell) for cell in row.cells.values() if cell != row.anchor)
    return len(row.texts) == 1 and not row.has_number and not has_more and mentions_total(row.anchor)


def _is_large(cell: Any) -> bool:
    return isinstance(cell, int | float) and cell >= _LARGEST_COUNT


def _is_day(row: _Row, name: str, text: str) -> bool:
    return name == row.layout.kind.anchor and not is_total(text)


def _others(row: _Row) -> list[Any]:
    """Every cell but those whose words may be a subject."""
    subjects = {row.layout.columns.get(name) for name in _SUBJECTS}
    return [cell for column, cell in enumerate(row.raw) if column not in subjects]


def _is_wordless_total(row: _Row, sums: Sums) -> bool:
    """True for numbers alone that are the sum, or the number, of the records above."""
    if row.has_number or row.anchor != "" or row.texts or any(isinstance(cell, dt.date) for cell in row.cells.values()):
        return False
    # Whoever counts people may write their number into any column.
    others = {name: cell for name, cell in row.cells.items() if isinstance(cell, int | float)}
    numbers = others | row.numbers
    return bool(numbers) and sums.agree(numbers, or_rows=not row.is_by_day)


def _is_note(row: _Row) -> bool:
    """True for words that stand where no record is: a remark, a month as a heading, "Prepared by"."""
    if row.has_number or row.numbers or len(row.texts) < len(row.cells):
        return False
    if row.anchor == "":
        return len(row.texts) <= _SHORT or (len(row.texts) <= _LONG and any(map(is_note, row.texts.values())))
    if not isinstance(row.anchor, str) or _names_a_day(row.anchor):
        return False
    if not row.is_by_day:
        return len(row.texts) <= _SHORT and is_note(row.anchor)
    if len(row.cells) == 1 and not row.serial:
        return sum(cell not in ("", None) for cell in row.raw) == 1 or is_note(row.anchor)
    is_no_day_at_all = not any(letter.isdigit() for letter in row.anchor)
    may_be_counted = row.layout.kind.code not in _COUNTED
    return len(row.texts) <= _LONG and is_no_day_at_all and (is_note(row.anchor) or not may_be_counted)


def _names_a_day(text: str) -> bool:
    """True also for a day that no calendar has: somebody meant one."""
    try:
        parse_date(text)
    except Problem as problem:
        return problem.code == "no_such_date" or first_of(text) is not None
    return True


def _repeats_header(layout: Layout, cells: Mapping[str, Any], words: Vocabulary) -> bool:
    anchor = cells.get(layout.kind.anchor)
    if not isinstance(anchor, str) or words.field(anchor, layout.kind) != layout.kind.anchor:
        return False
    same = sum(isinstance(value, str) and words.field(value, layout.kind) == name for name, value in cells.items())
    return same * 2 >= len(cells)
