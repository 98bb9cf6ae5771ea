"""One register as an office saves it in every format. The rows are the same; how a format types them differs."""

import csv
import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.intake.registers.workbooks import HEADER, SHG, meeting, write

__all__ = ["DATA", "FORMATS", "ROWS", "binary_workbook", "delimited", "record", "save_as"]

DATA = Path(__file__).parent / "data"
_TITLE = "SHG meetings 2022 / महिला समूह बैठक"
_EPOCH = dt.date(1899, 12, 30)
_DATE_STYLE = 4  # of base.xlsb

# Dates as dates and as text, numbers as numbers, as text and by formula, an error, an empty cell, text with delimiters.
ROWS: Sequence[Sequence[Any]] = [
    [_TITLE],
    [],
    [*HEADER, "Facilitator"],
    [*meeting(1, dt.date(2022, 3, 14), women=10, group="सीता महिला मंडल"), "Sunita Devi, B.A."],
    [*meeting(2, "15/03/2022", women=11, village="नवापुर; टोला 2"), "Sunita | Anita"],
    [*meeting(3, dt.date(2022, 3, 16), women="12", total=("=6+6", 12), group="Kumhari 3"), 'Sunita "Didi"'],
    [*meeting(4, dt.date(2022, 3, 17), women=13, men=None, village=5), "Anita\nSunita"],
    [*meeting(5, dt.date(2022, 3, 18), women=("=1/0", "#DIV/0!"), total=9, group="Kumhari 5"), "TRUE"],
    [*meeting(6, dt.date(2022, 3, 19), women=1234, total=1234, group="Kumhari 6"), 1.25],
]


def save_as(name: str, folder: Path) -> Path:
    """The register in the format of FORMATS[name]: saved by LibreOffice, or written here."""
    saved = FORMATS[name]
    if isinstance(saved, Path):
        return saved
    path = folder / name
    saved(path)
    return path


def delimited(rows: Iterable[Sequence[Any]], delimiter: str = ",") -> str:
    """The rows as text, as Excel in India shows them: days as dd-mm-yyyy, numbers without a fraction."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([_shown(cell) for cell in row] for row in rows)
    return out.getvalue()


def record(kind: int, data: bytes = b"") -> bytes:
    """A record of .xlsb: type and length as numbers of seven bits a byte."""
    return _seven_bits(kind) + _seven_bits(len(data)) + data


def binary_workbook(path: Path, sheet: bytes) -> Path:
    """An .xlsb file with these records as its first sheet: the sample of python-calamine with another sheet1.bin."""
    with zipfile.ZipFile(DATA / "base.xlsb") as sample, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sample.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.bin"
            archive.writestr(part.filename, sheet if is_sheet else sample.read(part))
    return path


def _shown(cell: Any) -> Any:
    value = cell[1] if isinstance(cell, tuple) else cell
    return f"{value:%d-%m-%Y}" if isinstance(value, dt.date) else value


def _seven_bits(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _seven_bits(rest) if rest else bytes([low])


def _sheet_records(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    yield record(129) + record(148, struct.pack("<IIII", 0, 20, 0, 20)) + record(145)
    for number, row in enumerate(rows):
        yield record(0, struct.pack("<I", number) + bytes(21))
        for column, cell in enumerate(row):
            yield _cell_record(column, cell[1] if isinstance(cell, tuple) else cell)
    yield record(146) + record(130)


def _cell_record(column: int, value: Any) -> bytes:
    place = struct.pack("<II", column, _DATE_STYLE if isinstance(value, dt.date) else 0)
    if value is None or value == "":
        return record(1, place)
    if isinstance(value, dt.date):
        return record(5, place + struct.pack("<d", (value - _EPOCH).days))
    if isinstance(value, int | float):
        return record(5, place + struct.pack("<d", value))
    if value == "#DIV/0!":
        return record(3, place + b"\x07")
    return record(6, place + struct.pack("<I", len(value)) + value.encode("utf-16-le"))


def _as_text(encoding: str, delimiter: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(delimited(ROWS, delimiter).encode(encoding))


FORMATS: Mapping[str, Path | Callable[[Path], object]] = {
    "register.xlsx": lambda path: write(path, {SHG: ROWS}),
    "register.xlsm": lambda path: write(path, {SHG: ROWS}),
    "register.xls": DATA / "register.xls",
    "register.ods": DATA / "register.ods",
    "register.xlsb": lambda path: binary_workbook(path, b"".join(_sheet_records(ROWS))),
    "comma.csv": _as_text("utf-8", ","),
    "semicolon, marked.csv": _as_text("utf-8-sig", ";"),
    "bar.csv": _as_text("utf-8", "|"),
    "tab.tsv": _as_text("utf-8", "\t"),
    "Unicode text of Excel.txt": _as_text("utf-16", "\t"),
    "UTF-16 without a mark.csv": _as_text("utf-16-be", ","),
    "xlsx under another name.csv": lambda path: write(path.with_suffix(".xlsx"), {SHG: ROWS}).rename(path),
    "ods under another name.xlsx": lambda path: path.write_bytes((DATA / "register.ods").read_bytes()),
    "text under another name.xls": _as_text("utf-8", "\t"),
}
