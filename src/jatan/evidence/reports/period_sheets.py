"""Completeness and targets as sheets of the report's workbook."""

from typing import Any

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.reports.period_layout import CompletenessTable, PeriodSections, TargetTable

_PERCENT = '0" %"'
_COLOURS = {"accepted": "#D7E6D5", "complete": "#F6F0E4", "changed": "#F2DFB4", "sent_back": "#F2DFB4", "not_yet": ""}


def add_period_sheets(book: Any, sections: PeriodSections | None, styles: dict[str, Any]) -> None:
    """Add a sheet for each section that has something to say. `styles`: head, text, number, title."""
    if sections is None:
        return
    if sections.completeness is not None:
        _completeness(book, sections.completeness, sections.sentence, styles)
    if sections.targets is not None:
        _targets(book, sections.targets, styles)


def _completeness(book: Any, table: CompletenessTable, sentence: str, styles: dict[str, Any]) -> None:
    sheet = _sheet(book, table.title)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, max(1, len(table.members)), 18)
    _text(sheet, 0, 0, sentence, None)
    for column, word in enumerate((table.corner, *table.members)):
        _text(sheet, 2, column, word, styles["head"])
    shades = {
        code: book.add_format({"text_wrap": True, "valign": "top"} | ({"bg_color": colour} if colour else {}))
        for code, colour in _COLOURS.items()
    }
    for row, (month, cells) in enumerate(table.rows, start=3):
        _text(sheet, row, 0, month, styles["text"])
        for column, (code, word) in enumerate(cells, start=1):
            _text(sheet, row, column, word, shades.get(code))
    _text(sheet, 4 + len(table.rows), 0, table.note, None)
    sheet.freeze_panes(3, 1)
    _print_on_one_page_across(sheet)
    sheet.repeat_rows(2)


def _targets(book: Any, table: TargetTable, styles: dict[str, Any]) -> None:
    sheet = _sheet(book, table.title)
    for column, width in enumerate((40, 22, 34, 14, 14, 12)):
        sheet.set_column(column, column, width)
    what, whose, target, achieved, share = table.headings
    for column, word in enumerate((what, "", whose, target, achieved, share)):
        _text(sheet, 0, column, word, styles["head"])
    percent = book.add_format({"num_format": _PERCENT, "valign": "top"})
    for row, line in enumerate(table.rows, start=1):
        for column, word in enumerate((line.indicator, line.unit, line.owner)):
            _text(sheet, row, column, word, styles["text"])
        sheet.write_number(row, 3, line.target, styles["number"])
        _number(sheet, row, 4, line.achieved, styles["number"])
        _number(sheet, row, 5, line.percent, percent)
    if table.rows:
        # A bar from 0 to 100: who did more than planned fills it, and the number says by how much.
        bar = {"type": "data_bar", "bar_solid": True, "bar_color": "#C98A1B", "min_type": "num", "min_value": 0}
        bar |= {"max_type": "num", "max_value": 100, "bar_no_border": True}
        sheet.conditional_format(1, 5, len(table.rows), 5, bar)
    for row, note in enumerate(table.notes, start=2 + len(table.rows)):
        _text(sheet, row, 0, note, None)
    sheet.freeze_panes(1, 1)
    _print_on_one_page_across(sheet)
    sheet.repeat_rows(0)


def _sheet(book: Any, title: str) -> Any:
    return book.add_worksheet(title.replace(":", " –")[:31])


def _print_on_one_page_across(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    # Not `write`, which turns "=…" into a formula.
    if text:
        sheet.write_string(row, column, text, style)


def _number(sheet: Any, row: int, column: int, number: int | None, style: Any) -> None:
    if number is None:
        sheet.write_string(row, column, Absence.NOT_TOLD.words.in_language(), style)
    else:
        sheet.write_number(row, column, number, style)
