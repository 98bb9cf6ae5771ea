"""Finds cells that have no usable value: an error ("#REF!"), typed or of a formula, and a formula never calculated.

python-calamine reads all of them as empty cells, which would count as nought. A sheet is scanned only if it may have
some.
"""

import re
import zipfile
from collections.abc import Mapping
from html import unescape

from django.utils.translation import gettext_lazy as _

from jatan.intake.registers.workbook.cell_names import column_number
from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits

# A formula comes first in its cell. The search ends at the next cell: of thousands of empty ones (<c r="H5" s="6"/>),
# as LibreOffice saves them in formatted columns, none is read to the end of the sheet.
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>\s*(<(?:\w+:)?f[\s/>](?:(?!<(?:\w+:)?c\s).)*?)</(?:\w+:)?c>", re.DOTALL
)
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^<>]*?\bt\s*=\s*["']e["'][^<>]*)>((?:(?!<(?:\w+:)?c\s|</(?:\w+:)?c>).)*)""", re.DOTALL
)
_ERROR_TYPE = re.compile(rb"""\bt\s*=\s*["']e["']""")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_TYPE = re.compile(rb"""(?:^|\s)t\s*=\s*["'](\w+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^<>]*>([^<]+)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]*)</")
# Excel's errors and those of Google Sheets and LibreOffice; "####" is a number that its column was too narrow for.
_ERROR = re.compile(r"#[A-Z][A-Z0-9/_]*[!?]|#N/A|#GETTING_DATA|#{2,}|ERR:\d+", re.ASCII)
_FORMULA_TEXT = re.compile(r"=\s*[-+(A-Za-z0-9$'@\"]")
_STARTS = ("#", "E", "e", "=")


class Formula(str):
    """The formula of a cell that was never calculated: "=SUM(G2:J2)"; "=" where only its first cell holds it."""

    __slots__ = ()


type CellsWithoutValue = Mapping[tuple[int, int], str]


def cells_without_value(archive: zipfile.ZipFile, part: str) -> CellsWithoutValue:
    """{(row, column), from 0: error text or Formula} of one sheet.

    Programs that write a file without calculating it leave formulas without a value; Excel and LibreOffice never do.
    """
    content = archive.read(part)
    found: dict[tuple[int, int], str] = {}
    if _ERROR_TYPE.search(content):
        for cell in _ERROR_CELL.finditer(content):
            if place := _REFERENCE.search(cell[1]):
                if value := _VALUE.search(cell[2]):
                    found[_position(place)] = value[1].decode("utf-8", "replace")
                elif _FORMULA.search(cell[2]):
                    found[_position(place)] = "#VALUE!"
    if b"<f" not in content and b":f" not in content:
        return found
    for cell in _FORMULA_CELL.finditer(content):
        attributes, inside = cell[1], cell[2]
        kind, place = _TYPE.search(attributes), _REFERENCE.search(attributes)
        if place is None or (kind is not None and kind[1] in (b"e", b"str")):
            continue  # the empty text of a formula is its value
        if _VALUE.search(inside) is None:
            written = _FORMULA.search(inside)
            found[_position(place)] = formula(written[1].decode("utf-8", "replace") if written else "")
    return found


def formula(written: str) -> Formula:
    """The formula of a cell as a person reads it: "=SUM(G2:J2)"."""
    text = re.sub(r"\s+", " ", unescape(written)).strip().removeprefix("=")
    return Formula(f"={text}")


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
    if not text.startswith(("#", "E", "e")):
        return False
    return _ERROR.fullmatch(re.sub(r"\s+", "", ascii_digits(text)).upper()) is not None


def is_formula(text: str) -> bool:
    """True for the text of a formula: "=SUM(G2:J2)", or "=" alone from a cell that shares one."""
    return isinstance(text, Formula) or text == "=" or _FORMULA_TEXT.match(text) is not None


def has_no_value(text: str) -> bool:
    """True for an error, and for a formula that was never calculated."""
    return text.startswith(_STARTS) and (is_error(text) or is_formula(text))


def _position(place: re.Match[bytes]) -> tuple[int, int]:
    return int(place[2]) - 1, column_number(place[1].decode())
