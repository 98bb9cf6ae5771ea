"""A report as XLSX: a sheet for each part with its numbers as numbers and its bars as charts, then all tables.

The tables behind (totals, by member, district, quarter and month, annex) are those of `reports.workbook`.
"""

import io
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from jatan.evidence.reports.layout import build_layout
from jatan.evidence.reports.workbook import A4, add_layout, draw_bars, sheet_name, styles_of, write_number, write_text
from jatan.evidence.studio.blocks import (
    Bars,
    Block,
    Cell,
    Figures,
    Frame,
    Goals,
    Items,
    Lines,
    Map,
    Members,
    Note,
    Part,
    Photographs,
    Report,
    Series,
    Story,
    Strips,
    Table,
    Words,
)
from jatan.evidence.studio.parts import Built, name_of
from jatan.kernel.workbook_options import IN_MEMORY

_FIRST_WIDTH, _WIDTH, _COLUMNS = 44, 16, 9
_LETTERS_IN_A_LINE, _LINE_HEIGHT, _CHART_ROWS = 150, 16, 16


def as_workbook(built: Built) -> bytes:
    """The parts of the report, and behind them every table of it; of released numbers there are no such tables."""
    report, out = built.report, io.BytesIO()
    with xlsxwriter.Workbook(out, IN_MEMORY) as book, override(report.language):
        whose = report.subject or report.network
        book.set_properties({"title": f"{report.title}: {whose}", "subject": report.period, "author": report.network})
        styles = styles_of(book, report.language)
        for part in report.parts:
            _Sheet(book, report, part, styles).write()
        if not built.facts.choice.audience.reads_published_only:
            add_layout(book, build_layout(built.facts.report, report.language, report.title), styles)
        elif not report.parts:
            write_text(book.add_worksheet(sheet_name(report.title)), 0, 0, report.period, styles["plain"])
    return out.getvalue()


