"""An application as PDF (Typst) and as DOCX (python-docx): the same parts in the same order, in its own language."""

import io
from typing import Any

from django.utils import formats, translation
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from jatan.kernel.typesetting import typeset
from jatan.kernel.word_documents import clean_text, make_bold, set_page, set_size, set_style
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.texts import print_words

__all__ = ["as_docx", "as_pdf"]


def as_pdf(row: OfficeLetter) -> bytes:
    """One or more pages A4. The title of the file names the office, never a person."""
    return typeset("jatan.web.letters", "letter.typ", _document(row), name="letter")


def as_docx(row: OfficeLetter) -> bytes:
    """The same as a Word file, in which the text can still be edited."""
    text = _document(row)
    words = text["words"]
    document = Document()
    set_page(document)
    set_style(document.styles["Normal"], 11)
    core = document.core_properties
    core.title, core.author, core.comments, core.language = clean_text(text["title"]), "", "", row.language
    day = _add(document, [f"{words['date']}: {text['day']}"])
    day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _add(document, [words["to"], *text["addressee"]])
    make_bold(_add(document, [f"{words['subject']}: {text['subject']}"]).runs[0])
    _add(document, [words["salutation"]])
    for paragraph in text["paragraphs"]:
        _add(document, paragraph)
    if text["enclosures"]:
        _add(document, [f"{words['enclosures']}:", *(f"{n}. {line}" for n, line in enumerate(text["enclosures"], 1))])
    closing = _add(document, [words["closing"]])
    closing.paragraph_format.space_before = Pt(14)
    for line in (_add(document, ["…" * 20, words["signature"]]), _add(document, text["sender"])):
        line.paragraph_format.space_before = Pt(10)
        line.paragraph_format.keep_together = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Any, lines: list[str]) -> Any:
    """One paragraph of these lines."""
    paragraph = document.add_paragraph()
    for place, line in enumerate(lines):
        run = paragraph.add_run(clean_text(line))
        set_size(run, 11)
        if place < len(lines) - 1:
            run.add_break()
    return paragraph


def _document(row: OfficeLetter) -> dict[str, Any]:
    words = print_words(row.language)
    with translation.override(row.language):
        office, day = str(row.get_office_display()), formats.date_format(row.written_on, "j E Y")
    return {
        "language": row.language,
        "title": f"{words['title']}: {office}",
        "words": words,
        "day": day,
        "addressee": _lines(row.addressee),
        "subject": row.subject,
        "paragraphs": [lines for part in row.body.split("\n\n") if (lines := _lines(part))],
        "enclosures": _lines(row.enclosures),
        "sender": _lines(row.sender),
    }


def _lines(text: str) -> list[str]:
    return list(filter(None, map(str.strip, text.splitlines())))
