"""The papers as DOCX, with python-docx; Hindi is set as `kernel/word_documents.py` says."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from jatan.evidence.account.paper import Line, Paper, PaperPart
from jatan.evidence.indicators.results import display_number
from jatan.kernel.numbers import format_integer
from jatan.kernel.word_documents import EARTH, clean_text, make_bold, set_page, set_size, set_style

__all__ = ["as_docx"]

_SIZES = {"Normal": 11, "Title": 26, "Subtitle": 14, "Heading 1": 17, "Intense Quote": 11, "List Bullet": 9}


def as_docx(paper: Paper) -> bytes:
    """Title and opening, each part with its paragraph and a table of numbers, the closing and the notes."""
    document = Document()
    set_page(document)
    for name, size in _SIZES.items():
        set_style(document.styles[name], size)
    core = document.core_properties
    core.title, core.author = clean_text(f"{paper.title}: {paper.whose}"), clean_text(paper.whose)
    core.language, core.comments = paper.language, ""
    document.add_paragraph(clean_text(paper.network), style="Subtitle")
    document.add_paragraph(clean_text(paper.title), style="Title")
    for text in (paper.subject, paper.theme, paper.period):
        if text:
            document.add_paragraph(clean_text(text), style="Subtitle")
    _add_words(document, paper.opening)
    for part in paper.printed_parts:
        _add_part(document, paper, part)
    _add_words(document, paper.closing)
    for note in paper.notes:
        document.add_paragraph(clean_text(note), style="List Bullet")
    _add_footer(document, paper)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_part(document: Docx, paper: Paper, part: PaperPart) -> None:
    document.add_heading(clean_text(part.title), level=1)
    _add_words(document, part.paragraph)
    if part.note:
        document.add_paragraph(clean_text(part.note))
    if part.counted:
        _add_table(document, paper, part.counted)
    for item in part.items:
        paragraph = document.add_paragraph()
        make_bold(paragraph.add_run(clean_text(item.title)))
        paragraph.add_run("\n" + clean_text(item.about))
    if part.empty:
        document.add_paragraph(clean_text(paper.nothing))
        for line in part.empty:
            named = f"{line.code} · {line.says}" if line.code else line.says
            document.add_paragraph(clean_text(named), style="List Bullet")


def _add_words(document: Docx, text: str) -> None:
    """The network's own words, apart from what was counted; an empty line begins a new paragraph."""
    for one in text.split("\n\n"):
        if one.strip():
            document.add_paragraph(clean_text(one.strip()), style="Intense Quote")


def _add_table(document: Docx, paper: Paper, lines: Sequence[Line]) -> None:
    """One row for each number: what, number with unit, period, how it is counted. The head repeats on every page."""
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = (Cm(5.6), Cm(3.6), Cm(3.6), Cm(4.6))
    _fill(table.rows[0].cells, paper.headings, is_head=True)
    _repeat(table.rows[0])
    for line in lines:
        for place, figure in enumerate(line.figures):
            says = f"{line.code} · {line.says}" if line.code else line.says
            number = display_number(figure.number, format_integer)
            cells = table.add_row().cells
            _fill(cells, ("" if place else says, f"{number} {figure.unit}", figure.period, figure.counted))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    document.add_paragraph()


def _fill(cells: Sequence[Any], texts: Iterable[str], *, is_head: bool = False) -> None:
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        # Room above and below, or the signs over and under Devanagari letters touch the lines of the table.
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
        run = paragraph.add_run(clean_text(text))
        if is_head:
            run.font.color.rgb = EARTH
        size = 8 if place > 1 and not is_head else 10
        set_size(run, size)
        if is_head or place == 1:
            make_bold(run)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _add_footer(document: Docx, paper: Paper) -> None:
    foot = document.sections[0].footer.paragraphs[0]
    run = foot.add_run(clean_text(f"{paper.whose} · {paper.title} · {paper.period}"))
    set_size(run, 8)
