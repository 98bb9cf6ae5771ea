"""The tables of a report as sheets of a workbook: numbers, dates and charts as such, a page across, heads repeated.

Written by XlsxWriter (BSD-2-Clause, 3.3.1 of October 2026), which makes real charts. Texts are written as strings, so
no cell can become a formula.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from jatan.evidence.reports.layout import Annex, Cell, Chart, Figure, Layout, Table
from jatan.evidence.reports.period_sheets import add_period_sheets

_INDIAN = r"[>=10000000]##\,##\,##\,##0;[>=100000]##\,##\,##0;#,##0"
_SIGNED = "+#,##0;-#,##0;0"
_SIGNED_PERCENT = "+0 %;-0 %;0 %"
# Names of months in the language of the report, whatever that of the computer.
_MONTH = {"hi": "[$-439]mmmm yyyy", "en": "[$-409]mmmm yyyy"}
_SHEET_NAME = 31
A4 = 9
_EARTH, _INK, _PAPER = "#8C2F1B", "#221C17", "#F6F0E4"
# A chart takes so many rows; three stand on a printed sheet. Manual page breaks count only without "fit to page", so
# the scale is given: at 72 % the charts are narrower than an A4 sheet less its margins.
_CHART_ROWS, _CHARTS_ON_A_SHEET, _CHART_WIDTH, _CHART_HEIGHT, _CHART_SCALE = 20, 3, 780, 380, 72
# More columns than this are narrow, with their units upright, on a sheet that lies across.
_ROOMY_COLUMNS = 10
_LETTERS_IN_A_LINE, _LINE_HEIGHT = 120, 16
# Where the numbers of a table begin: below a title and two rows of heads, beside the labels.
_FIRST_ROW, _FIRST_COLUMN = 3, 1


@dataclass(frozen=True)
class _Place:
    """Where a table stands: the name of its sheet and how many lines it has."""

    sheet: str
    lines: int


def add_layout(book: Any, layout: Layout, styles: dict[str, Any]) -> None:
    """Add all sheets of a report to a workbook."""
    _totals(_sheet(book, layout.title, layout), layout, styles)
    drawn = _sheet(book, layout.charts_title, layout) if layout.charts else None
    places = [
        _table(_sheet(book, table.title, layout, wide=_is_wide(table)), table, layout, styles)
        for table in layout.tables
    ]
    if drawn is not None:
        _charts(book, drawn, layout.charts, places)
    add_period_sheets(book, layout.sections, styles)
    if layout.annex is not None:
        _annex(book, layout.annex, layout, styles)


def styles_of(book: Any, language: str) -> dict[str, Any]:
    def style(**more: Any) -> Any:
        return book.add_format({"valign": "top", "font_color": _INK, **more})

    head = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": _PAPER}
    total = {"bold": True, "top": 1}
    return {
        "title": style(bold=True, font_size=14, font_color=_EARTH),
        "plain": style(),
        "text": style(text_wrap=True),
        "beside number": style(text_wrap=True, indent=1),
        "day": style(num_format="dd.mm.yyyy", align="left"),
        "month": style(num_format=_MONTH[language], align="left"),
        "head": style(**head),
        "number head": style(**head, align="right"),
        "group head": style(**head, align="center", left=1, font_size=9),
        "unit head": style(**head, align="center", rotation=90, font_size=9),
        "number": style(num_format=_INDIAN, align="right"),
        "table number": style(num_format=_INDIAN, align="right", shrink=True),
        "signed": style(num_format=_SIGNED, align="right"),
        "percent": style(num_format=_SIGNED_PERCENT, align="right"),
        "total": style(**total),
        "total number": style(**total, num_format=_INDIAN, align="right", shrink=True),
    }


def _sheet(book: Any, title: str, layout: Layout, *, wide: bool = False) -> Any:
    """A new sheet that prints a page across, with whose report it is at the foot."""
    sheet = book.add_worksheet(sheet_name(title))
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    if wide:
        sheet.set_landscape()
    # "&" begins a code in a footer.
    whose = f"{layout.subject or layout.network} · {layout.title} · {layout.period}".replace("&", "&&")
    sheet.set_footer(f"&L&8{_after_size(whose[:180])}&R&8&P / &N")
    return sheet


def _after_size(text: str) -> str:
    """A space where the text begins with a digit, which would belong to the size of the letters."""
    return f" {text}" if text[:1].isdigit() else text


def _totals(sheet: Any, layout: Layout, styles: dict[str, Any]) -> None:
    last = _figures(sheet, layout.title, layout.figures, layout, styles)
    sentences = ((layout.sections.sentence,) if layout.sections and layout.sections.sentence else ()) + layout.notes
    for row, note in enumerate(sentences, start=last + 1):
        _sentence(sheet, row, note, layout, styles)


def _figures(sheet: Any, title: str, figures: Sequence[Figure], layout: Layout, styles: dict[str, Any]) -> int:
    """The title, the days of the period and a row for each figure. Returns the row below."""
    for column, width in enumerate((36, 22, 11, *((11, 10, 9) if layout.compared else ()), 46)):
        sheet.set_column(column, column, width)
    write_text(sheet, 0, 0, layout.subject or layout.network, styles["title"])
    write_text(sheet, 1, 0, f"{layout.network} – {title}" if layout.subject else title, styles["plain"])
    for row, days in ((1, layout.days), (2, layout.compared_days)):
        for column, day in enumerate(days or (), start=1):
            sheet.write_datetime(row, column, dt.datetime.combine(day, dt.time()), styles["day"])
    what, number, before, change, how = layout.headings
    if layout.compared:
        write_text(sheet, 2, 0, before, styles["plain"])
    heads = [what, "", number, *((before, change, "%") if layout.compared else ()), how]
    for column, word in enumerate(heads):
        sheet.write_string(3, column, word, styles["number head" if 1 < column < len(heads) - 1 else "head"])
    for row, figure in enumerate(figures, start=4):
        write_text(sheet, row, 0, figure.indicator, styles["text"])
        write_text(sheet, row, 1, figure.unit, styles["text"])
        write_number(sheet, row, 2, figure.number, styles["number"])
        if layout.compared:
            write_number(sheet, row, 3, figure.before, styles["number"])
            if figure.change is not None:
                sheet.write_number(row, 4, figure.change, styles["signed"])
            if figure.percent is not None:
                sheet.write_number(row, 5, figure.percent / 100, styles["percent"])
        write_text(sheet, row, len(heads) - 1, figure.counted, styles["beside number"])
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)
    return 4 + len(figures)


def _sentence(sheet: Any, row: int, text: str, layout: Layout, styles: dict[str, Any]) -> None:
    """A text across the figures, in as many lines as it needs: merged cells do not find their height themselves."""
    sheet.merge_range(row, 0, row, 6 if layout.compared else 3, "", styles["text"])
    write_text(sheet, row, 0, text, styles["text"])
    sheet.set_row(row, _LINE_HEIGHT * (1 + len(text) // _LETTERS_IN_A_LINE))


def _annex(book: Any, annex: Annex, layout: Layout, styles: dict[str, Any]) -> None:
    sheet = _sheet(book, annex.title, layout)
    row = _figures(sheet, annex.title, annex.figures, layout, styles)
    _sentence(sheet, row, annex.empty, layout, styles)
    if annex.steps:
        write_text(sheet, row + 2, 0, annex.steps_title, styles["total"])
    for column, word in enumerate(annex.steps_headings if annex.steps else ()):
        write_text(sheet, row + 3, column, word, styles["number head" if column else "head"])
    for place, (label, opened, overdue) in enumerate(annex.steps, start=row + 4):
        write_text(sheet, place, 0, label, styles["text"])
        write_number(sheet, place, 1, opened, styles["number"])
        write_number(sheet, place, 2, overdue, styles["number"])
    for table in annex.tables:
        _table(_sheet(book, table.title, layout, wide=_is_wide(table)), table, layout, styles)


def _table(sheet: Any, table: Table, layout: Layout, styles: dict[str, Any]) -> _Place:
    """A title, the indicators over their units, a row for each line, the total. Months are dates."""
    sheet.set_column(0, 0, 24)
    is_wide = _is_wide(table)
    sheet.set_column(_FIRST_COLUMN, max(len(table.columns), _FIRST_COLUMN), 7.6 if is_wide else 13)
    write_text(sheet, 0, 0, f"{table.title} – {layout.subject or layout.network}, {layout.period}", styles["title"])
    sheet.set_row(1, 88 if is_wide else 46)
    sheet.set_row(2, 84 if is_wide else 46)
    write_text(sheet, 1, 0, "", styles["head"])
    write_text(sheet, 2, 0, table.corner, styles["head"])
    column = _FIRST_COLUMN
    for indicator, group in groupby(table.columns, key=lambda pair: pair[0]):
        units = [unit for _indicator, unit in group]
        if len(units) > 1:
            sheet.merge_range(1, column, 1, column + len(units) - 1, "", styles["group head"])
        sheet.write_string(1, column, indicator, styles["group head"])
        for unit in units:
            write_text(sheet, 2, column, unit, styles["unit head" if is_wide else "number head"])
            column += 1
    months = table.months if table.is_of_months else ()
    for place, (label, numbers) in enumerate(table.rows):
        row = _FIRST_ROW + place
        if months:
            sheet.write_datetime(row, 0, dt.datetime.combine(months[place], dt.time()), styles["month"])
        else:
            write_text(sheet, row, 0, label, styles["plain"])
        for column, number in enumerate(numbers, start=_FIRST_COLUMN):
            write_number(sheet, row, column, number, styles["table number"])
    last = _FIRST_ROW + len(table.rows)
    write_text(sheet, last, 0, table.total[0], styles["total"])
    for column, number in enumerate(table.total[1], start=_FIRST_COLUMN):
        write_number(sheet, last, column, number, styles["total number"])
    sheet.freeze_panes(_FIRST_ROW, _FIRST_COLUMN)
    sheet.repeat_rows(1, 2)
    sheet.repeat_columns(0)
    return _Place(sheet_name(table.title), len(table.rows))


def _is_wide(table: Table) -> bool:
    return len(table.columns) > _ROOMY_COLUMNS


def _charts(book: Any, sheet: Any, charts: Sequence[Chart], places: Sequence[_Place]) -> None:
    """The charts of the report, each on the cells of the table that has its numbers."""
    drawn = [(chart, places[chart.table]) for chart in charts]
    for number, (chart, place) in enumerate(drawn):
        picture = book.add_chart({"type": "column" if chart.over_time else "bar"})
        rows = (_FIRST_ROW, _FIRST_ROW + place.lines - 1)
        column = _FIRST_COLUMN + chart.column
        picture.add_series(
            {
                "name": chart.title,
                "categories": [place.sheet, rows[0], 0, rows[1], 0],
                "values": [place.sheet, rows[0], column, rows[1], column],
                "fill": {"color": _EARTH},
                "border": {"color": _INK, "width": 0.5},
                "gap": 40,
                "data_labels": {"value": True, "num_format": _INDIAN} if place.lines <= _CHART_ROWS else {},
            }
        )
        picture.set_title({"name": chart.title, "name_font": {"size": 11, "bold": True, "color": _INK}})
        picture.set_legend({"none": True})
        axis = {"min": 0, "num_format": _INDIAN, "major_gridlines": {"visible": True, "line": {"color": "#D9CDB8"}}}
        # The axis across a bar chart is the vertical one of the library; lines are read from the top.
        picture.set_y_axis(axis if chart.over_time else {"reverse": True})
        picture.set_x_axis({"text_axis": True} if chart.over_time else axis)
        picture.set_size({"width": _CHART_WIDTH, "height": _CHART_HEIGHT})
        sheet.insert_chart(number * _CHART_ROWS, 0, picture, {"description": chart.title})
    sheet.set_print_scale(_CHART_SCALE)
    sheet.set_h_pagebreaks([_CHART_ROWS * last for last in range(_CHARTS_ON_A_SHEET, len(drawn), _CHARTS_ON_A_SHEET)])


def draw_bars(book: Any, sheet: Any, name: str, title: str, rows: tuple[int, int], row: int) -> None:
    """Bars of the numbers in the second column of `rows` of the sheet called `name`, drawn at `row`."""
    picture = book.add_chart({"type": "bar"})
    picture.add_series(
        {
            "name": title,
            "categories": [name, rows[0], 0, rows[1], 0],
            "values": [name, rows[0], 1, rows[1], 1],
            "fill": {"color": _EARTH},
            "border": {"color": _INK, "width": 0.5},
            "gap": 40,
            "data_labels": {"value": True, "num_format": _INDIAN},
        }
    )
    picture.set_title({"name": title, "name_font": {"size": 11, "bold": True, "color": _INK}})
    picture.set_legend({"none": True})
    picture.set_y_axis({"reverse": True})
    picture.set_x_axis({"min": 0, "num_format": _INDIAN})
    picture.set_size({"width": _CHART_WIDTH, "height": 300})
    sheet.insert_chart(row, 0, picture, {"description": title})


def sheet_name(title: str) -> str:
    """A title as a valid sheet name: no colon, at most 31 characters."""
    return title.replace(":", " –")[:_SHEET_NAME]


def write_text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """A text as a text."""
    # Not `write`, which turns "=…" into a formula and "http…" into a link.
    if text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def write_number(sheet: Any, row: int, column: int, number: Cell, style: Any) -> None:
    """A number as a number, and what stands in place of one as a text."""
    if isinstance(number, str):
        sheet.write_string(row, column, number, style)
    else:
        sheet.write_number(row, column, number, style)
