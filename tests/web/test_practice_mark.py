"""Every page of a practice house says in both languages that nothing is real; the real house links to it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from jatan.web import errors
from tests.cast import Cast

pytestmark = pytest.mark.django_db
_TEMPLATES = Path(errors.__file__).parent / "templates"
_MARK = 'class="practice-mark"'
_INCLUDED = re.compile(r'<body[^>]*>(?:\n<a class="skip"[^\n]*)?\n\{% include "layout/practice_mark.html" %\}')


def test_every_template_of_a_whole_page_shows_the_mark_first() -> None:
    whole = [path for path in _TEMPLATES.rglob("*.html") if "<body" in path.read_text("utf-8")]
    assert len(whole) >= 6
    # The shell of the field book is kept on phones and is the same for every house; its screens say what they are.
    whole = [path for path in whole if path.relative_to(_TEMPLATES).as_posix() != "fieldbook/app.html"]
    assert [path.name for path in whole if not _INCLUDED.search(path.read_text("utf-8"))] == []


@pytest.fixture
def pages(cast: Cast, settings: LazySettings) -> Callable[[], dict[str, str]]:
    """Reads pages of each kind: for staff, without sign-in, of errors, of the help page, the calendar."""
    staff = Client()
    staff.force_login(cast.accounts["researcher"])
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False

    def read() -> dict[str, str]:
        found = {
            "home": staff.get("/", follow=True),
            "sign-in": Client().get("/account/sign-in/"),
            "library": Client().get("/library/public/", follow=True),
            "absent": Client().get("/no/such/page/"),
            "help": Client().get("/h/aaaaaaaaaaaaaaaa/"),
        }
        return {name: answer.content.decode() for name, answer in found.items()}

    return read


def test_the_mark_is_on_every_kind_of_page_of_a_practice_house_and_on_none_of_a_real_one(
    pages: Callable[[], dict[str, str]], settings: LazySettings
) -> None:
    assert [name for name, page in pages().items() if _MARK in page] == []
    settings.JATAN_PRACTICE = True
    marked = pages()
    assert [name for name, page in marked.items() if page.count(_MARK) != 1] == []
    for page in marked.values():
        assert "अभ्यास: यहाँ कुछ भी असली नहीं" in page
        assert "Practice: nothing here is real" in page


def test_the_account_page_and_the_page_about_access_link_to_the_practice_house(
    cast: Cast, settings: LazySettings
) -> None:
    staff = Client()
    staff.force_login(cast.accounts["researcher"])
    address = "https://practice.example.org"

    def linking() -> list[bool]:
        found = [staff.get("/account/"), Client().get("/account/sign-in/help/")]
        assert [answer.status_code for answer in found] == [200, 200]
        return [f'href="{address}"' in answer.content.decode() for answer in found]

    assert linking() == [False, False]
    settings.PRACTICE_URL = address
    assert linking() == [True, True]