class _Sheet:
    """The sheet of one part: its message, then each block below the other."""

    def __init__(self, book: Any, report: Report, part: Part, styles: dict[str, Any]) -> None:
        self.book, self.report, self.part, self.styles, self.row = book, report, part, styles, 0
        self.name = sheet_name(name_of(part.code))
        self.sheet = book.add_worksheet(self.name)

    def write(self) -> None:
        """Everything of the part."""
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_column(0, 0, _FIRST_WIDTH)
        self.sheet.set_column(1, _COLUMNS, _WIDTH)
        write_text(self.sheet, 0, 0, self.part.title, self.styles["title"])
        whose = " · ".join(filter(None, (self.report.subject or self.report.network, self.report.period)))
        write_text(self.sheet, 1, 0, whose, self.styles["plain"])
        self.row = 3
        for block in self.part.blocks:
            _WRITERS[type(block)](self, block)

    def say(self, text: str) -> None:
        """A text across the columns, in as many lines as it needs: merged cells do not find their height themselves."""
        if not text:
            return
        self.sheet.merge_range(self.row, 0, self.row, 5, "", self.styles["text"])
        write_text(self.sheet, self.row, 0, text, self.styles["text"])
        self.sheet.set_row(self.row, _LINE_HEIGHT * (1 + text.count("\n") + len(text) // _LETTERS_IN_A_LINE))
        self.row += 1

    def head(self, text: str) -> None:
        """A line in bold."""
        if text:
            write_text(self.sheet, self.row, 0, text, self.styles["total"])
            self.row += 1

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[Cell]], total: Sequence[Cell] = ()) -> int:
        """Headings, rows and a total. Returns the row of the first line."""
        for column, word in enumerate(headings):
            write_text(self.sheet, self.row, column, word, self.styles["number head" if column else "head"])
        first = self.row + 1
        for place, row in enumerate((*rows, *((total,) if total else ())), start=first):
            is_total = bool(total) and place == first + len(rows)
            for column, cell in enumerate(row):
                style = ("total number" if column else "total") if is_total else "number" if column else "text"
                write_number(self.sheet, place, column, cell, self.styles["text" if cell == "" else style])
        self.row = first + len(rows) + bool(total) + 1
        return first

    def words(self, block: Words) -> None:
        for one in block.text.split("\n\n"):
            self.say(one.strip())
        self.row += 1

    def figures(self, block: Figures | Lines | Series) -> None:
        if isinstance(block, Series):
            self.head(block.title)
        steps = list(dict.fromkeys(label for figure in block.figures for label, _number in figure.points))
        has_before = any(figure.before != "" for figure in block.figures)
        headings = [gettext("What"), gettext("Of what"), gettext("Number")]
        headings += [gettext("Before"), gettext("Change")] if has_before else []
        rows = []
        for figure in block.figures:
            points = dict(figure.points)
            then = (figure.before, figure.change) if has_before else ()
            row = (figure.label, figure.unit, figure.number, *then, *(points.get(step, "") for step in steps))
            rows.append(row)
        self.table((*headings, *steps), rows)

    def bars(self, block: Bars) -> None:
        self.head(block.title)
        first = self.table(("", block.unit), block.bars)
        if len(block.bars) > 1:
            draw_bars(self.book, self.sheet, self.name, block.title, (first, first + len(block.bars) - 1), self.row)
            self.row += _CHART_ROWS

    def goals(self, block: Goals) -> None:
        headings = (gettext("What"), gettext("Of what"), gettext("Target"), gettext("Achieved"), "")
        self.table(headings, [(one.label, one.unit, one.target, one.achieved, one.says) for one in block.goals])

    def map(self, block: Map) -> None:
        shapes = [shape for shape in block.shapes if shape.number]
        if shapes:
            self.head(block.title)
            self.table((gettext("District"), block.unit), [(shape.name, shape.number) for shape in shapes])
        if block.ways:
            headings = (gettext("The ways out"), gettext("Journeys"))
            self.table(headings, [(f"{way.start} → {way.end}", way.amount) for way in block.ways])

    def members(self, block: Members) -> None:
        headings = ("", *(f"{measure.label}: {measure.unit}" for measure in block.measures))
        rows = [(name, *cells) for name, cells in block.rows]
        middles: list[Cell] = ["" if measure.middle is None else measure.middle for measure in block.measures]
        first = self.table(headings, rows, (gettext("the middle one"), *middles) if any(middles) else ())
        self.say(block.title)
        last = first + len(rows) - 1
        draw_bars(self.book, self.sheet, self.name, headings[1], (first, last), self.row + 1)
        self.row += _CHART_ROWS + 2

    def rows(self, block: Table) -> None:
        self.head(block.title)
        self.table(block.headings, block.rows, block.total)
        self.say(block.note)

    def items(self, block: Items) -> None:
        self.head(block.title)
        for item in block.items:
            self.say(f"{item.title}\n{item.about}")

    def story(self, block: Story) -> None:
        self.head(block.title)
        self.say(block.text)
        self.say(block.about)

    def photographs(self, block: Photographs) -> None:
        for one in block.photographs:
            day = date_format(one.day, "j E Y") if one.day else ""
            self.say(" · ".join(filter(None, (one.caption, one.credit, day))))

    def strips(self, block: Strips) -> None:
        self.head(block.title)
        headings = ("", gettext("complete"), gettext("of these months"))
        self.table(
            headings,
            [
                (name, sum(cell is True for cell in cells), sum(cell is not None for cell in cells))
                for name, cells in block.rows
            ],
        )

    def frame(self, block: Frame) -> None:
        headings = (
            gettext("Objective"),
            gettext("Indicator"),
            gettext("Of what"),
            gettext("Baseline"),
            gettext("Target"),
            gettext("Achieved"),
            gettext("Due"),
            gettext("In words"),
        )
        rows = [
            (
                *(line.objective, line.indicator, line.unit, line.baseline, line.target, line.achieved),
                date_format(line.due, "j E Y") if line.due else "",
                line.says,
            )
            for line in block.lines
        ]
        self.table(headings, rows)

    def note(self, block: Note) -> None:
        self.say(block.text)


_WRITERS: dict[type[Block], Callable[[_Sheet, Any], None]] = {
    Words: _Sheet.words,
    Figures: _Sheet.figures,
    Lines: _Sheet.figures,
    Series: _Sheet.figures,
    Bars: _Sheet.bars,
    Goals: _Sheet.goals,
    Map: _Sheet.map,
    Members: _Sheet.members,
    Table: _Sheet.rows,
    Items: _Sheet.items,
    Story: _Sheet.story,
    Photographs: _Sheet.photographs,
    Strips: _Sheet.strips,
    Frame: _Sheet.frame,
    Note: _Sheet.note,
}
