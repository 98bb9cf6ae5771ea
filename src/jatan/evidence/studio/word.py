"""A report as DOCX to go on writing in, with python-docx; Hindi is set as `kernel/word_documents.py` says.

Word draws no map: the districts stand as a table. Bars and small pictures stand as the numbers they show.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, override
from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from jatan.evidence.indicators.results import display_number
from jatan.evidence.studio.blocks import (
    Bars,
    Block,
    Cell,
    Figure,
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
from jatan.kernel.numbers import format_integer
from jatan.kernel.word_documents import EARTH, clean_text, make_bold, set_page, set_size, set_style

_SIZES = {"Normal": 11, "Title": 26, "Subtitle": 14, "Heading 1": 17, "Intense Quote": 11, "List Bullet": 9}
_WIDTH = 17.4  # centimetres between the margins


def as_docx(report: Report) -> bytes:
    """Title and members, each part with its message and blocks, whose report it is at the foot."""
    document = Document()
    set_page(document)
    for name, size in _SIZES.items():
        set_style(document.styles[name], size)
    whose = report.subject or report.network
    core = document.core_properties
    core.title, core.author = clean_text(f"{report.title}: {whose}"), clean_text(whose)
    core.language, core.comments = report.language, ""
    document.add_paragraph(clean_text(report.network), style="Subtitle")
    document.add_paragraph(clean_text(report.title), style="Title")
    with override(report.language):
        compared = gettext("compared with %(days)s") % {"days": report.compared} if report.compared else ""
        for text in (report.subject, report.about, report.period, compared):
            if text:
                document.add_paragraph(clean_text(text), style="Subtitle")
        for part in report.parts:
            _add_part(document, part)
    foot = f"{whose} · {report.title} · {report.period} · {report.fingerprint}"
    set_size(document.sections[0].footer.paragraphs[0].add_run(clean_text(foot)), 8)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_part(document: Docx, part: Part) -> None:
    document.add_heading(clean_text(part.title), level=1)
    for block in part.blocks:
        _WRITERS[type(block)](document, block)


def _text(document: Docx, text: str, style: str | None = None) -> None:
    if text.strip():
        document.add_paragraph(clean_text(text.strip()), style=style)


def _bold(document: Docx, text: str) -> None:
    if text:
        make_bold(document.add_paragraph().add_run(clean_text(text)))


def _words(document: Docx, block: Words) -> None:
    """Own words stand apart from what was counted; an empty line begins a new paragraph."""
    for one in block.text.split("\n\n"):
        _text(document, one, "Intense Quote" if block.place else None)


def _figures(document: Docx, block: Figures | Lines | Series) -> None:
    if isinstance(block, Series):
        _bold(document, block.title)
    headings = (gettext("What"), gettext("Number"), gettext("Before"), gettext("How it is counted"))
    rows = [
        (figure.label, _number(figure), _before(figure), "\n".join(filter(None, (figure.days, figure.counted))))
        for figure in block.figures
    ]
    if all(not row[2] for row in rows):
        _table(document, (*headings[:2], headings[3]), [(row[0], row[1], row[3]) for row in rows], (5.4, 4.6, 7.4))
        return
    _table(document, headings, rows, (4.6, 4.2, 3.4, 5.2))


def _number(figure: Figure) -> str:
    if figure.absence is not None:
        return f"{figure.unit}: {figure.number}"
    return f"{_cell(figure.number)} {figure.unit}"


def _before(figure: Figure) -> str:
    if figure.before == "":
        return ""
    return f"{_cell(figure.before)} ({figure.change})" if figure.change else _cell(figure.before)


def _bars(document: Docx, block: Bars) -> None:
    _bold(document, block.title)
    _table(document, ("", block.unit), [(label, _cell(number)) for label, number in block.bars], (12, 5.4))


def _goals(document: Docx, block: Goals) -> None:
    headings = (gettext("What"), gettext("Target"), gettext("Achieved"), "")
    rows = [(goal.label, f"{_cell(goal.target)} {goal.unit}", _cell(goal.achieved), goal.says) for goal in block.goals]
    _table(document, headings, rows, (6, 4.4, 3, 4))


def _map(document: Docx, block: Map) -> None:
    """The numbers of the map: the districts from the most to the least, then the ways out."""
    shapes = sorted(
        (shape for shape in block.shapes if isinstance(shape.number, int) and shape.number),
        key=lambda shape: -int(shape.number),
    )
    if shapes:
        _table(
            document, (gettext("District"), block.unit), [(one.name, _cell(one.number)) for one in shapes], (12, 5.4)
        )
    if block.ways:
        headings = (gettext("The ways out"), gettext("Journeys"))
        _table(document, headings, [(f"{one.start} → {one.end}", _cell(one.amount)) for one in block.ways], (12, 5.4))


def _members(document: Docx, block: Members) -> None:
    headings = ("", *(f"{measure.label}: {measure.unit}" for measure in block.measures))
    rows = [(name, *map(_cell, cells)) for name, cells in block.rows]
    middles = ["" if measure.middle is None else format_integer(measure.middle) for measure in block.measures]
    if any(middles):
        rows.append((gettext("the middle one"), *middles))
    _table(document, headings, rows, _even(len(headings)))
    _text(document, block.title)


def _rows(document: Docx, block: Table) -> None:
    _bold(document, block.title)
    rows = [tuple(map(_cell, row)) for row in (*block.rows, *((block.total,) if block.total else ()))]
    _table(document, block.headings, rows, _even(len(block.headings)))
    _text(document, block.note)


def _items(document: Docx, block: Items) -> None:
    _bold(document, block.title)
    for item in block.items:
        paragraph = document.add_paragraph()
        make_bold(paragraph.add_run(clean_text(item.title)))
        paragraph.add_run("\n" + clean_text(item.about))


def _story(document: Docx, block: Story) -> None:
    _bold(document, block.title)
    for one in block.text.split("\n\n"):
        _text(document, one, "Intense Quote")
    _text(document, block.about)


def _photographs(document: Docx, block: Photographs) -> None:
    """Captions: the pictures themselves leave the house in the PDF only."""
    for one in block.photographs:
        day = date_format(one.day, "j E Y") if one.day else ""
        _text(document, " · ".join(filter(None, (one.caption, one.credit, day))))


def _strips(document: Docx, block: Strips) -> None:
    """How many of a member's months are complete: a strip of squares says no more in words."""
    headings = (block.title, gettext("complete"), gettext("of these months"))
    rows = [
        (
            name,
            format_integer(sum(cell is True for cell in cells)),
            format_integer(sum(cell is not None for cell in cells)),
        )
        for name, cells in block.rows
    ]
    _table(document, headings, rows, (11, 3.2, 3.2))


