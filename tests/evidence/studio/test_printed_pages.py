"""Printed reports of every shape, looked at as a reader sees them: forty drawn reports, and planted faults."""

import datetime as dt
import functools
import io
import re
from dataclasses import replace

import pytest
import typst
from pypdf import PdfReader

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.studio import blocks
from jatan.evidence.studio.blocks import Part, Report
from jatan.evidence.studio.printed import as_pdf
from jatan.kernel import typesetting
from tests.evidence.studio.printed_faults import faults
from tests.evidence.studio.samples import COMBINATIONS, Shape, full_report, sample
from tests.pdf_text import words_of

# The shapes that differ most: the rest is printed in `./jatan test --all`.
FEW = COMBINATIONS[:6]


@functools.cache
def printed(shape: Shape) -> bytes:
    """Each paper printed once for all tests of this file."""
    return as_pdf(sample(shape))


@pytest.mark.parametrize("shape", FEW, ids=lambda shape: shape.name)
def test_nothing_overlaps_is_cut_is_missing_or_leaves_a_third_empty(shape: Shape) -> None:
    assert faults(printed(shape)) == []


def test_forty_papers_have_no_fault() -> None:
    assert len({shape.name for shape in COMBINATIONS}) == 40
    found = {shape.name: wrong for shape in COMBINATIONS if (wrong := faults(printed(shape)))}
    assert found == {}


def drawn(body: str, page: str = "") -> bytes:
    """A sheet of the studio's size with something planted on it."""
    filled = "#set page(margin: 18mm)\n#set text(font: 'Noto Sans Devanagari', size: 10.5pt)\n"
    source = filled + page + "#lorem(500)\n\n" + body + "\n\n#lorem(100)"
    made: bytes = typst.compile(
        source.replace("'", '"').encode(),
        font_paths=typesetting._fonts(),
        ignore_system_fonts=True,
    )
    return made


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("#place(dx: 3mm)[48,565 of]\nConsultations", "overlap"),
        ("#box(width: 12mm, height: 5mm, clip: true, box(width: 60mm)[Society for Rural Development])", "cut"),
        ("#box(width: 60mm, height: 2mm, clip: true)[A line that is cut below its middle]", "cut"),
        ("#text(fallback: false)[A letter: \u0bb4]", "missing glyph"),
        ("#place(dx: 160mm)[Runs off the side]", "outside"),
        ("#text(size: 6pt)[Numbers of thirteen members]", "6.0 points"),
        ("#place(dy: 2mm, line(length: 40mm))1,23,456", "a line through"),
        ("#v(95mm)", "without anything"),
        ("#pagebreak()\nThe last line of a table", "without anything"),
    ],
)
def test_a_planted_fault_is_found(body: str, fault: str) -> None:
    found = faults(drawn(body))
    assert any(fault in one for one in found), found


def test_a_sheet_without_a_planted_fault_has_none() -> None:
    assert faults(drawn("Consultations: 48,565")) == []


def test_every_block_stands_on_the_paper_once() -> None:
    report = full_report("en")
    text = words_of(as_pdf(report), "-layout")
    for part in report.parts:
        assert text.count(" ".join(part.title.split()[:4])) >= 1, part.title
    for kind in (block for part in report.parts for block in part.blocks):
        match kind:
            case blocks.Figures() | blocks.Lines():
                assert all(str(one.number)[:1] in text for one in kind.figures)
            case blocks.Note():
                assert " ".join(kind.text.split()[:4]) in text
            case _:
                pass


def test_bookmarks_are_the_parts_and_the_paper_is_tagged() -> None:
    report = full_report("hi")
    reader = PdfReader(io.BytesIO(as_pdf(report)))
    assert [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)] == [
        part.title for part in report.parts
    ]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "hi"


def test_contents_stand_on_the_cover_from_ten_pages_on() -> None:
    long = full_report("en")
    short = replace(long, parts=long.parts[:7])
    more = replace(long, parts=(*long.parts, *(replace(part, title=f"Again: {part.title}") for part in long.parts)))
    for report, has_contents in ((short, False), (more, True)):
        pdf = as_pdf(report)
        pages = len(PdfReader(io.BytesIO(pdf)).pages)
        assert (pages >= 10) == has_contents
        assert ("Contents" in words_of(pdf, "-l", "1")) == has_contents


def test_words_in_place_of_numbers_are_explained_once_in_the_language_of_the_paper() -> None:
    figure = blocks.Figure("Awareness programmes", "people came", Absence.FEW.words.hi, absence=Absence.FEW)
    report = replace(full_report("hi"), parts=(Part("year", "साल", (blocks.Lines((figure,)),)),))
    text = words_of(as_pdf(report))
    assert text.count("पहचाना न जा सके") == 1
    assert "few or none" not in text


def test_the_foot_tells_where_the_numbers_open_and_which_edition_it_is() -> None:
    report: Report = replace(full_report("en"), counted_at=dt.datetime(2024, 4, 6, 20, 0, tzinfo=dt.UTC))
    text = words_of(as_pdf(report), "-f", "3", "-l", "3")
    assert report.address in text
    # Counted in the night of India's next day.
    assert "Edition of 7 April 2024 · 7F3A 91C2" in text
    assert re.search(r"\b3 ?/ ?\d", text)
