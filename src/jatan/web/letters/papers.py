"""An application as PDF (Typst) and as DOCX (python-docx): the same parts in the same order, in its own language."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import formats, translation
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from jatan.foundation.network.letterheads import letterhead_of
from jatan.kernel.typesetting import typeset
from jatan.kernel.word_documents import clean_text, make_bold, set_page, set_size, set_style
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.texts import GAP, has_slip, print_words


def as_pdf(rows: Sequence[OfficeLetter], *, photograph: bytes = b"") -> bytes:
    """One or more pages A4 for each. The title of the file names the office, never a person.

    `photograph`: JPEG of who is looked for, printed on those with an acknowledgement.
    """
    letters = [_document(row) for row in rows]
    picture = list(photograph) if photograph else []
    document = {"title": letters[0]["title"], "letters": letters, "photograph": picture}
    return typeset("jatan.web.letters", "letter.typ", document, name="letters")


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
    _add(document, [text["helper"]]).paragraph_format.space_before = Pt(10)
    if text["has_slip"]:
        names = ("slip_day", "slip_number", "slip_officer", "slip_seal")
        slip = [
            words["slip"],
            f"{words['slip_received']}: {text['subject']}",
            *(f"{words[one]}: {GAP}" for one in names),
        ]
        _add(document, ["- " * 40])
        _add(document, slip).paragraph_format.keep_together = True
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
        "has_slip": has_slip(row.kind),
        "helper": _helper(row, words),
    }


def _helper(row: OfficeLetter, words: Mapping[str, str]) -> str:
    """Which organisation helps whoever writes, and where it is found."""
    head = letterhead_of(row.organisation_id, row.language)
    return " · ".join(part for part in (f"{words['helper']}: {head.name}", head.address, head.phone) if part)


def _lines(text: str) -> list[str]:
    return list(filter(None, map(str.strip, text.splitlines())))
