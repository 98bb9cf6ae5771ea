"""Finds rows that are no records: blank, total, note and repeated header rows.

A dated row with a serial number, or with ordinary words, is always a record. So is every doubtful row: it is then
parked where a person sees it, rather than skipped.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.running_sums import RunningSums, number_in
from jatan.intake.registers.recognise.vocabulary.cell_phrases import is_note, is_nothing, is_period
from jatan.intake.registers.recognise.vocabulary.count_headings import PARTS, parse_count_heading
from jatan.intake.registers.recognise.vocabulary.kinds import ACTIVITIES
from jatan.intake.registers.recognise.vocabulary.totals import holds_total, is_total, mentions_total
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.ranges import first_day_of_range
from jatan.intake.registers.workbook.formula_cells import is_formula
from jatan.intake.registers.workbook.formula_sums import adds_rows
from jatan.kernel.dates import parse_date
from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits

_PLACE_FIELDS = frozenset({"district", "block", "panchayat", "village"})
# Free text in these columns may contain योग as "yoga", not as "total".
_FREE_TEXT = frozenset({"topic", "title", "description", "decisions", "scheme", "issue"})
_COUNTING_KINDS = ACTIVITIES | {"group_reach"}
_COUNTS = frozenset({*PARTS, "total"})
_MIN_COLUMNS = 3
_SHORT, _LONG = 2, 4
_LARGEST_COUNT = 10_000_000


@dataclass(frozen=True, slots=True)
class _Row:
    """One row for the checks below. `anchor`: its cell in the kind's anchor column; "" where that is empty.
    `formulas`: those of its cells that were never calculated; they are no texts."""

    layout: Layout
    serial: str
    cells: Mapping[str, Any]
    raw: Sequence[Any]
    anchor: Any
    texts: Mapping[str, str]
    formulas: Sequence[str]

    @property
    def is_by_day(self) -> bool:
        return self.layout.kind.anchor == "date"

    @property
    def has_number(self) -> bool:
        """Whether the row has a serial number."""
        return self.serial.isdigit()

    @property
    def numbers(self) -> dict[str, float]:
        found = {name: number_in(name, value) for name, value in self.cells.items()}
        return {name: number for name, number in found.items() if number is not None}


def skip_reason(
    layout: Layout, serial: str, cells: Mapping[str, Any], raw: Sequence[Any], words: Vocabulary, sums: RunningSums
) -> str | None:
    """Why a row is no record: blank, totals, headers or notes; None for a record. `cells` as read by rows.py.

    `sums`: sums of the records above; a row of numbers only is a total only if it agrees with them.
    """
    written = [cell for cell in raw if cell not in ("", None)]
    if not written or all(isinstance(cell, str) and is_nothing(cell) for cell in _without_serial(layout, raw)):
        return "blank"
    if _is_numbering(written):
        return "headers"
    row = _row(layout, serial, cells, raw)
    if row.anchor == "" and not row.texts and row.numbers and not any(row.numbers.values()):
        return "blank"  # formulas filled down over rows not written yet
    if row.formulas and row.anchor == "" and not row.texts and not row.numbers:
        added = [adds_rows(text) for text in row.formulas]
        if None not in added:
            # Sums of a column below the records, or sums of each row filled down over rows not written yet.
            return "totals" if any(added) else "blank"
    if _is_total_row(row) or _is_sum_row(row, sums):
        return "totals"
    if not cells or _is_note(row):
        return "notes"
    return "headers" if len(row.texts) >= 2 and _repeats_header(layout, cells, words) else None


def _row(layout: Layout, serial: str, cells: Mapping[str, Any], raw: Sequence[Any]) -> _Row:
    anchor = cells.get(layout.kind.anchor, "")
    texts = {name: value for name, value in cells.items() if isinstance(value, str) and number_in(name, value) is None}
    formulas = [texts.pop(name) for name, value in tuple(texts.items()) if is_formula(value)]
    if isinstance(anchor, str) and is_nothing(anchor):
        anchor = ""
        texts.pop(layout.kind.anchor, None)
    return _Row(
        layout, serial, cells, raw, "" if isinstance(anchor, str) and is_formula(anchor) else anchor, texts, formulas
    )


def _without_serial(layout: Layout, raw: Sequence[Any]) -> list[Any]:
    """Cells other than the serial number: a row with nothing but a pre-printed number is blank."""
    at = layout.columns.get("serial")
    return [
        cell
        for column, cell in enumerate(raw)
        if cell not in ("", None) and (column != at or (isinstance(cell, str) and not cell.strip(".() ").isdigit()))
    ]


def _is_numbering(written: Sequence[Any]) -> bool:
    """True for 1, 2, 3 ... or (1), (2), (3) ... across the columns."""
    if len(written) < _MIN_COLUMNS:
        return False
    for expected, cell in enumerate(written, start=1):
        value = ascii_digits(cell).strip("()[]. ") if isinstance(cell, str) else cell
        if isinstance(cell, bool) or str(value).removesuffix(".0") != str(expected):
            return False
    return True


def _is_total_row(row: _Row) -> bool:
    at = row.layout.columns.get("serial", len(row.raw))
    serial_cell = row.raw[at] if at < len(row.raw) else ""
    if isinstance(serial_cell, str) and serial_cell and mentions_total(serial_cell):
        return True
    texts = {name: text for name, text in row.texts.items() if not _is_day(row, name, text)}
    totals = {name for name, text in texts.items() if is_total(text)}
    has_no_date = row.anchor == "" or _is_total_of_anchor(row)
    if row.has_number:  # with a serial number, only a row without other texts is a total
        return bool(totals) and totals == texts.keys() and totals.isdisjoint(_FREE_TEXT) and has_no_date
    if not has_no_date:
        if not row.is_by_day:
            return False  # a total row has no name
        return bool(totals) and (
            totals == texts.keys() or (bool(totals & _PLACE_FIELDS) and texts.keys() <= _PLACE_FIELDS)
        )
    if any(isinstance(cell, str) and cell and is_total(cell) for cell in _cells_outside_free_text(row)):
        return True
    if _is_total_of_anchor(row) and texts.keys() <= {row.layout.kind.anchor, *_PLACE_FIELDS}:
        return True
    return bool(texts) and all(mentions_total(text) for text in texts.values())


def _is_total_of_anchor(row: _Row) -> bool:
    """True where the anchor cell is a total: in the date column, or alone in the name column."""
    if not isinstance(row.anchor, str) or row.anchor == "":
        return False
    if row.is_by_day:
        return holds_total(row.anchor) and not _is_date_text(row.anchor)
    if is_total(row.anchor):
        return True
    # A person or forum may be named कुल or योग: a row with a date or a telephone number is a record.
    has_more = any(isinstance(cell, dt.date) or _is_large(cell) for cell in row.cells.values() if cell != row.anchor)
    return len(row.texts) == 1 and not row.has_number and not has_more and mentions_total(row.anchor)


def _is_large(cell: Any) -> bool:
    return isinstance(cell, int | float) and cell >= _LARGEST_COUNT


def _is_day(row: _Row, name: str, text: str) -> bool:
    return name == row.layout.kind.anchor and not is_total(text)


def _cells_outside_free_text(row: _Row) -> list[Any]:
    """All cells outside the free text columns."""
    subjects = {row.layout.columns.get(name) for name in _FREE_TEXT}
    return [cell for column, cell in enumerate(row.raw) if column not in subjects]


def _is_sum_row(row: _Row, sums: RunningSums) -> bool:
    """True for a row of numbers only that are the sums, or the number, of the records above."""
    if row.has_number or row.anchor != "" or row.texts or any(isinstance(cell, dt.date) for cell in row.cells.values()):
        return False
    # The number of people may be written in any column.
    others = {name: cell for name, cell in row.cells.items() if isinstance(cell, int | float)}
    numbers = others | row.numbers
    return bool(numbers) and sums.agree(numbers, or_rows=not row.is_by_day)


def _is_note(row: _Row) -> bool:
    """True for a row of text only that is no record: a remark, a month as a heading, "Prepared by"."""
    if row.has_number or row.numbers or len(row.texts) < len(row.cells):
        return False
    if row.anchor == "":
        return len(row.texts) <= _SHORT or (len(row.texts) <= _LONG and any(map(is_note, row.texts.values())))
    if not isinstance(row.anchor, str) or _is_date_text(row.anchor):
        return False
    if not row.is_by_day:
        is_alone = len(row.cells) == 1 and not row.serial
        return (len(row.texts) <= _SHORT and is_note(row.anchor)) or (is_alone and is_period(row.anchor))
    if len(row.cells) == 1 and not row.serial:
        return sum(cell not in ("", None) for cell in row.raw) == 1 or is_note(row.anchor)
    is_no_day_at_all = not any(letter.isdigit() for letter in row.anchor)
    may_be_counted = row.layout.kind.code not in _COUNTING_KINDS
    return len(row.texts) <= _LONG and is_no_day_at_all and (is_note(row.anchor) or not may_be_counted)


def _is_date_text(text: str) -> bool:
    """True for a date, also an impossible one such as 31.02."""
    try:
        parse_date(text)
    except Problem as problem:
        return problem.code == "no_such_date" or first_day_of_range(text) is not None
    return True


def _repeats_header(layout: Layout, cells: Mapping[str, Any], words: Vocabulary) -> bool:
    if not all(isinstance(value, str) for value in cells.values()):
        return False  # most records end here, before their words are looked up
    anchor = str(cells.get(layout.kind.anchor, ""))
    if anchor and words.field(anchor, layout.kind) != layout.kind.anchor:
        return False
    same = sum(_is_heading_of(layout, name, value, words) for name, value in cells.items())
    # Without the anchor: a lower row of a heading of two or three.
    return same * 2 >= len(cells) if anchor else same == len(cells)


def _is_heading_of(layout: Layout, name: str, text: str, words: Vocabulary) -> bool:
    """True for a heading of this column, or of one row of its heading: "Name" below "Agent"."""
    if words.field(text, layout.kind) == name or (name in _COUNTS and parse_count_heading(text) is not None):
        return True
    column = layout.columns.get(name, len(layout.headings))
    return column < len(layout.headings) and f" {plain(text)} " in f" {plain(layout.headings[column])} "
