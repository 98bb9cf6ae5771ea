"""Every paper for an office: who writes, how they are reached, page numbers, no signature alone, no invented hour."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from jatan.foundation.network.letterheads import Letterhead
from jatan.kernel import clock
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.printed.forms import FilledPart, PrintedForm, filled_parts, forms
from jatan.web.cases.printed_pdf import form_pdf
from tests.pdf_text import text_of
from tests.programme.cases.printed.filled_file import filled_paper

HEAD = Letterhead("गुमला महिला विकास केंद्र", "थाना रोड, गुमला 835207", "06524 222333")
LANGUAGES = ("hi", "en")
NO_HOUR = dt.datetime(2026, 11, 20, tzinfo=clock.INDIA)
# The answers grow by a line at a time, so that the end of the page falls on every place of the paper.
LENGTHS = range(0, 44, 3)


def file_of(lines: int) -> CaseFile:
    """A file whose steps have no hour, and in which her goals fill some lines."""
    paper = filled_paper()
    for event in ("child_found", "fir_refused", "fir_registered"):
        paper.write("legal_event", event=event, at=NO_HOUR, place="थाना गुमला", number="041/26")
    for number in range(lines):
        paper.write("goal", words=f"लक्ष्य {number}", state="open")
        paper.write("claim", head="other:wages", claimed=1000 + number, claimed_on=NO_HOUR.date())
        paper.write("service", kind="medical", state="received", received_on=NO_HOUR.date(), provider="अस्पताल")
    return paper.file


def sheets(form: PrintedForm, parts: list[FilledPart]) -> list[list[str]]:
    """The lines of each page, without blanks: pdftotext sets some between the letters of a Hindi word."""
    pages = text_of(form_pdf(form, parts, head=HEAD, code="", mark="ab12cd34"), "-layout").split("\f")
    return [[close(line) for line in page.splitlines() if line.strip()] for page in pages if page.strip()]


def close(text: str) -> str:
    return "".join(text.split())


def papers(lines: int) -> Iterator[tuple[PrintedForm, list[FilledPart]]]:
    file = file_of(lines)
    for form in forms().values():
        yield form, filled_parts(form, file)


def above_the_signatures(form: PrintedForm, pages: list[list[str]]) -> list[str]:
    """The lines on the page of the signatures that stand above them, without the head of the paper."""
    label = close(form.signatures[0])
    page = next(page for page in pages if any(label in line for line in page))
    at = next(place for place, line in enumerate(page) if label in line)
    head = (close(HEAD.name), close(HEAD.phone))
    return [line for line in page[:at] if not any(word in line for word in head)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lines", LENGTHS)
def test_every_paper_at_every_length(lines: int, language: str) -> None:
    with override(language):
        for form, parts in papers(lines):
            pages = sheets(form, parts)
            text = "\n".join("\n".join(page) for page in pages)
            for word in (HEAD.name, HEAD.address, HEAD.phone):
                assert any(close(word) in line for line in pages[0]), (form.code, word)
            for number, page in enumerate(pages, start=1):
                assert any(f"{number}/{len(pages)}" in line for line in page), (form.code, number)
            assert not re.search(r"(?<![\d:])0?0:00(?!\d)", text), form.code
            assert len(above_the_signatures(form, pages)) >= 2, (form.code, lines)


def test_a_paper_without_answers_has_its_head_to_be_filled_in_by_hand() -> None:
    with override("hi"):
        for form in forms().values():
            empty = [FilledPart(one.part, one.questions) for one in filled_parts(form, filled_paper().file)]
            made = form_pdf(form, empty, head=Letterhead(HEAD.name, "", ""), code="", mark="ab12cd34")
            text = close(text_of(made))
            assert close(HEAD.name) in text
            assert "पता:" in text
            assert "फ़ोन:" in text
