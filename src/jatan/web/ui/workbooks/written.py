"""Writes rows of a list as a workbook to correct: a sheet that explains, the rows, and the words to choose from.

Three columns and one line are hidden. The line holds the codes of the columns, so that a renamed or moved heading does
no harm. The columns hold the key of the row, which fits this member's row of this list only, and short marks of what
stood in each cell: from these it is known later which cells somebody changed, here or in the records.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jatan.foundation.access.actors import Actor
from jatan.kernel.workbook_options import STREAMED
from jatan.web.ui.records.columns import may_read, may_read_field
from jatan.web.ui.records.desk import Desk, DisplayField
from jatan.web.ui.workbooks.cells import cell_text, write_value
from jatan.web.ui.workbooks.columns import CorrectedColumn
from jatan.web.ui.workbooks.keys import code_of_list, mark_of_row
from jatan.web.ui.workbooks.sheets import (
    keep_as_written,
    list_ranges,
    offer_list,
    sheet_name,
    write_lists,
)

FIRST_LINE: Final = 2  # of the rows, from 0: below the codes and the headings
_HIDDEN: Final = 2  # columns: the key, the marks
_WIDTHS: Final = {"text": 24, "number": 9, "day": 13, "choice": 20, "several": 26, "yes": 8, "phone": 16}
_PLAIN_PHONE: Final = set("+0123456789 -")


def write_rows_to_correct(
    target: IO[bytes], desk: Desk, rows: Sequence[Any], columns: Sequence[CorrectedColumn], by: Actor
) -> None:
    """Write these rows. `columns`: what may be corrected; other columns of the list stand there to be read."""
    book = xlsxwriter.Workbook(target, STREAMED)
    formats = _Formats(book)
    _explain(book.add_worksheet(sheet_name(_("How to correct"))), formats)
    sheet = book.add_worksheet(sheet_name(str(desk.title)))
    lists = {column.name: list(column.options.values()) for column in columns if column.kind == "choice"}
    lists = {name: words for name, words in lists.items() if words}
    lists |= {column.name: [_("yes"), _("no")] for column in columns if column.kind == "yes"}
    _RowSheet(sheet, formats, desk, columns, list_ranges(lists), by).write(rows)
    if lists:
        write_lists(book, lists)
    book.close()


class _Formats:
    """The looks of cells. What is typed into a text cell becomes no formula, no number and no American date."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top: dict[str, Any] = {"text_wrap": True, "valign": "top"}
        head = top | {"bold": True}
        self.note: Format = book.add_format(top | {"font_size": 12})
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.head: Format = book.add_format(head | {"bg_color": "#F2D9A4"})
        self.head_read: Format = book.add_format(head | {"bg_color": "#E4E4E4"})
        self.hidden: Format = book.add_format({"num_format": "@", "font_color": "#999999"})
        self.text: Format = book.add_format(top | {"num_format": "@"})
        self.day: Format = book.add_format(top | {"num_format": "dd-mm-yyyy", "align": "left"})
        self.number: Format = book.add_format(top | {"num_format": "0"})
        self.read: Format = book.add_format(top | {"num_format": "@", "font_color": "#666666", "bg_color": "#F4F4F4"})
        self.read_day: Format = book.add_format(
            top | {"num_format": "dd-mm-yyyy", "font_color": "#666666", "bg_color": "#F4F4F4", "align": "left"}
        )

    def of(self, kind: str) -> Format:
        return {"day": self.day, "number": self.number}.get(kind, self.text)


