"""Writes parked rows as a workbook to mend in Excel or LibreOffice: a sheet for each register, one line for each row.

Beside each column with a problem stands an empty one for the right value. A line is found again by its key; the sheets
are not locked, because a locked sheet cannot be sorted: instead, cells that are not to be changed refuse what is typed.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import IO, Any, Final

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.own_columns import is_own_column
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.repair.row_keys import row_key
from jatan.kernel.workbook_options import STREAMED
from jatan.web.registers.values import cell_as_text
from jatan.web.registers.words import COLUMNS, column_label, kind_label, problem_text
from jatan.web.ui.workbooks.cells import cell_text
from jatan.web.ui.workbooks.sheets import (
    keep_as_written,
    list_ranges,
    offer_list,
    sheet_name,
    write_lists,
)

_WIDTHS: Final = {"key": 12, "where": 26, "why": 42, "cell": 16, "right": 22}


def correction_headings(own: Iterable[str] = ()) -> dict[str, str]:
    """{heading of a column for the right value: column}, in every language of the pages. `own`: codes of own questions
    that columns of registers answer."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {_right(column): column for column in (*COLUMNS, *own)}
    return found


def write_waiting_rows(
    target: IO[bytes],
    rows: Iterable[ParkedRow],
    columns: Mapping[str, tuple[set[str], set[str]]],
    lists: Mapping[str, list[str]],
) -> int:
    """Write rows, given by register, into an .xlsx. Returns how many. Memory does not grow with the rows.

    `columns`: {register: (columns with a cell, columns with a problem)}; `lists`: {column: values to choose from}.
    """
    book = xlsxwriter.Workbook(target, STREAMED)
    forms = _Formats(book)
    filled_lists = {column: values for column, values in lists.items() if values}
    ranges = list_ranges(filled_lists)
    count = 0
    for kind, of_kind in groupby(rows, key=lambda row: row.kind):
        sheet = book.add_worksheet(sheet_name(str(kind_label(kind))))
        filled, wrong = columns.get(kind, (set(), set()))
        own = sorted(one for one in filled | wrong if is_own_column(one))
        fields = [*(one for one in kinds()[kind].fields if one in filled | wrong and one != "serial"), *own]
        count += _Sheet(sheet, forms, fields, wrong, ranges).write(of_kind)
    if not count:
        book.add_worksheet(sheet_name(_("Rows that wait")))
    if filled_lists:
        write_lists(book, filled_lists)
    book.close()
    return count


class _Formats:
    """The looks of cells. Every cell is text, so that nothing typed becomes a formula or an American date."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        text: dict[str, Any] = {"num_format": "@", "text_wrap": True, "valign": "top"}
        self.head: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F6F0E4"})
        self.head_right: Format = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F2D9A4"}
        )
        self.key: Format = book.add_format({"num_format": "@", "font_color": "#999999", "valign": "top"})
        self.text: Format = book.add_format(text)
        self.right: Format = book.add_format(text | {"bg_color": "#FFF6DC", "border": 1, "border_color": "#D9CDB8"})


class _Sheet:
    """One register: key, position, reasons, then each column as written and, where it has problems, as it is right."""

    def __init__(
        self, sheet: Worksheet, forms: _Formats, fields: list[str], wrong: set[str], ranges: Mapping[str, str]
    ) -> None:
        self._sheet, self._forms, self._ranges = sheet, forms, ranges
        self._places: list[tuple[str, bool]] = []  # (column, whether it is the one for the right value)
        for name in fields:
            self._places += [(name, False), *([(name, True)] if name in wrong else [])]

    def write(self, rows: Iterable[ParkedRow]) -> int:
        """Write the lines; returns how many."""
        self._write_head()
        line = 0
        for line, row in enumerate(rows, start=1):
            self._write_line(line, row)
        self._sheet.autofilter(0, 0, line, 2 + len(self._places))
        self._check_typed_cells(line)
        return line

    def _write_head(self) -> None:
        sheet, forms = self._sheet, self._forms
        sheet.freeze_panes(1, 3)
        sheet.set_row(0, 48)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for place, (name, label) in enumerate(
            (("key", _("Identity")), ("where", _("Row")), ("why", _("Why it waits")))
        ):
            sheet.set_column(place, place, _WIDTHS[name], forms.key if name == "key" else forms.text)
            sheet.write_string(0, place, label, forms.head)
        for place, (column, is_right) in enumerate(self._places, start=3):
            sheet.set_column(place, place, _WIDTHS["right" if is_right else "cell"], forms.text)
            label = _right(column) if is_right else str(column_label(column))
            sheet.write_string(0, place, label, forms.head_right if is_right else forms.head)

    def _write_line(self, line: int, row: ParkedRow) -> None:
        sheet, forms = self._sheet, self._forms
        wrong = {problem["field"] for problem in row.problems}
        sheet.write_string(line, 0, row_key(row), forms.key)
        where = _("%(sheet)s, row %(row)s") % {"sheet": row.sheet, "row": row.row_number}
        sheet.write_string(line, 1, cell_text(f"{where} · {row.run.file_name}"), forms.text)
        sheet.write_string(line, 2, cell_text(_reasons(row)), forms.text)
        for place, (column, is_right) in enumerate(self._places, start=3):
            if is_right:
                sheet.write_blank(line, place, None, forms.right if column in wrong else forms.text)
            elif written := cell_as_text(row.cells.get(column)):
                sheet.write_string(line, place, cell_text(written), forms.text)

    def _check_typed_cells(self, lines: int) -> None:
        """Refuse what is typed where nothing is to be changed; offer lists, and accept other words too."""
        kept = [0, 1, 2, *(place for place, (_column, is_right) in enumerate(self._places, start=3) if not is_right)]
        if not lines:
            return
        message = _("This stays as it is written. Write what is right in the yellow column beside it.")
        keep_as_written(self._sheet, kept, 1, lines, message)
        for place, (column, is_right) in enumerate(self._places, start=3):
            if is_right and column in self._ranges:
                offer_list(self._sheet, place, 1, lines, self._ranges[column])


def _reasons(row: ParkedRow) -> str:
    parts = (
        f"{column_label(one['field'])}: {problem_text(one['code'], one['message'])}"
        if one.get("field")
        else problem_text(one["code"], one["message"])
        for one in row.problems
    )
    return "\n".join(parts)


def _right(column: str) -> str:
    return _("Right: %(column)s") % {"column": column_label(column)}
