"""Yields the records of a recognised sheet; blank, total, note and repeated header rows are skipped and counted.

Cells keep the type that the workbook has; text is tidied, and a possible Aadhaar number is masked before anything is
stored or compared (Aadhaar Act 2016, s. 29: not to be stored).
"""

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.columns import whole_number
from jatan.intake.registers.recognise.given_values import Given, given_in_caption
from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.left_empty import fill_left_empty
from jatan.intake.registers.recognise.legacy_text import ConvertedText, DoubtfulText
from jatan.intake.registers.recognise.normalised import plain, tidy
from jatan.intake.registers.recognise.other_columns import OtherText, other_cells
from jatan.intake.registers.recognise.questions import CANCELLED, OLD_FONT, UNREAD_FONT, Asked
from jatan.intake.registers.recognise.repeated_cells import Merged, repeat_merged_cells, replace_ditto_marks
from jatan.intake.registers.recognise.row_filter import skip_reason
from jatan.intake.registers.recognise.running_sums import RunningSums
from jatan.intake.registers.recognise.side_by_side import only_columns
from jatan.intake.registers.recognise.vocabulary.cell_phrases import is_nothing, pay_period, says_cancelled
from jatan.intake.registers.recognise.vocabulary.count_headings import PARTS
from jatan.intake.registers.recognise.vocabulary.kinds import ACTIVITIES
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.workbook.cell_names import column_letters
from jatan.intake.registers.workbook.formula_cells import is_formula
from jatan.intake.registers.workbook.formula_sums import adds_columns
from jatan.intake.registers.workbook.row_marks import Marks, place_of
from jatan.kernel.dates import DateOrder, date_order, parse_date
from jatan.kernel.numbers import parse_phone
from jatan.kernel.text.aadhaar import holds_aadhaar, without_aadhaar
from jatan.kernel.text.digits import ascii_digits

# Takes the number of a row, from 1, and why it is no record.
type Note = Callable[[int, str], None]
type Cell = str | float | int | bool | dt.date | dt.datetime

_PHONES = frozenset({"phone", "agent_phone", "contact_at_destination"})
NO_MARKS = Marks()
# A cell that may say that a meeting was not held.
_MAY_SAY_CANCELLED = re.compile(
    "cancel|postpone|called off|not (?:held|done|happen)|\\bradd?\\b|रद|स्थगित|निरस्त|नही|टल|टाली", re.IGNORECASE
)
_LONGEST_PHRASE = 60
# Fields, or what an unknown column would be, that say how it went, or what it was instead.
_REMARKS = frozenset({"status", "description", "topic"})
_INFINITE = (float("inf"), float("-inf"))
_SERIAL = re.compile(r"\D*(\d+)(?:\.0)?\D*")


