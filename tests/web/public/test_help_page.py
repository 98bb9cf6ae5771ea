"""The public help page: open to everybody, small, works without script, and stores calls for help."""

import gzip
import html
import re
from pathlib import Path

import pytest
from django.test import Client

from jatan.intake.calls.delivery import undelivered_call_ids
from jatan.programme.journeys.help_numbers import unverified_codes
from jatan.programme.journeys.pass_wording import languages, pass_texts
from jatan.web import assets
from jatan.web.assets import STATIC
from tests.cast import Cast
from tests.intake.calls.builders import create_pass, deliver_all, issues_at

pytestmark = pytest.mark.django_db


def test_shows_rights_and_numbers_in_hindi(client: Client) -> None:
    page = client.get("/h/7K9X2M4DQRST0123/").content.decode()
    assert '<html lang="hi">' in page
    for words in ("मुझे मदद चाहिए", "काम छोड़ना आपका हक है।", 'href="tel:112"', 'href="tel:1098"'):
        assert words in page


@pytest.mark.parametrize("code", [code for code, _name in languages()])
def test_every_language_is_complete(code: str, client: Client) -> None:
    page = html.unescape(client.get("/h/A/", {"in": code}).content.decode())
    words = pass_texts(code)
    assert f'<html lang="{code}">' in page
    assert all(right.words in page and right.law for right in words.rights)
    assert set(words.on_page) == set(pass_texts("hi").on_page)
    assert set(words.on_pass) == set(pass_texts("hi").on_pass)


@pytest.mark.parametrize("asked", ["xx", "../laws", "laws", "", "hi\x00"])
def test_unknown_language_falls_back_to_hindi(asked: str, client: Client) -> None:
    assert '<html lang="hi">' in client.get("/h/A/", {"in": asked}).content.decode()


def test_first_button_sends_the_fields_for_herself(client: Client, cast: Cast) -> None:
    page = client.get("/h/A/").content.decode()
    controls = re.findall(r"<(textarea|input|button)\b([^>]*)>", page)
    named = [
        (tag, *re.findall(r'(?:name|value)="([^"]*)"', attributes))
        for tag, attributes in controls
        if "hidden" not in attributes and "data-do" not in attributes
    ]
    self_, other = ("button", "who", "self"), ("button", "who", "other")
    assert named == [self_, ("textarea", "words"), ("input", "phone"), self_, other]
    _journey, found = create_pass(cast)
    client.post(f"/h/{found.code}/", {"who": "self", "words": "बंद रखा है", "phone": "9835012345"})
    deliver_all()
    assert issues_at(cast.gumla.id)[0].kind_as_written == "मुझे मदद चाहिए"


def test_unverified_number_is_not_shown(client: Client) -> None:
    assert unverified_codes() == ["control_room"]
    assert "18003456526" not in client.get("/h/").content.decode()


def test_the_first_load_is_below_fifteen_kilobytes(client: Client) -> None:
    page = client.get("/h/7K9X2M4DQRST0123/")
    loaded = re.findall(r'(?:src|href)="(/[^"]*)"', page.content.decode())
    assert [re.sub(r"\.[0-9a-f]{12}", "", one) for one in loaded] == ["/static/built/help.css", "/static/help/help.js"]
    parts = [page.content, assets.sheet("help/help.css").encode(), (STATIC / "help/help.js").read_bytes()]
    assert sum(map(len, parts)) < 15_000
    assert sum(len(gzip.compress(part)) for part in parts) < 7_000


def test_what_comes_when_the_page_stands_is_below_fifteen_kilobytes_too(client: Client) -> None:
    """The part that keeps calls, and the service worker with all its parts."""
    parts = [(STATIC / "help" / "kept.js").read_bytes(), client.get("/service-worker.js").content]
    assert sum(len(gzip.compress(part)) for part in parts) < 15_000


def test_headers_prevent_caching_indexing_and_referrers(client: Client) -> None:
    for answer in (client.get("/h/A/"), client.get("/h/sent/"), client.post("/h/A/")):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_press_redirects_to_a_url_without_the_code(cast: Cast, client: Client) -> None:
    _journey, found = create_pass(cast)
    answer = client.post(f"/h/{found.code}/", {"who": "self", "words": "बंद रखा है", "phone": "9835012345", "in": "en"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/h/sent/?in=en")
    assert "We have your message" in client.get(answer.headers["Location"]).content.decode()
    deliver_all()
    (issue,) = issues_at(cast.gumla.id)
    assert issue.description == "बंद रखा है\n9835012345"


def test_finder_of_a_pass_is_recorded_as_other(cast: Cast, client: Client) -> None:
    _journey, found = create_pass(cast)
    client.post(f"/h/{found.code}/", {"who": "other"})
    deliver_all()
    assert "किसी और को" in issues_at(cast.gumla.id)[0].kind_as_written


def test_empty_or_invalid_form_is_stored_as_a_call(cast: Cast, client: Client) -> None:
    for form in ({}, {"who": "nobody", "words": "\x00", "phone": "x" * 900}):
        assert client.post("/h/A/", form).status_code == 302
    assert len(undelivered_call_ids()) == 2


def test_csrf_check_applies_without_sign_in(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/h/A/").content.decode()
    assert client.post("/h/A/", {"who": "self"}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    assert client.post("/h/A/", {"who": "self", "csrfmiddlewaretoken": token[1]}).status_code == 302


def test_rate_limited_page_shows_numbers_to_call(monkeypatch: pytest.MonkeyPatch, cast: Cast, client: Client) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 0)
    answer = client.post("/h/A/", {"who": "self"})
    assert answer.status_code == 429
    assert "अभी खबर नहीं गई" in answer.content.decode()
    assert 'href="tel:112"' in answer.content.decode()


@pytest.mark.parametrize("forwarded", ["1.1.1.1, 198.51.100.4", "9.9.9.9, 8.8.8.8, 198.51.100.4"])
def test_only_the_proxys_forwarded_address_counts(
    forwarded: str, monkeypatch: pytest.MonkeyPatch, settings: object, cast: Cast, client: Client
) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 1)
    settings.TRUSTED_PROXIES = ["127.0.0.1"]  # type: ignore[attr-defined]
    statuses = [
        client.post("/h/A/", headers={"x-forwarded-for": text}).status_code
        for text in (forwarded, f"{len(forwarded)}.0.0.1, 198.51.100.4", "198.51.100.9")
    ]
    assert statuses == [302, 429, 302]


def test_only_the_page_with_the_form_loads_a_script() -> None:
    """The script keeps typed text over a lost connection; pages without a form need none."""
    folder = Path(STATIC).parent / "templates" / "public"
    assert [path.name for path in folder.glob("*.html") if "<script" in path.read_text("utf-8")] == ["help.html"]
