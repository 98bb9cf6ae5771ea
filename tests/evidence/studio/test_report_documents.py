"""PDF and DOCX of the reports: the same numbers, Hindi that is shaped, own words as written, nothing where none are."""

import datetime as dt
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Report, Table
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import CODES, SENTENCES, build
from jatan.evidence.studio.printed import as_pdf
from jatan.evidence.studio.word import as_docx
from jatan.foundation.access.actors import Actor
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period
from jatan.kernel.word_documents import COMPLEX_FONT
from tests.cast import Cast
from tests.evidence import builders
from tests.pdf_text import words_of

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
WRITER = shutil.which("lowriter")
YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))
OWN_WORDS = "#panic() *हमने* <b>सुना</b> & लिखा\x0b\n\nफ़ोरम की दूसरी बात"


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """Meetings of two members, and the network's own words at two places."""
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=48565, kind="awareness")
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=4112)
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 5, 3), total=1037)
    recount_pending([cast.gumla.id, cast.khunti.id])
    with as_("secretariat") as by:
        for place in ("account_activities", "donor_reach"):
            words = WriteParagraph(cast.network.id, place, YEARS.start, YEARS.end, OWN_WORDS, "In English.")
            write_paragraph(by=by, command=words)
    return cast


def report_of(as_: As, kind: str, language: str = "hi", part: str = "secretariat") -> Report:
    """The account sentence by sentence, or the whole report to a donor."""
    chosen = {
        "account": Choice(YEARS, language, parts=SENTENCES),
        "donor": Choice(
            YEARS, language, audience=Audience.DONOR, parts=tuple(code for code in CODES if code not in SENTENCES[:-1])
        ),
    }
    with as_(part) as by:
        return build(by, chosen[kind]).report


def cells_of(content: bytes) -> list[list[str]]:
    """The rows of all tables of a document."""
    return [[cell.text for cell in row.cells] for table in Document(io.BytesIO(content)).tables for row in table.rows]


@pytest.mark.parametrize("kind", ["account", "donor"])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_both_files_have_the_numbers_of_the_report(held: Cast, as_: As, kind: str, language: str) -> None:
    report = report_of(as_, kind, language)
    blocks = [block for part in report.parts for block in part.blocks]
    cells = [row[-1] for block in blocks if isinstance(block, Table) and any(block.keys) for row in block.rows]
    cells += [figure.number for block in blocks for figure in getattr(block, "figures", ())]
    numbers = {format_integer(cell) for cell in cells if isinstance(cell, int)}
    assert {"48,565", "5,149"} <= numbers
    printed = words_of(as_pdf(report), "-layout")
    written = "\n".join(" | ".join(row) for row in cells_of(as_docx(report)))
    for number in numbers:
        assert re.search(rf"(?<![\d,]){number}(?![\d,])", printed), number
        assert re.search(rf"(?<![\d,]){number}(?![\d,])", written), number


@pytest.mark.parametrize("kind", ["account", "donor"])
def test_own_words_stand_as_written_and_empty_places_leave_no_trace(held: Cast, as_: As, kind: str) -> None:
    report = report_of(as_, kind)
    document = Document(io.BytesIO(as_docx(report)))
    own = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Intense Quote"]
    assert own == ["#panic() *हमने* <b>सुना</b> & लिखा", "फ़ोरम की दूसरी बात"]
    printed = words_of(as_pdf(report), "-layout")
    assert "#panic() *" in printed
    assert "<b>" in printed
    english = Document(io.BytesIO(as_docx(report_of(as_, kind, "en"))))
    assert [one.text for one in english.paragraphs if one.style.name == "Intense Quote"] == ["In English."]
    of_member = Document(io.BytesIO(as_docx(report_of(as_, kind, part="coordinator"))))
    assert not [one for one in of_member.paragraphs if one.style.name == "Intense Quote"]


def test_every_style_in_use_names_a_font_and_the_language_for_hindi(held: Cast, as_: As) -> None:
    document = Document(io.BytesIO(as_docx(report_of(as_, "donor"))))
    used = {paragraph.style.name for paragraph in document.paragraphs}
    used |= {
        one.style.name
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for one in cell.paragraphs
    }
    assert {"Title", "Heading 1", "Normal", "Intense Quote"} <= used
    for name in used:
        properties: Any = document.styles[name].element.rPr
        fonts = properties.find(qn("w:rFonts"))
        assert fonts.get(qn("w:cs")) == COMPLEX_FONT, name
        assert not [key for key in fonts.attrib if "Theme" in key or "theme" in key], name
        assert properties.find(qn("w:lang")).get(qn("w:bidi")) == "hi-IN", name
        assert properties.find(qn("w:szCs")).get(qn("w:val")) == properties.find(qn("w:sz")).get(qn("w:val")), name
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_libreoffice_opens_the_document_and_shapes_its_hindi(held: Cast, as_: As, tmp_path: Path) -> None:
    if not WRITER:
        pytest.skip("SKIPPED LOUDLY: no LibreOffice Writer")
    file = tmp_path / "paper.docx"
    file.write_bytes(as_docx(report_of(as_, "donor")))
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    command = [WRITER, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    words = words_of((tmp_path / "paper.pdf").read_bytes(), "-layout")
    assert "48,565" in words
    assert "दूसरी बात" in words


def test_the_pdf_is_tagged_titled_and_in_its_language(held: Cast, as_: As) -> None:
    for language, title in (("hi", "हमारे काम की रिपोर्ट"), ("en", "Report of our work")):
        reader = PdfReader(io.BytesIO(as_pdf(report_of(as_, "account", language))))
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == language
        assert title in str(reader.metadata.title if reader.metadata else "")
