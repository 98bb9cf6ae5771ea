"""The papers as DOCX, with python-docx.

Word sets Devanagari with the font named for complex scripts (`w:cs`) and shapes it by the language named for them
(`w:bidi`), so both are named in every style; sizes and bold have a second form for them (`w:szCs`, `w:bCs`). The fonts
of the template's theme are taken out, because they would win over named ones.
"""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from jatan.evidence.account.paper import Line, Paper, PaperPart
from jatan.evidence.indicators.results import display_number
from jatan.kernel.numbers import format_integer

__all__ = ["COMPLEX_FONT", "as_docx"]

# Comes with Windows since 8 and with Office; LibreOffice takes the system's Devanagari font where it is missing.
COMPLEX_FONT = "Nirmala UI"
_LATIN_FONT = "Calibri"
_EARTH, _QUIET = RGBColor(0x8C, 0x2F, 0x1B), RGBColor(0x4A, 0x42, 0x3B)
_SIZES = {"Normal": 11, "Title": 26, "Subtitle": 14, "Heading 1": 17, "Intense Quote": 11, "List Bullet": 9}
_THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
# XML 1.0 has no such characters; what was pasted into a field may.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_docx(paper: Paper) -> bytes:
    """Title and opening, each part with its paragraph and a table of numbers, the closing and the notes."""
    document = Document()
    _set_page(document)
    for name, size in _SIZES.items():
        _set_style(document.styles[name], size)
    core = document.core_properties
    core.title, core.author = _clean(f"{paper.title}: {paper.whose}"), _clean(paper.whose)
    core.language, core.comments = paper.language, ""
    document.add_paragraph(_clean(paper.network), style="Subtitle")
    document.add_paragraph(_clean(paper.title), style="Title")
    for text in (paper.subject, paper.theme, paper.period):
        if text:
            document.add_paragraph(_clean(text), style="Subtitle")
    _add_words(document, paper.opening)
    for part in paper.printed_parts:
        _add_part(document, paper, part)
    _add_words(document, paper.closing)
    for note in paper.notes:
        document.add_paragraph(_clean(note), style="List Bullet")
    _add_footer(document, paper)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_part(document: Docx, paper: Paper, part: PaperPart) -> None:
    document.add_heading(_clean(part.title), level=1)
    _add_words(document, part.paragraph)
    if part.note:
        document.add_paragraph(_clean(part.note))
    if part.counted:
        _add_table(document, paper, part.counted)
    for item in part.items:
        paragraph = document.add_paragraph()
        _bold(paragraph.add_run(_clean(item.title)))
        paragraph.add_run("\n" + _clean(item.about))
    if part.empty:
        document.add_paragraph(_clean(paper.nothing))
        for line in part.empty:
            named = f"{line.code} · {line.says}" if line.code else line.says
            document.add_paragraph(_clean(named), style="List Bullet")


def _add_words(document: Docx, text: str) -> None:
    """The network's own words, apart from what was counted; an empty line begins a new paragraph."""
    for one in text.split("\n\n"):
        if one.strip():
            document.add_paragraph(_clean(one.strip()), style="Intense Quote")


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
        run = paragraph.add_run(_clean(text))
        if is_head:
            run.font.color.rgb = _EARTH
        size = 8 if place > 1 and not is_head else 10
        _size(run, size)
        if is_head or place == 1:
            _bold(run)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _bold(run: Any) -> None:
    run.font.bold = run.font.cs_bold = True


def _size(run: Any, points: int) -> None:
    run.font.size = Pt(points)
    _complex_size(run._r.get_or_add_rPr(), points)


def _complex_size(properties: Any, points: int) -> None:
    for former in properties.findall(qn("w:szCs")):
        properties.remove(former)
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(points * 2))
    after = properties.find(qn("w:sz"))
    if after is not None:
        after.addnext(size)
    else:
        properties.append(size)


def _set_style(style: Any, points: int) -> None:
    """Fonts for Latin and complex script, sizes for both, the language of both, the colours of the network."""
    style.font.name, style.font.size = _LATIN_FONT, Pt(points)
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for name in _THEME_FONTS:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:cs"), COMPLEX_FONT)
    _complex_size(properties, points)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "en-IN")
    language.set(qn("w:bidi"), "hi-IN")
    # Hindi is never letter-spaced, and the template's blue rules are not the network's colours.
    for former in properties.findall(qn("w:spacing")):
        properties.remove(former)
    frame = style.element.get_or_add_pPr()
    for former in frame.findall(qn("w:pBdr")):
        frame.remove(former)
    if style.name in ("Title", "Heading 1", "Subtitle"):
        style.font.color.rgb = _EARTH
        style.font.italic = style.font.cs_italic = False
    if style.name == "Intense Quote":
        style.font.color.rgb = _QUIET
        style.paragraph_format.left_indent, style.paragraph_format.right_indent = Cm(0.8), Cm(0)
        style.font.italic = style.font.cs_italic = False
        style.font.bold = style.font.cs_bold = False


def _set_page(document: Docx) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    page.top_margin = page.bottom_margin = Cm(2)


def _add_footer(document: Docx, paper: Paper) -> None:
    foot = document.sections[0].footer.paragraphs[0]
    run = foot.add_run(_clean(f"{paper.whose} · {paper.title} · {paper.period}"))
    _size(run, 8)


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)