def _frame(document: Docx, block: Frame) -> None:
    headings = (
        gettext("Objective"),
        gettext("Indicator"),
        gettext("Baseline"),
        gettext("Target"),
        gettext("Achieved"),
        gettext("Due"),
        gettext("In words"),
    )
    rows = [
        (
            line.objective,
            f"{line.indicator} ({line.unit})" if line.unit else line.indicator,
            *map(_cell, (line.baseline, line.target, line.achieved)),
            date_format(line.due, "j E Y") if line.due else "",
            line.says,
        )
        for line in block.lines
    ]
    _table(document, headings, rows, _even(len(headings)))


def _note(document: Docx, block: Note) -> None:
    _text(document, block.text, "List Bullet")


_WRITERS: dict[type[Block], Callable[[Docx, Any], None]] = {
    Words: _words,
    Figures: _figures,
    Lines: _figures,
    Series: _figures,
    Bars: _bars,
    Goals: _goals,
    Map: _map,
    Members: _members,
    Table: _rows,
    Items: _items,
    Story: _story,
    Photographs: _photographs,
    Strips: _strips,
    Frame: _frame,
    Note: _note,
}


def _cell(cell: Cell) -> str:
    return display_number(cell, format_integer)


def _even(columns: int) -> tuple[float, ...]:
    first = min(5.0, _WIDTH / columns * 1.6)
    return (first, *((_WIDTH - first) / (columns - 1) for _column in range(columns - 1)))


def _table(
    document: Docx, headings: Sequence[str], rows: Iterable[Sequence[str]], centimetres: Sequence[float]
) -> None:
    """A table whose head repeats on every page and whose rows never break."""
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Cm(width) for width in centimetres]
    _fill(table.rows[0].cells, headings, is_head=True)
    _mark(table.rows[0], "w:tblHeader")
    for row in rows:
        _fill(table.add_row().cells, row)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for line in table.rows:
        _mark(line, "w:cantSplit")
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = width
    document.add_paragraph()


def _fill(cells: Sequence[Any], texts: Iterable[str], *, is_head: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        # Room above and below, or the signs over and under Devanagari letters touch the lines of the table.
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
        run = paragraph.add_run(clean_text(text))
        set_size(run, 9)
        if is_head:
            run.font.color.rgb = EARTH
            make_bold(run)


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
