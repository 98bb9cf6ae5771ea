"""Writes a whole list as a workbook to take along: every column, one row a record, sums, and where it comes from.

The heading row stays in sight and has a filter; sums stand below and follow it. A hidden line holds the names of the
columns, and two hidden columns the key and the marks of each row (`written`), so that the file comes in again: a cell
that somebody changed is a proposed correction of its record, and in another house a row is a new record. Rows are read
and written in chunks; memory does not grow with them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import IO, Any, Final
from uuid import UUID

import xlsxwriter
from django.utils import formats
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.blank.guidance import MARK
from jatan.kernel.dates import MonthOnly
from jatan.kernel.workbook_options import STREAMED
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.cells import cell_text, write_value
from jatan.web.ui.workbooks.columns import CorrectedColumn
from jatan.web.ui.workbooks.every_column import RecordCells, RecordColumn, columns_of_record, impersonal_columns
from jatan.web.ui.workbooks.keys import SUMS, code_of_list, mark_of_row
from jatan.web.ui.workbooks.sheets import sheet_name

FIRST_LINE: Final = 2  # of the rows, from 0: below the names and the headings
_HIDDEN: Final = 2  # columns: the key, the marks
_CHUNK: Final = 500
_WIDTHS: Final = {"text": 22, "number": 10, "day": 13}


def write_list(
    target: IO[bytes],
    desk: Desk,
    rows: Iterable[Any],
    by: Actor,
    *,
    corrected: Sequence[CorrectedColumn] = (),
    provenance: Sequence[tuple[str, str]] = (),
    is_impersonal: bool = False,
) -> Counter[UUID]:
    """Write these rows; returns how many of each organisation went out.

    `desk`: with the own questions of the office. `corrected`: the columns whose cells may come back changed.
    `provenance`: (what, words) of house, day, who, purpose, filters, language. `is_impersonal`: personal columns are
    left out.
    """
    with xlsxwriter.Workbook(target, STREAMED) as book:
        sheet = book.add_worksheet(sheet_name(str(desk.title)))
        columns = impersonal_columns(desk) if is_impersonal else columns_of_record(desk)
        written = _ListSheet(book, sheet, desk, by, columns, corrected)
        written.write(rows)
        lines = (*provenance, (_("Rows"), str(written.count)))
        _write_provenance(book, lines, is_impersonal=is_impersonal)
    return written.by_organisation


class _ListSheet:
    def __init__(
        self,
        book: xlsxwriter.Workbook,
        sheet: Worksheet,
        desk: Desk,
        by: Actor,
        columns: Sequence[RecordColumn],
        corrected: Sequence[CorrectedColumn],
    ) -> None:
        self._sheet, self._desk = sheet, desk
        self._columns = columns
        self._corrected = {column.name: column for column in corrected}
        self._cells = RecordCells(desk, self._columns, by)
        self._sums: Counter[int] = Counter()
        self.count = 0
        self.by_organisation: Counter[UUID] = Counter()
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F2D9A4"})
        self._hidden = book.add_format({"font_color": "#999999"})
        self._days = book.add_format({"num_format": "dd-mm-yyyy", "align": "left"})
        self._sum = book.add_format({"bold": True, "top": 1, "num_format": "#,##0"})

    def write(self, rows: Iterable[Any]) -> None:
        sheet, columns = self._sheet, self._columns
        sheet.set_column(0, _HIDDEN - 1, 4, self._hidden, {"hidden": True})
        sheet.set_row(0, None, self._hidden, {"hidden": True})
        sheet.set_row(1, 36)
        sheet.freeze_panes(FIRST_LINE, _HIDDEN)
        sheet.write_string(0, 0, code_of_list(self._desk.slug, 0), self._hidden)
        sheet.write_string(0, 1, "marks", self._hidden)
        for place, column in enumerate(columns, start=_HIDDEN):
            sheet.set_column(place, place, _WIDTHS[column.kind])
            sheet.write_string(0, place, column.name, self._hidden)
        for place, column in enumerate(columns, start=_HIDDEN):
            sheet.write_string(1, place, column.label, self._head)
        for chunk in batched(rows, _CHUNK, strict=False):
            self._write_chunk(chunk)
        last = FIRST_LINE + max(self.count, 1) - 1
        sheet.autofilter(FIRST_LINE - 1, _HIDDEN, last, _HIDDEN + len(columns) - 1)
        if self.count:
            self._write_sums(last)
        _fit_for_paper(sheet)

    def _write_chunk(self, rows: Sequence[Any]) -> None:
        self._cells.fetch(rows)
        for row in rows:
            line = FIRST_LINE + self.count
            self.count += 1
            self.by_organisation[row.organisation_id] += 1
            self._write_row(line, row)

    def _write_row(self, line: int, row: Any) -> None:
        sheet = self._sheet
        cells = list(zip(self._columns, self._cells.of(row), strict=True))
        shown = [self._as_corrected(column, row, value) for column, value in cells]
        answers = {
            own.name: own.answer(_as_read(value))
            for column, value in zip(self._columns, shown, strict=True)
            if (own := self._corrected.get(column.name)) is not None
        }
        marked = mark_of_row(self._desk.slug, row, answers)
        sheet.write_string(line, 0, marked.key, self._hidden)
        sheet.write_string(line, 1, marked.marks, self._hidden)
        for place, ((column, value), cell) in enumerate(zip(cells, shown, strict=True), start=_HIDDEN):
            write_value(sheet, line, place, column.kind, cell, days=self._days)
            if column.is_summed and value is not None:
                self._sums[place] += value

    def _as_corrected(self, column: RecordColumn, row: Any, value: Any) -> Any:
        """The words that the form of the record has for a choice, where its cell may come back."""
        own = self._corrected.get(column.name)
        if own is None or value is None or own.kind not in ("choice", "several"):
            return value
        if own.kind == "several":
            return own.cell_of(row)
        return own.options.get(str(getattr(row, row._meta.get_field(own.name).attname)), value)

    def _write_sums(self, last: int) -> None:
        """One line below an empty one: the sums of what the filter shows, with the word before the first of them."""
        line = last + 2
        summed = [place for place, column in enumerate(self._columns, start=_HIDDEN) if column.is_summed]
        if not summed:
            return
        self._sheet.write_string(line, 0, SUMS, self._hidden)
        self._sheet.write_string(line, _HIDDEN, _("Sum"), self._sum)
        for place in summed:
            letter = xl_col_to_name(place)
            formula = f"=SUBTOTAL(109,{letter}{FIRST_LINE + 1}:{letter}{last + 1})"
            self._sheet.write_formula(line, place, formula, self._sum, self._sums[place])


def _as_read(value: Any) -> Any:
    """A value as it is read back from its cell."""
    if value is None:
        return ""
    if isinstance(value, MonthOnly):
        return formats.date_format(value, "E Y")
    return cell_text(value) if isinstance(value, str) else value


def _fit_for_paper(sheet: Worksheet) -> None:
    """The whole list on paper across, with its headings on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1, 1)
    sheet.set_footer("&L&A&R&P / &N")


def _write_provenance(book: xlsxwriter.Workbook, provenance: Sequence[tuple[str, str]], *, is_impersonal: bool) -> None:
    """The second sheet: where the file comes from, and how it comes in again."""
    sheet = book.add_worksheet(sheet_name(_("Where this comes from")))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26, bold)
    sheet.set_column(1, 1, 80, wrapped)
    sheet.write_string(0, 0, MARK, bold)
    again = _("On the page “Correct in Excel” of the list. You see every change before it counts.")
    keep = _("People's names stand in this file: keep it with nobody else, and delete it when you are done.")
    lines = [*provenance, (_("Bring it in again"), again)]
    if not is_impersonal:
        lines.append((_("Keep it safe"), keep))
    for line, (what, words) in enumerate(lines, start=1):
        sheet.write_string(line, 0, cell_text(what), bold)
        sheet.write_string(line, 1, cell_text(words), wrapped)
