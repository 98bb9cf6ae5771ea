"""Reads registers saved as text: .csv and .tsv with any delimiter, in UTF-8, UTF-16 or Windows-1252.

A thin layer over the csv module of Python. Its own `Sniffer` is not used: it takes any letter for a delimiter, and
looks at one piece of the text only.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.workbook.plain_book import PlainBook
from jatan.intake.registers.workbook.refusals import damaged, dangerous, refusal
from jatan.kernel.problems import Problem

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 200
_MAX_COLUMNS = 256
_MAX_LINE = 1 << 20  # characters
_MAX_LINES_OF_ROW = 10_000
_CHUNK = 1 << 20
# Files of other kinds that are text too.
_OTHER_KINDS = re.compile(r"\s*(?:<[!?a-z]|\{\\rtf|%PDF|[{\[]\s*[\"{\[])", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
# Devanagari in UTF-8 that was read as Windows-1252: "à¤¨à¤¾à¤®".
_WRONGLY_DECODED = re.compile("à[¤¥]")
# Devanagari saved in an encoding that does not have it: a cell of nothing but question marks.
_LOST_LETTERS = re.compile(r"(?:^|[,;\t|\"])\?{2,}[? .]*(?=$|[,;\t|\"\r\n])", re.MULTILINE)
_MIN_LOST = 3
_DEVANAGARI_IN_UTF_8 = re.compile(rb"\xe0[\xa4\xa5][\x80-\xbf]")
_DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,10}", re.ASCII)


@dataclass(frozen=True)
class TextForm:
    """How a text file is written. `skipped`: lines before the table that only name the delimiter ("sep=;")."""

    encoding: str
    delimiter: str
    skipped: int = 0


class DelimitedBook(PlainBook):
    """A text file as a workbook with one sheet, which is named `sheet`."""

    def __init__(self, path: Path, form: TextForm, sheet: str) -> None:
        self._path, self._form = path, form
        self.names = [sheet]

    def rows(self, _name: str) -> Iterator[list[Any]]:
        """All rows from the first, as lists of str, float, bool or "" (empty cell)."""
        for row in _rows(self._path, self._form):
            yield [_value(cell) for cell in row[:_MAX_COLUMNS]]

    def merged(self, _name: str) -> list[Merged]:
        """No cells: a text file has none that are merged."""
        return []

    def close(self) -> None:
        """Nothing is kept open."""


def sheet_name(file_name: str) -> str:
    """The sheet of a text file: Google Sheets and LibreOffice name a file "BOOK - SHEET.csv" and "BOOK-SHEET.csv".

    What stands before the sheet's name is kept: the recogniser looks for the name of a register anywhere in it.
    """
    return PurePath(file_name).stem


def check_text(path: Path) -> TextForm:
    """How the file is written. Raises Problem: not_a_workbook for a file that holds no table, letters_lost."""
    encoding = _encoding(path)
    head = ""
    lost = 0
    with path.open(encoding=encoding, newline="") as file:
        while chunk := file.read(_CHUNK):
            head = head or chunk[: _CHUNK // 4]
            if _CONTROLS.search(chunk):
                raise damaged()
            lost += len(_WRONGLY_DECODED.findall(chunk)) + len(_LOST_LETTERS.findall(chunk))
    if _OTHER_KINDS.match(head):
        raise _not_a_table()
    if lost >= _MIN_LOST:
        raise _letters_lost()
    named = re.match(r"sep=(.)\r?\n", head)
    if named:
        return TextForm(encoding, named[1], 1)
    return TextForm(encoding, _delimiter(path, encoding))


def _encoding(path: Path) -> str:
    """The file's encoding. Raises Problem("letters_lost") for Devanagari in a damaged or mixed encoding."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in start:
        # Without a mark: the zero bytes of digits and delimiters show which byte of a letter comes first.
        even, odd = start[0::2].count(0), start[1::2].count(0)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
    else:
        encoding = "utf-8-sig"
    if _can_decode(path, encoding):
        return encoding
    if encoding != "utf-8-sig":
        raise damaged()
    if _DEVANAGARI_IN_UTF_8.search(path.read_bytes()):
        raise _letters_lost()
    if _can_decode(path, "cp1252"):
        return "cp1252"
    raise damaged()


def _can_decode(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(_CHUNK):
                pass
    except UnicodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives most rows the same number of cells. Raises Problem("not_a_workbook") without any."""
    best, best_share = "", (0, 0)
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in islice(_rows(path, TextForm(encoding, delimiter)), _SAMPLE_ROWS) if row)
        alike = [(rows, width) for width, rows in widths.items() if width > 1]
        if alike and max(alike) > best_share:
            best, best_share = delimiter, max(alike)
    if not best:
        raise _not_a_table()
    return best


def _rows(path: Path, form: TextForm) -> Iterator[list[str]]:
    """The rows as text. Raises Problem("dangerous_workbook") for a line or a cell without end."""
    since_row = 0

    def lines() -> Iterator[str]:
        nonlocal since_row
        with path.open(encoding=form.encoding, newline="") as file:
            for _line in range(form.skipped):
                file.readline(_MAX_LINE)
            while line := file.readline(_MAX_LINE):
                since_row += 1
                if len(line) >= _MAX_LINE or since_row > _MAX_LINES_OF_ROW:
                    raise dangerous()
                yield line

    try:
        for row in csv.reader(lines(), delimiter=form.delimiter):
            since_row = 0
            yield row
    except csv.Error:
        raise damaged() from None


def _value(text: str) -> str | float | bool:
    """The cell as a spreadsheet would give it, where nothing of the text is lost by that: "1.25" and "TRUE".

    Whole numbers and dates stay text, which the parsers of register cells read: "0651" keeps its nought.
    """
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    if _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


def _not_a_table() -> Problem:
    return refusal(
        "not_a_workbook", _("This file holds no table. Open it in Excel or LibreOffice and save it as .xlsx there.")
    )


def _letters_lost() -> Problem:
    return refusal(
        "letters_lost",
        _("The Hindi letters of this file were damaged when it was saved. Save it as .xlsx, or as CSV UTF-8."),
    )
