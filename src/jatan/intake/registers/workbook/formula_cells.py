"""Finds cells whose formula has no usable value: an error ("#REF!"), or none at all because it was never calculated.

python-calamine reads both as an empty cell, which would count as nought. A sheet is scanned only if it has formulas.
"""

import re
import zipfile
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem

__all__ = ["ErrorCells", "error_cells", "is_error", "refuse_uncalculated"]

# A formula comes first in its cell. The search ends at the next cell: of thousands of empty ones (<c r="H5" s="6"/>),
# as LibreOffice saves them in formatted columns, none is read to the end of the sheet.
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>\s*(<(?:\w+:)?f[\s/>](?:(?!<(?:\w+:)?c\s).)*?)</(?:\w+:)?c>", re.DOTALL
)
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_TYPE = re.compile(rb"""(?:^|\s)t\s*=\s*["'](\w+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^<>]*>([^<]+)</")
_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"}
)

type ErrorCells = Mapping[tuple[int, int], str]


def error_cells(archive: zipfile.ZipFile, part: str) -> ErrorCells:
    """{(row, column), from 0: error text} of one sheet. Raises Problem("not_calculated") for a formula without value.

    Formulas of programs that write a file without calculating it have none; Excel and LibreOffice always save one.
    """
    content = archive.read(part)
    found: dict[tuple[int, int], str] = {}
    if b"<f" not in content and b":f" not in content:
        return found
    for cell in _FORMULA_CELL.finditer(content):
        attributes, inside = cell[1], cell[2]
        kind = _TYPE.search(attributes)
        value = _VALUE.search(inside)
        place = _REFERENCE.search(attributes)
        if kind is not None and kind[1] == b"e" and place is not None:
            found[int(place[2]) - 1, _column(place[1])] = value[1].decode("utf-8", "replace") if value else "#VALUE!"
        elif value is None and (kind is None or kind[1] != b"str"):
            refuse_uncalculated((place[1] + place[2]).decode() if place else "")
    return found


def refuse_uncalculated(cell: str) -> None:
    """Raise Problem("not_calculated") that names the cell and says what to do."""
    raise Problem(
        "not_calculated",
        _(
            "Cell %(cell)s holds a formula that was never calculated. Open the file in Excel or LibreOffice, save it"
            " there, and bring it again."
        )
        % {"cell": cell},
        field="file",
    )


def is_error(text: str) -> bool:
    """True for "#REF!" and the other errors of a spreadsheet, also where somebody pasted them as text.

    "Err:502" is an error of LibreOffice, with its number.
    """
    if text.startswith("Err:"):
        return text[4:].strip().isdecimal()
    return text.startswith("#") and text.strip().upper() in _ERRORS


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
