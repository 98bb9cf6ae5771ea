"""Blank registers on paper: A4 across, with room for handwriting, as a PDF.

A register with more columns than fit beside each other gets two lines, or three, for each record. Grey and black only:
offices print on what they have.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from jatan.intake.registers.blank.columns import (
    BlankColumn,
    BlankRegister,
    CellType,
    OfficeWords,
    blank_register,
    columns_by_hand,
)
from jatan.kernel.typesetting import typeset

MOST_PAGES: Final = 40  # of one register
_LINE_WIDTH = 264  # mm beside the column of numbers
# Room for handwriting: height of one line, and what all lines of a page have together, in mm.
_LINE_HEIGHT = 9
_PAGE_HEIGHT = 162
_HEADING_HEIGHT = 9
# Least width of a column, in mm.
_BY_TYPE: Mapping[CellType, int] = {
    CellType.SERIAL: 9,
    CellType.DATE: 22,
    CellType.NUMBER: 13,
    CellType.PHONE: 30,
    CellType.TEXT: 28,
}
_WIDTHS: Mapping[str, int] = {
    "sex": 16,
    "age": 12,
    "wage": 18,
    "money_recovered": 18,
    "name": 36,
    "guardian": 36,
    "agent_name": 34,
    "group_name": 36,
    "forum": 36,
    "topic": 40,
    "description": 44,
    "decisions": 44,
    "reply": 34,
}
# Written at the foot of the page as words to choose from; places and topics are left to whoever writes.
_CHOSEN = frozenset({"sex", "category", "issue", "sent_to", "status", "scheme", "work", "case_kind", "office"})


def blank_paper(kinds: Sequence[str], office: OfficeWords, *, pages: int, month: dt.date | None = None) -> bytes:
    """A PDF with so many pages of each of these registers. `month`: printed at the head, else a line to write it on.

    Raises ValueError for fewer pages than one or more than MOST_PAGES.
    """
    return paper_of_registers([blank_register(kind, office) for kind in kinds], office, pages=pages, month=month)


def paper_of_registers(
    registers: Sequence[BlankRegister], office: OfficeWords, *, pages: int, month: dt.date | None = None
) -> bytes:
    """As `blank_paper`, of registers that are made already."""
    if not 1 <= pages <= MOST_PAGES:
        raise ValueError(pages)
    drawn = [_page(register, office) for register in registers]
    document = {
        "office": office.name,
        "pages": pages,
        "month": formats.date_format(month, "E Y") if month else "",
        "registers": drawn,
        "line_height": _LINE_HEIGHT,
        "heading_height": _HEADING_HEIGHT,
        "language": get_language() or "hi",
        "words": {
            "month": _("Month"),
            "number": pgettext("line of a register", "No."),
            "page": _("Page"),
            "writer": _("Written by (name, signature)"),
            "choose": _("Words to choose from"),
        },
    }
    return typeset("jatan.intake.registers.blank", "paper.typ", document, name="blank")


def _page(register: BlankRegister, office: OfficeWords) -> dict[str, Any]:
    columns = [one for one in columns_by_hand(register, office) if one.type is not CellType.SERIAL]
    lines = _lines(columns)
    records = (_PAGE_HEIGHT - len(lines) * _HEADING_HEIGHT) // (len(lines) * _LINE_HEIGHT)
    return {
        "title": register.title,
        "district": office.districts[0] if len(office.districts) == 1 else "",
        "records": records,
        "lines": [[{"heading": one.heading, "width": _width(one)} for one in line] for line in lines],
        "choices": [
            {"heading": one.heading, "words": ", ".join(one.choices)} for one in columns if one.field in _CHOSEN
        ],
    }


def _lines(columns: Sequence[BlankColumn]) -> list[list[BlankColumn]]:
    """The columns in their order, in as many lines as they need, each about as full as the others."""
    whole = sum(map(_width, columns))
    count = math.ceil(whole / _LINE_WIDTH)
    lines: list[list[BlankColumn]] = [[]]
    for column in columns:
        filled = sum(map(_width, lines[-1]))
        is_full = filled + _width(column) > _LINE_WIDTH or filled + _width(column) / 2 > whole / count
        if lines[-1] and is_full:
            lines.append([])
        lines[-1].append(column)
    return lines


def _width(column: BlankColumn) -> int:
    return _WIDTHS.get(column.field, _BY_TYPE[column.type])
