"""Yields the records of a recognised sheet; blank, total, note and repeated header rows are skipped and counted.

Cells keep the type that the workbook has; text is tidied, and a possible Aadhaar number is masked before anything is
stored or compared (Aadhaar Act 2016, s. 29: not to be stored).
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.columns import whole_number
from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.legacy_text import ConvertedText
from jatan.intake.registers.recognise.normalised import plain, tidy
from jatan.intake.registers.recognise.repeated_cells import Merged, repeat_merged_cells, replace_ditto_marks
from jatan.intake.registers.recognise.row_filter import skip_reason
from jatan.intake.registers.recognise.running_sums import RunningSums
from jatan.intake.registers.recognise.vocabulary.cell_phrases import is_nothing, pay_period
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.kernel.dates import DateOrder, date_order, parse_date
from jatan.kernel.numbers import parse_phone
from jatan.kernel.text.aadhaar import holds_aadhaar, without_aadhaar
from jatan.kernel.text.digits import ascii_digits

__all__ = [
    "Cell",
    "RegisterRow",
    "build_row",
    "cell_from_json",
    "cell_to_json",
    "read_records",
    "row_from_json",
    "serial_of",
]

type Cell = str | float | int | bool | dt.date | dt.datetime

_PHONES = frozenset({"phone", "agent_phone", "contact_at_destination"})
_INFINITE = (float("inf"), float("-inf"))
_SERIAL = re.compile(r"\D*(\d+)(?:\.0)?\D*")


@dataclass(slots=True)
class RegisterRow:
    """One record as written. `number`: the row number in the sheet, from 1.

    `masked`: fields with a masked Aadhaar number; `repeated`: fields whose ditto mark was replaced; `converted`:
    {field: the text as written} of cells in a Hindi font older than Unicode; `confirmed`: fields whose implausible
    figure somebody said is right; `month_first`: fields whose date was read month first and could be day first as well.
    """

    sheet: str
    number: int
    serial: str
    cells: dict[str, Cell]
    masked: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    converted: dict[str, str] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    month_first: list[str] = field(default_factory=list)


def read_records(
    layout: Layout,
    rows: Iterable[Sequence[Any]],
    words: Vocabulary,
    skipped: Counter[str],
    merged: Iterable[Merged] = (),
    left_out: Collection[int] = frozenset(),
) -> Iterator[RegisterRow]:
    """The records below the header. `skipped` is filled with counts by reason; `merged`: the sheet's merged cells;
    `left_out`: the numbers of rows that are no records, but stand in totals and above ditto marks."""
    sums = RunningSums()
    above: dict[str, Cell] = {}
    for number, raw in enumerate(repeat_merged_cells(layout, rows, merged), start=1):
        if number <= layout.header_rows:
            continue
        if number in layout.titles:
            skipped["headers"] += 1
            continue
        if layout.last_row is not None and number > layout.last_row:
            break
        row = _row(layout, number, raw)
        row.repeated = replace_ditto_marks(row.cells, above)
        reason = skip_reason(layout, row.serial, row.cells, raw, words, sums)
        if reason is None:
            sums.add(row.cells)
            above = row.cells
            if number not in left_out:
                yield row
            else:
                skipped["hidden"] += 1
        elif reason != "blank":
            skipped[reason] += 1
        if reason == "totals":
            sums.restart()


def serial_of(value: Any) -> str:
    """The normalised serial number: 7, "7." and "७" give "7". "" where there is none."""
    if value is None or value == "":
        return ""
    whole = isinstance(value, float) and value.is_integer()
    text = without_aadhaar(ascii_digits(str(int(value) if whole else value)).strip())
    if whole:
        return text
    match = _SERIAL.fullmatch(text)
    return str(int(match[1])) if match and len(match[1]) < 12 else plain(text)[:40]


def cell_to_json(value: Cell) -> str | float | int | bool:
    """A cell as a JSON value; a date as ISO text."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def cell_from_json(value: Any) -> Cell:
    """A cell from JSON. A date stays ISO text, which the date parser of register cells reads too."""
    return tidy(value) if isinstance(value, str) else value


