"""Word files (DOCX) with Hindi in them, with python-docx.

Word sets Devanagari with the font named for complex scripts (`w:cs`) and shapes it by the language named for them
(`w:bidi`), so both are named in every style; sizes and bold have a second form for them (`w:szCs`, `w:bCs`). The fonts
of the template's theme are taken out, because they would win over named ones.
"""

import re
from typing import Any, Final

from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

# Comes with Windows since 8 and with Office; LibreOffice takes the system's Devanagari font where it is missing.
COMPLEX_FONT: Final = "Nirmala UI"
EARTH: Final = RGBColor(0x8C, 0x2F, 0x1B)
_LATIN_FONT, _QUIET = "Calibri", RGBColor(0x4A, 0x42, 0x3B)
_THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
# XML 1.0 has no such characters; what was pasted into a field may.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def set_style(style: Any, points: int) -> None:
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
        style.font.color.rgb = EARTH
        style.font.italic = style.font.cs_italic = False
    if style.name == "Intense Quote":
        style.font.color.rgb = _QUIET
        style.paragraph_format.left_indent, style.paragraph_format.right_indent = Cm(0.8), Cm(0)
        style.font.italic = style.font.cs_italic = False
        style.font.bold = style.font.cs_bold = False


def set_page(document: Docx) -> None:
    """A4 with the margins of the house."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    page.top_margin = page.bottom_margin = Cm(2)


def make_bold(run: Any) -> None:
    """Bold in every script."""
    run.font.bold = run.font.cs_bold = True


def set_size(run: Any, points: int) -> None:
    """The size in points, in every script."""
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


def clean_text(text: str) -> str:
    """The text without characters that a Word file cannot hold."""
    return _NO_XML.sub("", text)
