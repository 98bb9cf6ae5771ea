"""Workbooks (.xlsx) as other houses fill them: IOM's own, and the download of a survey form.

A workbook is a ZIP and may be hostile: it is unpacked here within limits and packed again before it is read, and a
sheet that claims cells far out is refused, because a reader would make room for all cells before them.
"""

import datetime as dt
import io
import re
import zipfile
from importlib import import_module
from typing import Any, Final

from django.utils.functional import SimpleLazyObject
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.archives import zip_members
from jatan.kernel.problems import Problem
from jatan.kernel.unpacked_sizes import UNREADABLE_ARCHIVE, is_bomb, unpacked
from jatan.programme.cases.exchange.problems import exchange_problem
from jatan.programme.cases.exchange.records import Parked, Taken
from jatan.programme.cases.exchange.tables import most_known, read_table

calamine: Any = SimpleLazyObject(lambda: import_module("python_calamine"))
_LARGEST: Final = 64 * 1024 * 1024
_MOST_PARTS: Final = 2_000
_MOST_ROWS: Final = 20_000
_MOST_COLUMNS: Final = 1_000
_REFERENCE: Final = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,8})([0-9]{1,12})[\"']")
_BROKEN: Final = (KeyError, *UNREADABLE_ARCHIVE)
# A sheet with fewer known headings is a list of codes or a page of explanations.
_FEWEST: Final = 3
_SURVEY: Final = frozenset({"type", "name"})


def from_workbook(content: bytes) -> Taken:
    """Read the sheet that knows most headings of the standard.

    Other sheets with headings of the standard are parked by name. Raises Problem: "unreadable", "unsafe_name",
    "workbook_too_large", or "empty_form" for the form itself in place of the table filled with it.
    """
    # Whatever the library raises about a damaged workbook means the same to the reader.
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(_within_limits(content)))
        sheets = {name: _rows(book.get_sheet_by_name(name)) for name in book.sheet_names}
    except (*_BROKEN, calamine.CalamineError):
        raise Problem("unreadable") from None
    known = {name: most_known(rows) for name, rows in sheets.items()}
    best = max(known, key=lambda name: known[name], default="")
    if not best or known[best] < _FEWEST:
        is_form = any({cell.strip().casefold() for cell in rows[0]} >= _SURVEY for rows in sheets.values() if rows)
        raise exchange_problem("empty_form") if is_form else Problem("unreadable")
    taken = read_table(sheets[best])
    aside = tuple(
        Parked(0, name[:100], str(_lines(len(rows))), exchange_problem("another_sheet"))
        for name, rows in sheets.items()
        if name != best and known[name] >= _FEWEST
    )
    return Taken(taken.level, taken.records, (*taken.parked, *aside), taken.lines)


def _within_limits(content: bytes) -> bytes:
    """The same workbook, each part unpacked and packed anew. Raises Problem("workbook_too_large")."""
    target, total = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(target, "w") as packed:
        if len(held.infolist()) > _MOST_PARTS:
            raise exchange_problem("workbook_too_large")
        for part in zip_members(held):
            total += part.file_size
            if total > _LARGEST or is_bomb(part):
                raise exchange_problem("workbook_too_large")
            data = b"".join(unpacked(held, part))
            if _reaches_far(part.filename, data):
                raise exchange_problem("workbook_too_large")
            packed.writestr(part.filename, data)
    return target.getvalue()


def _reaches_far(name: str, data: bytes) -> bool:
    if "worksheets/" not in name:
        return False
    return any(int(row) > _MOST_ROWS or _column(letters) > _MOST_COLUMNS for letters, row in _REFERENCE.findall(data))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _rows(sheet: Any) -> list[list[str]]:
    rows = ([_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False))
    return [row for row in rows if any(cell.strip() for cell in row)]


def _text(cell: object) -> str:
    """A cell as it would be typed: whole numbers without a point, days as ISO dates."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def _lines(count: int) -> Any:
    return format_lazy(_("lines: {count}"), count=count)