def row_from_json(sheet: str, number: int, serial: str, cells: Mapping[str, Any]) -> RegisterRow:
    """A stored or repaired row as a RegisterRow, tidied and masked as if read from a workbook."""
    return build_row(sheet, number, serial, ((name, cell_from_json(value)) for name, value in cells.items()))


def _row(layout: Layout, number: int, raw: Sequence[Any]) -> RegisterRow:
    width = len(raw)
    values_by_field = ((name, raw[column]) for name, column in layout.columns.items() if column < width)
    serial_column = layout.columns.get("serial", width)
    serial = serial_of(raw[serial_column]) if serial_column < width else ""
    row = build_row(layout.sheet, number, serial, values_by_field)
    if layout.sums and (total := _sum_cells([raw[column] for column in layout.sums if column < width])) != "":
        row.cells["total"] = total
    if layout.month_first:
        _read_month_first(layout, row)
    if "wage" in row.cells and (heading := layout.wage_period):
        row.cells["wage"] = _with_period(row.cells["wage"], heading)
    return row


def _with_period(wage: Cell, heading: str) -> Cell:
    """A wage with its heading, where only that says for what time it is paid: 350 below "Wage (daily)"."""
    text = str(int(wage)) if isinstance(wage, float) and wage.is_integer() else str(wage)
    return wage if is_nothing(text) or pay_period(text) else tidy(f"{text} ({heading})")


def _read_month_first(layout: Layout, row: RegisterRow) -> None:
    for name, column in layout.columns.items():
        value = row.cells.get(name)
        if column not in layout.month_first or not isinstance(value, str):
            continue
        order = date_order(value)
        if order in (DateOrder.MONTH_FIRST, DateOrder.EITHER):
            row.cells[name] = parse_date(value, day_first=False)
        if order == DateOrder.EITHER:
            row.month_first.append(name)


def _sum_cells(cells: Sequence[Any]) -> Cell:
    """The sum of count columns, or the texts joined by "+" where one is no number; a negative one is returned alone."""
    filled = [cell for cell in cells if cell not in ("", None, "-", "–")]
    numbers = [whole_number(cell) for cell in filled]
    if not filled or any(number is not None and number < 0 for number in numbers):
        return next((number for number in numbers if number is not None and number < 0), "")
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(filled) else tidy(" + ".join(map(str, filled)))


def build_row(sheet: str, number: int, serial: str, values: Iterable[tuple[str, Any]]) -> RegisterRow:
    """A row of these (column, cell) pairs, tidied and masked. Empty cells are left out."""
    cells: dict[str, Cell] = {}
    masked: list[str] = []
    converted: dict[str, str] = {}
    for name, value in values:
        if name == "serial" or value is None:
            continue
        if isinstance(value, str):
            if isinstance(value, ConvertedText):
                # Its digits may be glyphs, so the text itself is looked at.
                converted[name] = without_aadhaar(str(value) if holds_aadhaar(value) else value.written, shown=4)
            value = tidy(value)
            if len(value) >= 12 and _must_mask(name, value):
                value = without_aadhaar(value, shown=4)
                masked.append(name)
        elif isinstance(value, float) and value >= 1e11 and _must_mask(name, f"{value:.0f}"):
            value = without_aadhaar(f"{value:.0f}", shown=4)
            masked.append(name)
        elif isinstance(value, dt.time | dt.timedelta) or value in _INFINITE or value != value:
            value = str(value)  # "nan" and "inf" are treated as text
        if value != "":
            cells[name] = value
    return RegisterRow(sheet, number, serial, cells, masked, converted=converted)


def _must_mask(name: str, text: str) -> bool:
    # 91 98765 43210 has twelve digits like an Aadhaar number, but is not masked.
    return holds_aadhaar(text) and not (name in _PHONES and parse_phone(text))
