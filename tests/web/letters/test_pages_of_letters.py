"""Every application as a paper: who helps and how they are reached, pages by themselves, no signature alone."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Office
from jatan.programme.letters.choices import LetterKind
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.texts import Sources, fill, print_words, usual_office
from jatan.web.letters.papers import as_pdf
from tests.cast import Cast
from tests.pdf_text import text_of
from tests.programme.letters.builders import a_letter, full_sources

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
ADDRESS, PHONE = "थाना रोड, गुमला 835207", "06524222333"
# Paragraphs more, so that the end of the page falls on several places of the application.
LENGTHS = (0, 6, 9, 12, 16)


def close(text: str) -> str:
    """Without blanks: pdftotext sets some between the letters of a Hindi word."""
    return "".join(text.split())


def sheets(rows: list[OfficeLetter]) -> list[list[str]]:
    pages = text_of(as_pdf(rows), "-layout").split("\f")
    return [[close(line) for line in page.splitlines() if line.strip()] for page in pages if page.strip()]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_application_names_who_helps_and_no_signature_stands_alone(language: str, as_: As, cast: Cast) -> None:
    names = {"name_en": "Gumla office", "name_hi": "गुमला दफ़्तर"}
    Office.objects.create(organisation=cast.gumla, place=cast.gumla_district, address=ADDRESS, phone=PHONE, **names)
    with as_("coordinator") as by:
        issue = full_sources(by, cast).issue
        for kind in LetterKind:
            text = fill(Sources(issue), kind, usual_office(kind), language)
            for more in LENGTHS:
                body = "\n\n".join([text.body, *(f"{number}: {'शब्द ' * 40}" for number in range(more))])
                row = a_letter(by, issue, kind, language=language, body=body, sender=text.sender)
                _is_a_paper([row], language, (kind, more))


def test_each_of_several_applications_counts_its_own_pages(as_: As, cast: Cast) -> None:
    with as_("coordinator") as by:
        issue = full_sources(by, cast).issue
        long = a_letter(by, issue, LetterKind.WAGES, body="\n\n".join("शब्द " * 60 for _number in range(16)))
        pages = sheets([long, a_letter(by, issue, LetterKind.WAGES), long])
    assert [re.search(r"(\d)/(\d)$", page[-1]).groups() for page in pages] == [  # type: ignore[union-attr]
        ("1", "2"), ("2", "2"), ("1", "1"), ("1", "2"), ("2", "2"),
    ]  # fmt: skip


def _is_a_paper(rows: list[OfficeLetter], language: str, what: object) -> None:
    pages, signature = sheets(rows), close(print_words(language)["signature"])
    for number, page in enumerate(pages, start=1):
        assert page[-1].endswith(f"{number}/{len(pages)}"), what
        assert all(close(word) in page[-1] or close(word) in page[-2] for word in (ADDRESS, PHONE)), what
    signed = next(page for page in pages if any(signature in line for line in page))
    above = signed[: next(place for place, line in enumerate(signed) if signature in line)]
    assert len([line for line in above if ":" not in line or len(line) > 40]) >= 2, (what, above)
    assert not re.search(r"(?<![\d:])0?0:00(?!\d)", "\n".join("\n".join(page) for page in pages)), what
