"""The page behind a pass: it opens for everybody, weighs little, needs no script, and hears who presses the button."""

import gzip
import html
import re
from pathlib import Path

import pytest
from django.test import Client

from jatan.intake.calls.delivery import waiting
from jatan.programme.journeys.help_numbers import unverified
from jatan.programme.journeys.pass_words import languages, pass_words
from jatan.web.assets import STATIC
from tests.cast import Cast
from tests.intake.calls.builders import a_pass, delivered, issues_at

pytestmark = pytest.mark.django_db


def test_it_says_rights_and_numbers_in_hindi(client: Client) -> None:
    page = client.get("/h/7K9X2M4DQRST0123/").content.decode()
    assert '<html lang="hi">' in page
    for words in ("मुझे मदद चाहिए", "काम छोड़ना आपका हक़ है।", 'href="tel:112"', 'href="tel:1098"'):
        assert words in page


@pytest.mark.parametrize("code", [code for code, _name in languages()])
def test_every_language_says_all_of_it(code: str, client: Client) -> None:
    page = html.unescape(client.get("/h/A/", {"in": code}).content.decode())
    words = pass_words(code)
    assert f'<html lang="{code}">' in page
    assert all(right.words in page and right.law for right in words.rights)
    assert set(words.on_page) == set(pass_words("hi").on_page)
    assert set(words.on_pass) == set(pass_words("hi").on_pass)


@pytest.mark.parametrize("asked", ["xx", "../laws", "laws", "", "hi\x00"])
def test_a_language_without_a_file_is_hindi(asked: str, client: Client) -> None:
    assert '<html lang="hi">' in client.get("/h/A/", {"in": asked}).content.decode()


def test_the_button_under_her_two_boxes_sends_them_for_herself(client: Client, cast: Cast) -> None:
    page = client.get("/h/A/").content.decode()
    controls = re.findall(r"<(textarea|input|button)\b([^>]*)>", page)
    named = [(tag, *re.findall(r'(?:name|value)="([^"]*)"', told)) for tag, told in controls if "hidden" not in told]
    self_, other = ("button", "who", "self"), ("button", "who", "other")
    assert named == [self_, ("textarea", "words"), ("input", "phone"), self_, other]
    _journey, found = a_pass(cast)
    client.post(f"/h/{found.code}/", {"who": "self", "words": "बंद रखा है", "phone": "9835012345"})
    delivered()
    assert issues_at(cast.gumla.id)[0].kind_as_written == "मुझे मदद चाहिए"


def test_a_number_that_nobody_verified_is_shown_nowhere(client: Client) -> None:
    assert unverified() == ["control_room"]
    assert "18003456526" not in client.get("/h/").content.decode()


def test_the_first_load_is_below_fifteen_kilobytes(client: Client) -> None:
    page = client.get("/h/7K9X2M4DQRST0123/")
    loaded = re.findall(r'(?:src|href)="(/[^"]*)"', page.content.decode())
    assert [re.sub(r"\.[0-9a-f]{12}", "", one) for one in loaded] == ["/static/help/help.css", "/static/help/help.js"]
    parts = [page.content, *((STATIC / "help" / name).read_bytes() for name in ("help.css", "help.js"))]
    assert sum(map(len, parts)) < 15_000
    assert sum(len(gzip.compress(part)) for part in parts) < 7_000


def test_it_is_not_kept_not_found_and_never_said_to_another_site(client: Client) -> None:
    for answer in (client.get("/h/A/"), client.get("/h/sent/"), client.post("/h/A/")):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_press_is_sent_on_to_a_page_without_the_code(cast: Cast, client: Client) -> None:
    _journey, found = a_pass(cast)
    answer = client.post(f"/h/{found.code}/", {"who": "self", "words": "बंद रखा है", "phone": "9835012345", "in": "en"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/h/sent/?in=en")
    assert "We have your message" in client.get(answer.headers["Location"]).content.decode()
    delivered()
    (issue,) = issues_at(cast.gumla.id)
    assert issue.description == "बंद रखा है\n9835012345"


def test_a_finder_is_told_apart(cast: Cast, client: Client) -> None:
    _journey, found = a_pass(cast)
    client.post(f"/h/{found.code}/", {"who": "other"})
    delivered()
    assert "किसी और को" in issues_at(cast.gumla.id)[0].kind_as_written


def test_an_empty_or_strange_form_calls_all_the_same(cast: Cast, client: Client) -> None:
    for form in ({}, {"who": "nobody", "words": "\x00", "phone": "x" * 900}):
        assert client.post("/h/A/", form).status_code == 302
    assert len(waiting()) == 2


def test_the_forgery_check_stands_without_sign_in(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/h/A/").content.decode()
    assert client.post("/h/A/", {"who": "self"}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    assert client.post("/h/A/", {"who": "self", "csrfmiddlewaretoken": token[1]}).status_code == 302


def test_too_many_presses_are_said_plainly_with_numbers_to_call(
    monkeypatch: pytest.MonkeyPatch, cast: Cast, client: Client
) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 0)
    answer = client.post("/h/A/", {"who": "self"})
    assert answer.status_code == 429
    assert "ख़बर नहीं जा सकी" in answer.content.decode()
    assert 'href="tel:112"' in answer.content.decode()


@pytest.mark.parametrize("forwarded", ["1.1.1.1, 198.51.100.4", "9.9.9.9, 8.8.8.8, 198.51.100.4"])
def test_behind_the_proxy_only_its_own_word_counts(
    forwarded: str, monkeypatch: pytest.MonkeyPatch, settings: object, cast: Cast, client: Client
) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 1)
    settings.HTTPS = True  # type: ignore[attr-defined]
    said = [
        client.post("/h/A/", headers={"x-forwarded-for": text}).status_code
        for text in (forwarded, f"{len(forwarded)}.0.0.1, 198.51.100.4", "198.51.100.9")
    ]
    assert said == [302, 429, 302]


def test_only_the_page_with_the_form_loads_a_script() -> None:
    """What is typed there outlives a broken line; pages that are only read need none."""
    folder = Path(STATIC).parent / "templates" / "public"
    assert [path.name for path in folder.glob("*.html") if "<script" in path.read_text("utf-8")] == ["help.html"]