@dataclass(slots=True)
class RegisterRow:
    """One record as written. `number`: the row number in the sheet, from 1.

    `masked`: fields with a masked Aadhaar number; `repeated`: fields whose ditto mark was replaced; `converted`:
    {field: the text as written} of cells in a Hindi font older than Unicode; `confirmed`: fields whose implausible
    figure somebody said is right; `month_first`: fields whose date was read month first and could be day first as well;
    `columns`: {field: column} of its sheet, from 0, empty for a row that does not come from one; `added_up`: whether
    its total is the sum of its parts, because the formula in its cell was never calculated; `asked`: {field: what is
    asked about its cell}; `comments`: the comments at its cells, masked as they are; `given`: {field: its cell} of what
    a title, a caption or the name of its sheet says, "" for the last; `filled`: fields left empty because they are as
    in the row above; `cell_names`: {field: its cell} where they do not stand in the columns of one row; `others`: the
    cells of columns that no field takes.
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
    columns: Mapping[str, int] = field(default_factory=dict, repr=False)
    added_up: bool = False
    asked: dict[str, Asked] = field(default_factory=dict)
    comments: tuple[str, ...] = ()
    given: dict[str, str] = field(default_factory=dict)
    filled: list[str] = field(default_factory=list)
    cell_names: Mapping[str, str] = field(default_factory=dict, repr=False)
    others: tuple[OtherText, ...] = ()

    def cell_name(self, name: str) -> str:
        """Where a field, or what is asked about it, stands in the sheet: "G12"; "" for a field without a column."""
        if name in self.asked and self.asked[name].cell:
            return self.asked[name].cell
        if name in self.given:
            return self.given[name]
        if name in self.cell_names:
            return self.cell_names[name]
        column = self.columns.get(name)
        return "" if column is None else f"{column_letters(column)}{self.number}"


def not_noted(_number: int, _reason: str) -> None:
    """A Note that keeps nothing."""


def read_records(
    layout: Layout,
    rows: Iterable[Sequence[Any]],
    words: Vocabulary,
    skipped: Counter[str],
    merged: Iterable[Merged] = (),
    left_out: Collection[int] = frozenset(),
    note: Note = not_noted,
    marks: Marks = NO_MARKS,
) -> Iterator[RegisterRow]:
    """The records below the header. `skipped` is filled with counts by reason; `merged`: the sheet's merged cells;
    `left_out`: the numbers of rows that are no records, but stand in totals and above ditto marks; `note` is called
    with the number and the reason of each row that is no record; `marks`: what marks the sheet's rows."""
    sums = RunningSums()
    given = layout.given
    rows = rows if layout.span is None else only_columns(rows, layout.span)
    remarks = remark_columns(layout.headings, words)
    above: dict[str, Cell] = {}
    last: dict[str, Cell] = {}
    for number, raw in enumerate(repeat_merged_cells(layout, rows, merged), start=1):
        if number <= layout.header_rows:
            continue
        if number in layout.titles:
            skipped["headers"] += 1
            note(number, "headers")
            continue
        if layout.last_row is not None and number > layout.last_row:
            break
        row = _row(layout, number, raw)
        if given.month is not None:
            _read_day_of_month(row, given.month)
        row.repeated = replace_ditto_marks(row.cells, above)
        reason = skip_reason(layout, row.serial, row.cells, raw, words, sums)
        if reason is None:
            sums.add(row.cells)
            above = row.cells
            fill_left_empty(layout, row, last)
            add_given(row, given)
            if number not in left_out:
                _note_marks(layout, row, raw, marks, remarks)
                yield row
            else:
                skipped["hidden"] += 1
                note(number, "hidden")
        else:
            if reason == "notes":
                given = given.followed_by(given_in_caption(raw, number - 1, words, layout.kind))
            note(number, reason)
            skipped.update([reason] if reason != "blank" else [])
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
    row.columns = layout.columns
    if layout.others:
        row.others = other_cells(layout.others, raw)
    _add_up(layout, row, raw)
    if layout.sums and (total := _sum_cells([raw[column] for column in layout.sums if column < width])) != "":
        row.cells["total"] = total
    if layout.month_first:
        _read_month_first(layout, row)
    if "wage" in row.cells and (heading := layout.wage_period):
        row.cells["wage"] = _with_period(row.cells["wage"], heading)
    return row


def _add_up(layout: Layout, row: RegisterRow, raw: Sequence[Any]) -> None:
    """Put the sum of its parts for a total whose formula adds them up and was never calculated."""
    written = row.cells.get("total")
    if not isinstance(written, str) or not is_formula(written):
        return
    parts = [layout.columns[name] for name in PARTS if name in layout.columns]
    total = _sum_cells([raw[column] for column in parts if column < len(raw)])
    if isinstance(total, int) and adds_columns(written, row.number, parts):
        row.cells["total"], row.added_up = total, True


def _with_period(wage: Cell, heading: str) -> Cell:
    """A wage with its heading, where only that says for what time it is paid: 350 below "Wage (daily)"."""
    text = str(int(wage)) if isinstance(wage, float) and wage.is_integer() else str(wage)
    return wage if is_nothing(text) or pay_period(text) else tidy(f"{text} ({heading})")


