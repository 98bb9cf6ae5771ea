"""The records of a recognised sheet, one by one: blank, total, note and repeated header rows left out and counted.

Cells keep the type the workbook gave them; text is tidied, and a number that could be an Aadhaar number is masked
before anything is kept or compared (Aadhaar Act 2016, s. 29: not to be stored).
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.columns import whole_number
from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.normalised import plain, tidy
from jatan.intake.registers.recognise.repeated_cells import Merged, as_above, spread
from jatan.intake.registers.recognise.row_filter import not_a_record
from jatan.intake.registers.recognise.running_sums import Sums
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.kernel.numbers import parse_phone
from jatan.kernel.text.aadhaar import holds_aadhaar, without_aadhaar
from jatan.kernel.text.digits import ascii_digits

__all__ = ["Cell", "RegisterRow", "cell_from_json", "cell_to_json", "records", "row_from_json", "serial_of"]

type Cell = str | float | int | bool | dt.date | dt.datetime

_PHONES = frozenset({"phone", "agent_phone", "contact_at_destination"})
_NO_NUMBERS = (float("inf"), float("-inf"))
_SERIAL = re.compile(r"\D*(\d+)(?:\.0)?\D*")


@dataclass(slots=True)
class RegisterRow:
    """One record as the office wrote it. `number` is the row's number in the sheet, from 1.

    `masked`: fields in which an Aadhaar number stood; `repeated`: those whose ditto mark stood for the row above.
    """

    sheet: str
    number: int
    serial: str
    cells: dict[str, Cell]
    masked: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def records(
    layout: Layout,
    rows: Iterable[Sequence[Any]],
    words: Vocabulary,
    skipped: Counter[str],
    merged: Iterable[Merged] = (),
) -> Iterator[RegisterRow]:
    """Every record after the header. `skipped` counts what was left out and why; `merged` are the merged cells."""
    sums = Sums()
    above: dict[str, Cell] = {}
    for number, raw in enumerate(spread(layout, rows, merged), start=1):
        if number <= layout.header_rows:
            continue
        row = _row(layout, number, raw)
        row.repeated = as_above(row.cells, above)
        reason = not_a_record(layout, row.serial, row.cells, raw, words, sums)
        if reason is None:
            sums.add(row.cells)
            above = row.cells
            yield row
        elif reason != "blank":
            skipped[reason] += 1
        if reason == "totals":
            sums.restart()


def serial_of(value: Any) -> str:
    """The serial number as it is compared: 7, "7.", "७" are one. "" where there is none."""
    if value is None or value == "":
        return ""
    whole = isinstance(value, float) and value.is_integer()
    text = without_aadhaar(ascii_digits(str(int(value) if whole else value)).strip())
    if whole:
        return text
    match = _SERIAL.fullmatch(text)
    return str(int(match[1])) if match and len(match[1]) < 12 else plain(text)[:40]


def cell_to_json(value: Cell) -> str | float | int | bool:
    """A cell as JSON keeps it; a day as ISO text."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def cell_from_json(value: Any) -> Cell:
    """The way back: ISO text is read as a day by the same parser as an office's text."""
    return tidy(value) if isinstance(value, str) else value


def row_from_json(sheet: str, number: int, serial: str, cells: Mapping[str, Any]) -> RegisterRow:
    """A kept or mended row as a row again: tidied and masked as if it had just been read."""
    return _made(sheet, number, serial, ((name, cell_from_json(value)) for name, value in cells.items()))


def _row(layout: Layout, number: int, raw: Sequence[Any]) -> RegisterRow:
    width = len(raw)
    inside = ((name, raw[column]) for name, column in layout.columns.items() if column < width)
    at = layout.columns.get("serial", width)
    serial = serial_of(raw[at]) if at < width else ""
    row = _made(layout.sheet, number, serial, inside)
    if layout.sums and (total := _together([raw[column] for column in layout.sums if column < width])) != "":
        row.cells["total"] = total
    return row


def _together(cells: Sequence[Any]) -> Cell:
    """People counted in columns of which no field is told: their sum, or what was written where one is no number."""
    said = [cell for cell in cells if cell not in ("", None, "-", "–")]
    numbers = [whole_number(cell) for cell in said]
    if not said or any(number is not None and number < 0 for number in numbers):
        return next((number for number in numbers if number is not None and number < 0), "")
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(said) else tidy(" + ".join(map(str, said)))


def _made(sheet: str, number: int, serial: str, values: Iterable[tuple[str, Any]]) -> RegisterRow:
    cells: dict[str, Cell] = {}
    masked: list[str] = []
    for name, value in values:
        if name == "serial" or value is None:
            continue
        if isinstance(value, str):
            value = tidy(value)
            if len(value) >= 12 and _must_mask(name, value):
                value = without_aadhaar(value, shown=4)
                masked.append(name)
        elif isinstance(value, float) and value >= 1e11 and _must_mask(name, f"{value:.0f}"):
            value = without_aadhaar(f"{value:.0f}", shown=4)
            masked.append(name)
        elif isinstance(value, dt.time | dt.timedelta) or value in _NO_NUMBERS or value != value:
            value = str(value)  # "nan" and "inf" are words, wherever a number is asked for
        if value != "":
            cells[name] = value
    return RegisterRow(sheet, number, serial, cells, masked)


def _must_mask(name: str, text: str) -> bool:
    # 91 98765 43210 has twelve digits too: a telephone number stays one.
    return holds_aadhaar(text) and not (name in _PHONES and parse_phone(text))
