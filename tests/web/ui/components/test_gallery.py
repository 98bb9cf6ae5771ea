"""The gallery page shows every component in both languages and follows the Content-Security-Policy."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from jatan.web import assets

pytestmark = pytest.mark.django_db
TEMPLATES = Path(assets.__file__).parent / "templates"


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.JATAN_DEMO = True


@pytest.fixture
def page(client: Client) -> str:
    return client.get("/gallery/").content.decode()


def test_both_languages_are_shown(client: Client, page: str) -> None:
    assert '<html lang="hi">' in page
    assert "स्वयं सहायता समूहों की बैठकें" in page
    english = client.get("/gallery/?language=en").content.decode()
    assert '<html lang="en">' in english
    assert "Self-help group meetings" in english


def test_devanagari_digits_reach_numbers_days_and_charts(client: Client) -> None:
    html = client.get("/gallery/?digits=1").content.decode()
    assert "१४,९३१" in html
    assert "२,१८४" in html


def test_no_inline_style_script_or_handler_and_no_other_host(page: str) -> None:
    assert not re.search(r"<[^>]+ style=", page)
    assert not re.search(r"<[^>]+ on[a-z]+=", page)
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_ids_are_unique_within_one_form_page(client: Client) -> None:
    """The gallery shows one form twice; all other ids are unique."""
    ids = re.findall(r' id="([^"]+)"', client.get("/gallery/").content.decode())
    twice = {name for name in ids if ids.count(name) > 1}
    assert all(name.startswith("id_") for name in twice)


def test_every_icon_and_drawing_used_is_in_the_sprite(page: str) -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (assets.STATIC / "img/sprite.svg").read_text("utf-8")))
    sources = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    used = set(re.findall(r'\{% (?:icon|art) "([^"]+)"', sources)) | set(re.findall(r"sprite[^\"]*svg#([a-z]+)", page))
    assert used <= known


def test_every_component_says_how_to_use_it_and_is_short() -> None:
    for path in [*TEMPLATES.glob("components/*.html"), *TEMPLATES.glob("layout/*.html")]:
        lines = path.read_text("utf-8").splitlines()
        assert lines[0].startswith("{#"), path.name
        assert len(lines) <= 150, path.name


def test_places_are_answered_as_a_list_of_options(client: Client) -> None:
    html = client.get("/gallery/places/", {"q": "तो"}).content.decode()
    assert html.count('role="option"') == 2
    assert client.get("/gallery/places/", {"q": "zz"}).content.decode().strip() == ""
