"""Blank registers on paper: every column, numbered lines, whose they are, in Hindi, one sheet a page."""

import datetime as dt
import io

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from jatan.intake.registers.blank.columns import OfficeWords, blank_register
from jatan.intake.registers.blank.paper import MOST_PAGES, blank_paper
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from tests.pdf_text import text_of

OFFICE = OfficeWords("सदस्य संस्था, गुमला", ("गुमला",), ("बसिया",), ())
A4_ACROSS = (842, 595)  # points


def _texts(
    kinds: list[str],
    pages: int = 1,
    month: dt.date | None = None,
    office: OfficeWords = OFFICE,
    language: str = "hi",
) -> list[str]:
    """The text of each page."""
    with override(language):
        content = blank_paper(kinds, office, pages=pages, month=month)
    read = PdfReader(io.BytesIO(content))
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in read.pages} == {A4_ACROSS}
    texts = [" ".join(page.split()) for page in text_of(content, "-layout").split("\f")[:-1]]
    assert len(texts) == len(read.pages)
    return texts


def _missing(words: list[str], text: str) -> list[str]:
    """The words of which some part is not in the text: a long heading is broken into lines."""
    return [word for word in words if any(part not in text for part in word.split())]


@pytest.mark.parametrize("kind", ORDER)
def test_every_column_of_a_register_is_on_its_one_page(kind: str) -> None:
    # In English: programs that take text out of a PDF lose vowel signs of Hindi (कुल).
    (text,) = _texts([kind], language="en")
    with override("en"):
        register = blank_register(kind, OFFICE)
    headings = [column.heading for column in register.columns if column.field not in ("serial", "district")]
    assert _missing([register.title, *headings], text) == []


def test_lines_are_numbered_through_all_pages() -> None:
    first, second = _texts(["shg_meeting"], pages=2, month=dt.date(2026, 11, 1))
    assert "स्वयं सहायता समूहों के साथ बैठकें" in first
    assert OFFICE.name in first
    assert "पन्ना 1 / 2" in first
    assert "पन्ना 2 / 2" in second
    assert "नवंबर 2026" in first
    assert {str(number) for number in range(1, 9)} <= set(first.split())
    assert {str(number) for number in range(9, 17)} <= set(second.split())


def test_the_district_is_a_column_where_there_are_several() -> None:
    several = OfficeWords(OFFICE.name, ("गुमला", "सिमडेगा"), (), ())
    (text,) = _texts(["forums"], office=several)
    assert "ज़िला" in text or "जिला" in text


def test_all_registers_are_one_file() -> None:
    assert len(_texts(list(ORDER), pages=2)) == 2 * len(ORDER)


@pytest.mark.parametrize("pages", [0, MOST_PAGES + 1])
def test_the_number_of_pages_is_bounded(pages: int) -> None:
    with pytest.raises(ValueError, match=str(pages)):
        blank_paper(["forums"], OFFICE, pages=pages)


def test_a_name_is_never_read_as_markup() -> None:
    (text,) = _texts(["forums"], office=OfficeWords("#panic() *संस्था* $x$", ("गुमला",), (), ()))
    assert "#panic() *संस्था* $x$" in text
