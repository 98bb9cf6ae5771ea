"""The impact report as an XLSX workbook. Texts are written as strings, so no cell can become a formula."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from jatan.evidence.reports.layout import Annex, Cell, Figure, Layout, Table
from jatan.evidence.reports.period_sheets import add_period_sheets

__all__ = ["as_workbook"]

_INDIAN = r"[>=10000000]##\,##\,##\,##0;[>=100000]##\,##\,##0;#,##0"
_SHEET_NAME = 31


def as_workbook(layout: Layout) -> bytes:
    """Sheets: totals, by organisation, by district, by month, then those of the annex."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": f"{layout.title}: {layout.subject or layout.network}", "subject": layout.period})
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": _INDIAN, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
        }
        _totals(book.add_worksheet(_sheet_name(layout.title)), layout, styles)
        for table in layout.tables:
            _table(book.add_worksheet(_sheet_name(table.title)), table, styles)
        add_period_sheets(book, layout.sections, styles)
        if layout.annex is not None:
            _annex(book, layout.annex, layout, styles)
    return out.getvalue()


def _totals(sheet: Any, layout: Layout, styles: dict[str, Any]) -> None:
    _widths(sheet)
    _figures(sheet, f"{layout.title}: {layout.period}", layout.figures, layout, styles)
    _text(sheet, 2, 0, layout.sections.sentence if layout.sections else "", None)
    for row, note in enumerate(layout.notes, start=5 + len(layout.figures)):
        _text(sheet, row, 0, note, None)


def _figures(sheet: Any, title: str, figures: Sequence[Figure], layout: Layout, styles: dict[str, Any]) -> None:
    _text(sheet, 0, 0, layout.subject or layout.network, styles["title"])
    _text(sheet, 1, 0, f"{layout.network} – {title}" if layout.subject else title, styles["text"])
    what, number, _before, _change, how = layout.headings
    for column, word in enumerate((what, "", number, how)):
        _text(sheet, 3, column, word, styles["head"])
    for row, figure in enumerate(figures, start=4):
        _text(sheet, row, 0, figure.indicator, styles["text"])
        _text(sheet, row, 1, figure.unit, styles["text"])
        _number(sheet, row, 2, figure.number, styles["number"])
        _text(sheet, row, 3, figure.counted, styles["text"])
    sheet.freeze_panes(4, 1)


def _annex(book: Any, annex: Annex, layout: Layout, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_sheet_name(annex.title))
    _widths(sheet)
    _figures(sheet, f"{annex.title}: {layout.period}", annex.figures, layout, styles)
    first = 6 + len(annex.figures)
    _text(sheet, first - 1, 0, annex.steps_title, styles["head"])
    for column, word in enumerate(annex.steps_headings):
        _text(sheet, first, column, word, styles["head"])
    for row, (label, opened, overdue) in enumerate(annex.steps, start=first + 1):
        _text(sheet, row, 0, label, styles["text"])
        _number(sheet, row, 1, opened, styles["number"])
        _number(sheet, row, 2, overdue, styles["number"])
    for table in annex.tables:
        _table(book.add_worksheet(_sheet_name(table.title)), table, styles)


def _widths(sheet: Any) -> None:
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 2, 16)
    sheet.set_column(3, 3, 60)


def _table(sheet: Any, table: Table, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(table.columns), 14)
    _text(sheet, 0, 0, table.corner, styles["head"])
    for column, (indicator, unit) in enumerate(table.columns, start=1):
        _text(sheet, 0, column, f"{indicator}: {unit}", styles["head"])
    for row, (label, numbers) in enumerate((*table.rows, table.total), start=1):
        _text(sheet, row, 0, label, styles["text"])
        for column, number in enumerate(numbers, start=1):
            _number(sheet, row, column, number, styles["number"])
    sheet.freeze_panes(1, 1)


def _sheet_name(title: str) -> str:
    """A title as a valid sheet name: no colon, at most 31 characters."""
    return title.replace(":", " –")[:_SHEET_NAME]


def _text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    # Not `write`, which turns "=…" into a formula and "http…" into a link.
    if text:
        sheet.write_string(row, column, text, style)


def _number(sheet: Any, row: int, column: int, number: Cell, style: Any) -> None:
    if isinstance(number, str):
        sheet.write_string(row, column, number, style)
    else:
        sheet.write_number(row, column, number, style)
