"""A page to go to next is a path of this house; whatever else a request names leads nobody astray or to an error."""

import re

import pytest
from django.urls import reverse

from tests.house.source import modules
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

ODD = (
    "zq",
    "home",
    "people_detail",
    ":::",
    "a:b",
    "people:detail",
    "http://[",
    "//evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "\\\\evil.example",
    "/\\evil.example",
    "jatan.web.home.reader.set_digits",
    "\u202e",
    "%",
    "?zq",
    "#zq",
    "x" * 5000,
    "",
)
DOORS = ("set_digits", "set_language", "account_login", "mfa_reauthenticate", "keys_open")


@pytest.mark.parametrize("door", DOORS)
def test_no_odd_next_page_is_an_error_or_leads_away(door: str, browser: Browser) -> None:
    client = browser("supervisor")
    for odd in ODD:
        for answer in (
            client.post(reverse(door), {"next": odd, "language": "hi", "devanagari": "1"}),
            client.get(reverse(door), {"next": odd}),
        ):
            assert answer.status_code < 500, odd
            assert "evil" not in answer.headers.get("Location", "").partition("?")[0], odd


def test_a_path_is_gone_to(browser: Browser) -> None:
    answer = browser("supervisor").post(reverse("set_digits"), {"next": "/people/?sort=age", "devanagari": "1"})
    assert answer.headers["Location"] == "/people/?sort=age"


def test_only_one_function_reads_the_next_page() -> None:
    """Django's `redirect` takes a word for the name of a view: what is typed goes through `next_page`."""
    reading = re.compile(r"""(?:GET|POST|GET\.get|POST\.get)[\[(]["']next["']""")
    found = [source.name for source in modules() if reading.search(source.text)]
    assert found == ["src/jatan/web/ui/form_page.py"]
