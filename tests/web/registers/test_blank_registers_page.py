"""A blank register is downloaded from the page, with the words of the member of whoever asks."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from pypdf import PdfReader

from tests.cast import Cast

pytestmark = pytest.mark.django_db
type Browser = Callable[[str], Client]


def test_the_page_gives_a_workbook_of_the_chosen_register(cast: Cast, browser: Browser) -> None:
    coordinator = browser("coordinator")
    page = coordinator.get("/registers/blank/")
    assert page.status_code == 200
    answer = coordinator.get("/registers/blank/", {"register": "journeys"})
    code = cast.gumla.code.lower()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="register-{code}-journeys.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [sheet.title for sheet in book.worksheets] == ["प्रवासी रजिस्टर", "कैसे भरें", "सूचियाँ"]
    assert "बसिया" in {cell.value for row in book["सूचियाँ"].iter_rows() for cell in row}


def test_all_registers_come_in_one_workbook(cast: Cast, browser: Browser) -> None:
    answer = browser("coordinator").get("/registers/blank/", {"register": "all"})
    assert len(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets) == 18


@pytest.mark.parametrize("question", [{"register": "unknown"}, {"register": ""}])
def test_a_register_that_does_not_exist_is_an_error_of_the_form(
    cast: Cast, browser: Browser, question: dict[str, str]
) -> None:
    assert browser("coordinator").get("/registers/blank/", question).status_code == 422


def test_paper_to_write_on_is_a_pdf_of_so_many_pages(cast: Cast, browser: Browser) -> None:
    question = {"register": "forums", "pages": "3", "month": "", "as": "paper"}
    answer = browser("coordinator").get("/registers/blank/", question)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 3


@pytest.mark.parametrize("pages", ["0", "41", "-1", "x"])
def test_a_number_of_pages_that_nobody_prints_is_an_error(cast: Cast, browser: Browser, pages: str) -> None:
    question = {"register": "forums", "pages": pages, "as": "paper"}
    assert browser("coordinator").get("/registers/blank/", question).status_code == 422


def test_another_member_is_not_offered(cast: Cast, browser: Browser) -> None:
    answer = browser("coordinator").get("/registers/blank/", {"register": "all", "organisation": str(cast.khunti.id)})
    words = {
        cell.value for row in openpyxl.load_workbook(io.BytesIO(answer.content))["सूचियाँ"].iter_rows() for cell in row
    }
    assert "बसिया" in words
    assert "तोरपा" not in words


def test_the_import_page_links_to_blank_registers(cast: Cast, browser: Browser) -> None:
    assert '"/registers/blank/"' in browser("coordinator").get("/registers/").content.decode()
