"""Blank registers as an .xlsx workbook: drop-downs, formats for dates and telephone numbers, and how to fill it.

It reads back as it was filled in. A drop-down advises and refuses nothing: what an office writes besides is read, or
parked with a reason, like a cell of any workbook.
"""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from jatan.intake.registers.blank.columns import BlankColumn, BlankRegister, CellType, OfficeWords, blank_register
from jatan.intake.registers.blank.guidance import MARK
from jatan.intake.registers.recognise.vocabulary.figure_ranges import figure_ranges
from jatan.kernel.workbook_options import IN_MEMORY

HEADER_ROWS: Final = 2  # title, headings
_LAST_ROW = 5_000
_SHEET_NAME = 31
_A4 = 9  # Excel's number of the paper
_HEADING_HEIGHT = 36  # points: two lines
_FIRST_DAY = dt.date(2000, 1, 1)
_EXAMPLE_DAY = "05/03/2026"
_WIDTHS: Mapping[CellType, int] = {
    CellType.SERIAL: 7,
    CellType.DATE: 13,
    CellType.NUMBER: 11,
    CellType.PHONE: 15,
    CellType.TEXT: 22,
}


def blank_workbook(kinds: Sequence[str], office: OfficeWords) -> bytes:
    """A workbook with one sheet for each of these registers, in the active language."""
    out = io.BytesIO()
    registers = [blank_register(kind, office) for kind in kinds]
    with xlsxwriter.Workbook(out, IN_MEMORY) as book:
        book.set_properties({"author": office.name})
        styles = _styles(book)
        sheets = [book.add_worksheet(register.title[:_SHEET_NAME]) for register in registers]
        _write_guidance(book.add_worksheet(_("How to fill")), registers, styles)
        lists = book.add_worksheet(_("Lists"))
        lists.hide()
        ranges = _write_lists(lists, registers)
        for sheet, register in zip(sheets, registers, strict=True):
            _write_register(sheet, register, office, styles, ranges)
    return out.getvalue()


def _styles(book: Any) -> dict[CellType | str, Any]:
    # Locked cells have no effect without protection, and none is set: an office may add columns of its own.
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#EFE6D2"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        CellType.SERIAL: book.add_format({"num_format": "0"}),
        CellType.DATE: book.add_format({"num_format": "dd/mm/yyyy"}),
        CellType.NUMBER: book.add_format({"num_format": "0"}),
        CellType.PHONE: book.add_format({"num_format": "@"}),
        CellType.TEXT: book.add_format({"num_format": "@", "text_wrap": True}),
    }


def _write_register(
    sheet: Any,
    register: BlankRegister,
    office: OfficeWords,
    styles: Mapping[Any, Any],
    ranges: Mapping[tuple[str, ...], str],
) -> None:
    sheet.write_string(0, 0, register.title, styles["title"])
    for at, column in enumerate(register.columns):
        sheet.set_column(at, at, _WIDTHS[column.type], styles[column.type])
        sheet.write_string(1, at, column.heading, styles["head"])
        if rule := _rule(register.kind, column, ranges):
            sheet.data_validation(HEADER_ROWS, at, _LAST_ROW, at, rule)
    sheet.set_row(1, _HEADING_HEIGHT)
    sheet.freeze_panes(HEADER_ROWS, 0)
    _fit_to_a4(sheet)
    sheet.repeat_rows(0, HEADER_ROWS - 1)
    sheet.set_footer(f"&L{office.name.replace('&', '&&')}&R&P / &N")


def _fit_to_a4(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _rule(kind: str, column: BlankColumn, ranges: Mapping[tuple[str, ...], str]) -> dict[str, Any] | None:
    """The data validation of a column. Excel shows the advice beside the cell, and asks where it is not followed."""
    advice = {"input_title": column.heading[:32], "input_message": _advice(column), "error_type": "warning"}
    if column.choices:
        return advice | {
            "validate": "list",
            "source": ranges[column.choices],
            "show_error": not column.is_free,
            "error_title": column.heading[:32],
            "error_message": _("This word is not in the list. Is it right?"),
        }
    if column.type is CellType.DATE:
        return advice | {
            "validate": "date",
            "criteria": ">=",
            "value": _FIRST_DAY,
            "error_title": column.heading[:32],
            "error_message": _("This is not a date. Is it right?"),
        }
    if column.type is CellType.NUMBER:
        usual = figure_ranges(kind).get(column.field)
        return advice | {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": usual.largest if usual else 9_999_999,
            "error_title": column.heading[:32],
            "error_message": _("This figure is unusual. Is it right?"),
        }
    if column.type is CellType.PHONE:
        return advice | {"validate": "any"}
    return None


def _advice(column: BlankColumn) -> str:
    if column.choices:
        return _("Choose from the list, or write your own words.") if column.is_free else _("Choose from the list.")
    return {
        CellType.SERIAL: _("1, 2, 3: a number of its own for every line."),
        CellType.DATE: _("Day/month/year, for example %(day)s.") % {"day": _EXAMPLE_DAY},
        CellType.NUMBER: _("Only digits. Leave it empty where nobody counted: that is not 0."),
        CellType.PHONE: _("Ten digits, without 0 or +91 in front."),
        CellType.TEXT: _("In your own words."),
    }[column.type]


def _write_guidance(sheet: Any, registers: Sequence[BlankRegister], styles: Mapping[Any, Any]) -> None:
    _fit_to_a4(sheet)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 60)
    sheet.write_string(0, 0, MARK)
    lines = (
        _("One line for each meeting, person or issue. Write below the headings, without empty lines for totals."),
        _("A column that your office does not keep may stay empty. Do not change the headings."),
        _("Columns of your own may stand to the right; they are named when the workbook comes in, and not recorded."),
    )
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)
    row = len(lines) + 2
    for register in registers:
        sheet.write_string(row, 0, register.title, styles["title"])
        for at, word in enumerate((_("Column"), _("Needed"), _("What to write"))):
            sheet.write_string(row + 1, at, word, styles["head"])
        row += 2
        for column in register.columns:
            sheet.write_string(row, 0, column.heading, styles["wrapped"])
            sheet.write_string(row, 1, _("always") if column.is_needed else "", styles["wrapped"])
            sheet.write_string(row, 2, _advice(column), styles["wrapped"])
            row += 1
        row += 1


def _write_lists(sheet: Any, registers: Sequence[BlankRegister]) -> dict[tuple[str, ...], str]:
    """Write every list of words into a column of its own. Returns {words: the range that holds them}."""
    sheet.write_string(0, 0, MARK)
    name = sheet.get_name().replace("'", "''")
    ranges: dict[tuple[str, ...], str] = {}
    for register in registers:
        for column in register.columns:
            if column.choices and column.choices not in ranges:
                at = len(ranges)
                for row, word in enumerate(column.choices, start=1):
                    sheet.write_string(row, at, word)
                letter = xlsxwriter.utility.xl_col_to_name(at)
                ranges[column.choices] = f"='{name}'!${letter}$2:${letter}${len(column.choices) + 1}"
    return ranges