def remark_columns(headings: Sequence[str], words: Vocabulary) -> frozenset[int]:
    """The columns that say how it went with a row: its state, or remarks."""
    found = enumerate(words.field(heading) if heading else None for heading in headings)
    return frozenset(column for column, name in found if name in _REMARKS)


def _note_marks(layout: Layout, row: RegisterRow, raw: Sequence[Any], marks: Marks, remarks: Collection[int]) -> None:
    comments = [(place_of(row.number, column), text) for column, text in marks.comments.get(row.number, ())]
    # Named as they are looked at: of most registers they never are.
    cells = (
        (place_of(row.number, column), cell, column in remarks)
        for column, cell in enumerate(raw)
        if isinstance(cell, str)
    )
    mark_row(layout, row, marks.struck.get(row.number, ""), comments, cells)


def mark_row(
    layout: Layout,
    row: RegisterRow,
    struck: str,
    comments: Sequence[tuple[str, str]],
    cells: Iterable[tuple[str, str, bool]],
) -> None:
    """Keep the comments of a row, and ask about one that is struck through, in red, or said to be cancelled.

    `struck`: a cell of it that is; `comments`: [(cell, text)]; `cells`: (cell, text that stands there, whether it
    is a remark about the row)."""
    if comments:
        row.comments = tuple(without_aadhaar(tidy(text), shown=4) for _cell, text in comments)
    at = struck or next((cell for cell, text in comments if _says_cancelled(text, is_remark=True)), "")
    if not at and layout.kind.code in ACTIVITIES:
        at = next((cell for cell, text, is_remark in cells if _says_cancelled(text, is_remark=is_remark)), "")
    if at:
        row.asked.setdefault(layout.kind.anchor, Asked(CANCELLED, (), at))


def _says_cancelled(text: str, *, is_remark: bool) -> bool:
    if len(text) > _LONGEST_PHRASE or _MAY_SAY_CANCELLED.search(text) is None:
        return False
    return says_cancelled(text, is_remark=is_remark)


def _read_day_of_month(row: RegisterRow, month: tuple[int, int]) -> None:
    """Make a day of a number alone, in a table that says its month."""
    day = whole_number(row.cells.get("date", ""))
    if day is not None and 1 <= day <= calendar.monthrange(*month)[1]:
        row.cells["date"] = dt.date(*month, day)


def add_given(row: RegisterRow, given: Given) -> None:
    """Add to a row what a title or a caption says, where the row itself says nothing."""
    for name, one in given.values.items():
        if name not in row.columns and row.cells.get(name, "") == "":
            row.cells[name] = without_aadhaar(tidy(one.text), shown=4)
            row.given[name] = place_of(one.row + 1, one.column) if one.row >= 0 else ""


def _read_month_first(layout: Layout, row: RegisterRow) -> None:
    for name, column in layout.columns.items():
        value = row.cells.get(name)
        if column not in layout.month_first or not isinstance(value, str):
            continue
        order = date_order(value)
        if order in (DateOrder.MONTH_FIRST, DateOrder.EITHER):
            row.cells[name] = parse_date(value, day_first=False)
        if order == DateOrder.EITHER and column not in layout.answered_dates:
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
    asked: dict[str, Asked] = {}
    for name, value in values:
        if name == "serial" or value is None:
            continue
        if isinstance(value, str):
            if isinstance(value, ConvertedText):
                # Its digits may be glyphs, so the text itself is looked at.
                converted[name] = without_aadhaar(str(value) if holds_aadhaar(value) else value.written, shown=4)
            elif isinstance(value, DoubtfulText):
                reading = tidy(value.reading)
                asked[name] = Asked(OLD_FONT if reading else UNREAD_FONT, (reading,) if reading else ())
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
    return RegisterRow(sheet, number, serial, cells, masked, converted=converted, asked=asked)


def _must_mask(name: str, text: str) -> bool:
    # 91 98765 43210 has twelve digits like an Aadhaar number, but is not masked.
    return holds_aadhaar(text) and not (name in _PHONES and parse_phone(text))
