"""Values of records as cells of a workbook: text stays text, numbers and days are such."""

import html
from typing import Any

from django.utils import formats
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jatan.kernel.dates import MonthOnly

LONGEST_CELL = 32_000
# A cell that begins with one of these may be read as a formula: strings are written as such and also quoted.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_text(text: str) -> str:
    """The text, quoted if needed so that no spreadsheet reads it as a formula, even after saving as CSV."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def cell_text(text: str) -> str:
    """The text as a cell may hold it: no formula, and not longer than Excel takes."""
    return safe_text(text)[:LONGEST_CELL]


def write_value(sheet: Worksheet, line: int, place: int, kind: str, value: Any, *, days: Format) -> None:
    """Write one value into a cell: numbers and days as such, anything else as text; nothing for None and "".

    `days`: the format of days.
    """
    if value is None or value == "":
        return
    if isinstance(value, MonthOnly):
        sheet.write_string(line, place, formats.date_format(value, "E Y"))
    elif kind == "number":
        sheet.write_number(line, place, value)
    elif kind == "day" and not isinstance(value, str):
        sheet.write_datetime(line, place, value, days)
    else:
        sheet.write_string(line, place, cell_text(_plain(value)))


def _plain(value: Any) -> str:
    """The text of a value: of a badge its words, of a link what it says."""
    text = getattr(value, "text", value)
    return html.unescape(strip_tags(text)) if isinstance(text, SafeString) else str(text)
