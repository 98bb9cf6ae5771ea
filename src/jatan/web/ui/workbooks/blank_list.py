"""The blank workbook and the blank paper of any list whose records can be taken in from rows (`new_rows`)."""

import io
from typing import Any, Final

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.blank.columns import BlankColumn, BlankRegister, CellType, OfficeWords
from jatan.intake.registers.blank.paper import paper_of_registers
from jatan.kernel.workbook_options import IN_MEMORY
from jatan.web.ui.forms.base import block_or_district
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.cells import cell_text
from jatan.web.ui.workbooks.columns import words_of_choices
from jatan.web.ui.workbooks.keys import code_of_list
from jatan.web.ui.workbooks.new_rows import OFFICE, NewColumn, new_columns, offices_of
from jatan.web.ui.workbooks.sheets import list_ranges, offer_list, sheet_name, write_lists

_FIRST_LINE: Final = 2  # of the rows, from 0: below the names and the headings
_LAST_LINE: Final = 1_000
_PAGES: Final = 5
_WIDTHS: Final = {CellType.NUMBER: 10, CellType.DATE: 13, CellType.PHONE: 16, CellType.TEXT: 24}


def blank_workbook_of_list(desk: Desk, by: Actor, office: str) -> bytes:
    """An .xlsx with the headings of a list, words to choose from, and a sheet that says how to fill it."""
    columns = _blank_columns(desk, by)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, IN_MEMORY) as book:
        book.set_properties({"author": office})
        sheet = book.add_worksheet(sheet_name(str(desk.title)))
        _write_head(book, sheet, desk, columns)
        _explain(book, book.add_worksheet(sheet_name(_("How to fill"))))
        lists = {name: [cell_text(word) for word in one.choices] for name, one in columns.items() if one.choices}
        ranges = list_ranges(lists)
        for place, name in enumerate(columns, start=1):
            if name in ranges:
                offer_list(sheet, place, _FIRST_LINE, _LAST_LINE, ranges[name])
        if lists:
            write_lists(book, lists)
    return target.getvalue()


def blank_paper_of_list(desk: Desk, by: Actor, office: str) -> bytes:
    """A PDF with five pages of the list to write on by hand."""
    columns = tuple(_blank_columns(desk, by).values())
    register = BlankRegister(desk.slug, str(desk.title), columns)
    return paper_of_registers([register], OfficeWords(office, (), (), ()), pages=_PAGES)


def _blank_columns(desk: Desk, by: Actor) -> dict[str, BlankColumn]:
    found = {column.name: _blank_column(desk, by, column) for column in new_columns(desk)}
    offices = tuple(office.name for office in offices_of(desk, by).values())
    if len(offices) < 2:
        return found
    whose = BlankColumn(
        field=OFFICE, heading=capfirst(_("organisation")), type=CellType.TEXT, choices=offices, is_needed=True
    )
    return {OFFICE: whose} | found


def _blank_column(desk: Desk, by: Actor, column: NewColumn) -> BlankColumn:
    kinds = {"day": CellType.DATE, "count": CellType.NUMBER, "number": CellType.NUMBER, "phone": CellType.PHONE}
    choices: tuple[str, ...] = tuple(column.choices.values())
    if column.kind == "yes":
        choices = (_("yes"), _("no"))
    if column.kind == "place":
        asked: Any = block_or_district(by, desk.record, None)
        choices = tuple(str(words) for _value, words in words_of_choices(asked.choices))
    return BlankColumn(
        field=column.name,
        heading=column.label,
        type=kinds.get(column.question.kind, CellType.TEXT) if column.question is not None else CellType.TEXT,
        choices=choices,
        is_needed=column.is_needed,
    )


def _write_head(book: xlsxwriter.Workbook, sheet: Worksheet, desk: Desk, columns: dict[str, BlankColumn]) -> None:
    hidden = book.add_format({"num_format": "@", "font_color": "#999999"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#EFE6D2"})
    text = book.add_format({"num_format": "@", "text_wrap": True})
    formats = {
        CellType.NUMBER: book.add_format({"num_format": "0"}),
        CellType.DATE: book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    sheet.set_column(0, 0, 4, hidden, {"hidden": True})
    sheet.set_row(0, None, hidden, {"hidden": True})
    sheet.set_row(1, 36)
    sheet.freeze_panes(_FIRST_LINE, 1)
    sheet.write_string(0, 0, code_of_list(desk.slug, 0), hidden)
    for place, (name, column) in enumerate(columns.items(), start=1):
        sheet.set_column(place, place, _WIDTHS[column.type], formats.get(column.type, text))
        sheet.write_string(0, place, name, hidden)
        sheet.write_string(1, place, f"{column.heading} *" if column.is_needed else column.heading, head)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1, 1)


def _explain(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100, wrapped)
    lines = (
        _("One line for each record. Write below the headings. What is marked with * is needed."),
        _("Where a list opens in a cell, choose from it. Write days like 28-11-2026, telephone numbers as they are."),
        _("Leave empty what you do not know: empty is not 0."),
        _("Write the name of a person, a group or an institution as it is on record here."),
        _("Then bring the file on the page “Correct in Excel” of this list, and tick “Record new rows too”."),
        _("Never write an Aadhaar number, and nothing about what was done to a person."),
    )
    for line, words in enumerate(lines):
        sheet.write_string(line, 0, f"{line + 1}. {words}", wrapped)