class _RowSheet:
    def __init__(
        self,
        sheet: Worksheet,
        formats: _Formats,
        desk: Desk,
        columns: Sequence[CorrectedColumn],
        ranges: Mapping[str, str],
        by: Actor,
    ) -> None:
        self._sheet, self._looks, self._desk, self._ranges, self._by = sheet, formats, desk, ranges, by
        asked = {column.label for column in columns} | {column.name for column in columns}
        self._read: list[DisplayField] = [
            show for show in _shown_columns(desk) if not {str(show.label), show.source} & asked
        ]
        self._columns = columns

    def write(self, rows: Sequence[Any]) -> None:
        self._write_head(len(rows))
        last = FIRST_LINE
        for last, row in enumerate(rows, start=FIRST_LINE):
            self._write_line(last, row)
        width = _HIDDEN + len(self._read) + len(self._columns)
        self._sheet.autofilter(FIRST_LINE - 1, _HIDDEN, last, width - 1)
        kept = range(_HIDDEN, _HIDDEN + len(self._read))
        message = _("This column is only to be read. Correct it on the page of the record.")
        keep_as_written(self._sheet, kept, FIRST_LINE, last, message)
        for place, column in self._placed():
            if column.name in self._ranges:
                offer_list(self._sheet, place, FIRST_LINE, last, self._ranges[column.name])

    def _placed(self) -> Iterable[tuple[int, CorrectedColumn]]:
        return enumerate(self._columns, start=_HIDDEN + len(self._read))

    def _write_head(self, count: int) -> None:
        sheet, formats = self._sheet, self._looks
        sheet.set_column(0, _HIDDEN - 1, 4, formats.hidden, {"hidden": True})
        sheet.set_row(0, None, formats.hidden, {"hidden": True})
        sheet.set_row(1, 32)
        sheet.freeze_panes(FIRST_LINE, _HIDDEN + min(1, len(self._read) + len(self._columns)))
        sheet.write_string(0, 0, code_of_list(self._desk.slug, count), formats.hidden)
        sheet.write_string(0, 1, "marks", formats.hidden)
        for place, column in self._placed():
            sheet.set_column(place, place, _WIDTHS[column.kind], formats.of(column.kind))
            sheet.write_string(0, place, column.name, formats.hidden)
        for place, show in enumerate(self._read, start=_HIDDEN):
            sheet.set_column(place, place, 18, formats.read_day if show.kind == "day" else formats.read)
            sheet.write_string(1, place, _("%(column)s (only to read)") % {"column": show.label}, formats.head_read)
        for place, column in self._placed():
            sheet.write_string(1, place, column.label, formats.head)

    def _write_line(self, line: int, row: Any) -> None:
        sheet, formats = self._sheet, self._looks
        marked = mark_of_row(self._desk.slug, row, self._answers(row))
        sheet.write_string(line, 0, marked.key, formats.hidden)
        sheet.write_string(line, 1, marked.marks, formats.hidden)
        for place, show in enumerate(self._read, start=_HIDDEN):
            if may_read(self._by, show, row):
                write_value(sheet, line, place, show.kind, show.of(row), days=formats.read_day)
        for place, column in self._placed():
            cell = column.cell_of(row) if may_read_field(self._by, row, column.name) else ""
            if cell == "":
                continue
            if column.kind == "number":
                sheet.write_number(line, place, cell, formats.number)
            elif column.kind == "day" and not isinstance(cell, str):
                sheet.write_datetime(line, place, cell, formats.day)
            else:
                text = str(cell)
                is_plain = column.kind == "phone" and set(text) <= _PLAIN_PHONE
                sheet.write_string(line, place, text if is_plain else cell_text(text), formats.text)

    def _answers(self, row: Any) -> Mapping[str, str]:
        """The answers as they will be read back from the cells."""
        return {
            column.name: column.answer(column.cell_of(row)) if may_read_field(self._by, row, column.name) else ""
            for column in self._columns
        }


def _explain(sheet: Worksheet, formats: _Formats) -> None:
    """The first sheet: what to do, in the language of the page."""
    sheet.set_column(0, 0, 90, formats.note)
    sheet.hide_gridlines(2)
    lines = (
        _("Change what is wrong in the yellow columns of the next sheet. Grey columns are only to be read."),
        _("Where a list opens in a cell, choose from it. Write days like 28-11-2026, telephone numbers as they are."),
        _("An emptied cell empties the record. A cell that you leave alone stays as it is."),
        _("A row that you delete here is not deleted in the records. A new row here makes no new record."),
        _("You may sort and filter. Do not remove hidden columns, they say which row is whose."),
        _("Then save the file, and bring it on the same page. You see every change before it counts."),
        _("Never write an Aadhaar number, and nothing about what was done to a person."),
        _("People's names stand in this file: keep it with nobody else, and delete it when you are done."),
    )
    sheet.write_string(0, 0, _("How to correct"), formats.title)
    for line, text in enumerate(lines, start=1):
        sheet.write_string(line, 0, f"{line}. {text}", formats.note)


def _shown_columns(desk: Desk) -> list[DisplayField]:
    """The columns of the list, then the lines of the page that the list has not."""
    labels = {str(show.label) for show in desk.columns}
    return [*desk.columns, *(show for show in desk.facts if str(show.label) not in labels)]
