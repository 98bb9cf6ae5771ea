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
    known, rare = (_symbols(assets.STATIC / f"img/{name}.svg") for name in ("sprite", "drawings"))
    sources = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    used = set(re.findall(r'\{% icon "([^"]+)"', sources)) | set(re.findall(r"sprite[^\"]*svg#([a-z]+)", page))
    assert used <= known
    assert {"mark", "peacock"} <= used
    assert set(re.findall(r"drawings[^\"]*svg#([a-z]+)", page)) == rare
    assert set(re.findall(r'(?:\{% art |drawing=)"([^"]+)"', sources)) <= known | rare
    assert not known & rare


def _symbols(path: Path) -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', path.read_text("utf-8")))


def test_what_a_layout_sets_hides_nothing_that_a_page_is_given() -> None:
    """Before: the menu's `entries` stood in place of the lines of a camp, so a line that waits could not be read."""
    layouts = {path for path in TEMPLATES.glob("layout/*.html") if "{% block content %}" in path.read_text("utf-8")}
    names = {path.name: set(re.findall(r" as (\w+) %}", path.read_text("utf-8"))) for path in layouts}
    assert len(names["base.html"]) > 5
    # Django's own name, with what it holds already.
    own = set().union(*names.values()) - {"LANGUAGE_CODE"}
    assert {name for name in own if not name.startswith("layout_")} == set()
    pages = [path for path in TEMPLATES.rglob("*.html") if path not in layouts]
    assert [path.name for path in pages if re.search(r"\blayout_\w", path.read_text("utf-8"))] == []


def test_a_coloured_badge_is_an_icon_and_a_word(page: str) -> None:
    badges = re.findall(r'<span class="badge (good|soon|late)">(.*?)</span>', page)
    assert {kind for kind, _inside in badges} == {"good", "soon", "late"}
    for _kind, inside in badges:
        assert re.fullmatch(r'<svg class="icon" aria-hidden="true"><use href="[^"]+"/></svg>.*\w.*', inside)


def test_every_message_is_a_region_that_is_read_out(page: str) -> None:
    messages = re.findall(r'<div class="alert ?(\w*)[^"]*"([^>]*)>', page)
    assert len(messages) > 3
    assert {(kind == "late", 'role="alert"' in more) for kind, more in messages} == {(True, True), (False, False)}
    assert all('role="status"' in more for kind, more in messages if kind != "late")
    silent = re.compile(r'<div class="alert(?![^>]*\brole=)')
    assert [path.name for path in TEMPLATES.rglob("*.html") if silent.search(path.read_text("utf-8"))] == []


def test_every_page_stands_in_a_frame_of_the_house() -> None:
    """The same frame on each page, so that navigation stands in the same order."""
    above = {
        str(path.relative_to(TEMPLATES)): found[1]
        for path in TEMPLATES.rglob("*.html")
        if (found := re.search(r'{% extends "([^"]+)"', path.read_text("utf-8")))
    }
    assert len(above) > 200
    frames = set()
    for name in above:
        while name in above:
            name = above[name]
        frames.add(name)
    public = {"public/frame.html", "public/account/frame.html", "errors/base.html"}
    assert frames == {"layout/base.html", "layout/public.html"} | public


def test_every_component_says_how_to_use_it_and_is_short() -> None:
    for path in [*TEMPLATES.glob("components/*.html"), *TEMPLATES.glob("layout/*.html")]:
        lines = path.read_text("utf-8").splitlines()
        assert lines[0].startswith("{#"), path.name
        assert len(lines) <= 150, path.name


def test_places_are_answered_as_a_list_of_options(client: Client) -> None:
    html = client.get("/gallery/places/", {"q": "तो"}).content.decode()
    assert html.count('role="option"') == 2
    assert client.get("/gallery/places/", {"q": "zz"}).content.decode().strip() == ""
