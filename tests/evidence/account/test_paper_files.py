"""PDF and DOCX of the papers: the same numbers, Hindi that is shaped, own words as written, nothing where none are."""

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

from jatan.evidence.account.files import file_name, render
from jatan.evidence.account.paper import Paper
from jatan.evidence.account.selectors import account_paper, donor_paper
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.foundation.access.actors import Actor
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period
from jatan.kernel.word_documents import COMPLEX_FONT
from tests.cast import Cast
from tests.evidence import builders

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
PDFTOTEXT, WRITER = shutil.which("pdftotext"), shutil.which("lowriter")
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


def paper_of(as_: As, kind: str, language: str = "hi", part: str = "secretariat") -> Paper:
    from_reader = {"account": account_paper, "donor": donor_paper}[kind]
    with as_(part) as by:
        return from_reader(YEARS, by=by, language=language).paper


def pdf_text(content: bytes) -> str:
    if not PDFTOTEXT:
        pytest.skip("SKIPPED LOUDLY: no pdftotext")
    made = subprocess.run([PDFTOTEXT, "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(made.stdout.decode().split())


def cells_of(content: bytes) -> list[list[str]]:
    """The rows of all tables of a document."""
    return [[cell.text for cell in row.cells] for table in Document(io.BytesIO(content)).tables for row in table.rows]


@pytest.mark.parametrize("kind", ["account", "donor"])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_both_files_have_the_numbers_of_the_paper(held: Cast, as_: As, kind: str, language: str) -> None:
    paper = paper_of(as_, kind, language)
    numbers = [
        format_integer(figure.number)
        for part in paper.parts
        for line in part.counted
        for figure in line.figures
        if isinstance(figure.number, int)
    ]
    assert {"48,565", "5,149"} <= set(numbers)
    printed = pdf_text(render(paper, "pdf"))
    written = "\n".join(" | ".join(row) for row in cells_of(render(paper, "docx")))
    for number in numbers:
        assert re.search(rf"(?<![\d,]){number}(?![\d,])", printed), number
        assert re.search(rf"(?<![\d,]){number}(?![\d,])", written), number


@pytest.mark.parametrize("kind", ["account", "donor"])
def test_each_number_of_the_document_has_unit_period_and_definition(held: Cast, as_: As, kind: str) -> None:
    rows = [row for row in cells_of(render(paper_of(as_, kind), "docx")) if row[1] != "संख्या"]
    assert len(rows) > 5
    for _what, number, period, counted in rows:
        assert re.match(r"(\d|–|दर्ज नहीं)", number)
        assert len(number.split(" ", 1)[1]) > 1
        assert re.search(r"20\d\d – .*20\d\d", period)
        assert len(counted) > 5


@pytest.mark.parametrize("kind", ["account", "donor"])
def test_own_words_stand_as_written_and_empty_places_leave_no_trace(held: Cast, as_: As, kind: str) -> None:
    paper = paper_of(as_, kind)
    document = Document(io.BytesIO(render(paper, "docx")))
    own = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Intense Quote"]
    assert own == ["#panic() *हमने* <b>सुना</b> & लिखा", "फ़ोरम की दूसरी बात"]
    printed = pdf_text(render(paper, "pdf"))
    assert "#panic() *" in printed
    assert "<b>" in printed
    english = Document(io.BytesIO(render(paper_of(as_, kind, "en"), "docx")))
    assert [one.text for one in english.paragraphs if one.style.name == "Intense Quote"] == ["In English."]
    of_member = Document(io.BytesIO(render(paper_of(as_, kind, part="coordinator"), "docx")))
    assert not [one for one in of_member.paragraphs if one.style.name == "Intense Quote"]


def test_a_sentence_without_a_number_claims_nothing(held: Cast, as_: As) -> None:
    """What is not on record stands at the end of its part, under words that say so."""
    paper = paper_of(as_, "account")
    activities = next(part for part in paper.parts if part.code == "activities")
    assert "A6" in [line.code for line in activities.empty]
    assert "A6" not in [line.code for line in activities.counted]
    document = Document(io.BytesIO(render(paper, "docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    place = next(at for at, text in enumerate(texts) if text.startswith("A6 · "))
    assert "इस अवधि में इनका कोई रिकॉर्ड नहीं है:" in texts[:place]
    assert not any("A6" in row[0] for row in cells_of(render(paper, "docx")))


def test_every_style_in_use_names_a_font_and_the_language_for_hindi(held: Cast, as_: As) -> None:
    document = Document(io.BytesIO(render(paper_of(as_, "donor"), "docx")))
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
    if not (WRITER and PDFTOTEXT):
        pytest.skip("SKIPPED LOUDLY: no LibreOffice Writer or no pdftotext")
    file = tmp_path / "paper.docx"
    file.write_bytes(render(paper_of(as_, "donor"), "docx"))
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    command = [WRITER, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    words = pdf_text((tmp_path / "paper.pdf").read_bytes())
    assert "48,565" in words
    assert "दूसरी बात" in words


def test_the_pdf_is_tagged_titled_and_in_its_language(held: Cast, as_: As) -> None:
    for language, title in (("hi", "हमारे काम का ब्योरा"), ("en", "Account of our work")):
        reader = PdfReader(io.BytesIO(render(paper_of(as_, "account", language), "pdf")))
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == language
        assert title in str(reader.metadata.title if reader.metadata else "")


def test_file_names_are_plain_letters(held: Cast, as_: As) -> None:
    paper = paper_of(as_, "account", "en")
    assert file_name(paper, "pdf", "") == "jatan-account-2021-04-01-2024-03-31-en.pdf"
    named = file_name(paper, "docx", "सदस्य / Gumla; member\n" + "x" * 90, "covid19")
    assert re.fullmatch(r"[a-z0-9-]+\.docx", named)
