"""Help of the pages of a usual day: one sentence from the documentation and one small picture of the page."""

import re

import pytest
from django.urls import get_resolver
from django.utils import translation
from PIL import Image

from jatan.web.assets import STATIC
from jatan.web.ui.page_help import PAGE_HELP
from tests.cast import Cast
from tests.house.source import ROOT
from tests.web.conftest import Browser

DOCUMENTS = ROOT / "docs"
GUIDE = DOCUMENTS / "how-to" / "pages-of-a-usual-day.md"
LARGEST = 20 * 1024
LARGEST_IN_DOCUMENTS = 90 * 1024


@pytest.mark.parametrize("name", PAGE_HELP)
def test_each_sentence_stands_in_the_documentation_beside_both_pictures(name: str) -> None:
    text = re.sub(r"\s+", " ", GUIDE.read_text("utf-8"))
    with translation.override("en"):
        sentence = str(PAGE_HELP[name].sentence)
    with translation.override("hi"):
        assert re.search("[ऀ-ॿ]", str(PAGE_HELP[name].sentence))
    assert sentence in text
    assert name in get_resolver().reverse_dict
    picture = PAGE_HELP[name].picture
    for shown in (f"../images/usual-day/{picture}.webp", f"../images/usual-day/{picture}-before.webp"):
        assert f"]({shown})" in text, shown
        path = GUIDE.parent / shown
        assert path.stat().st_size <= LARGEST_IN_DOCUMENTS, shown
    small = STATIC / "guide" / f"{picture}.webp"
    assert small.stat().st_size <= LARGEST
    with Image.open(small) as opened:
        assert opened.size == (360, 480)


def test_no_picture_is_kept_that_no_page_shows() -> None:
    shown = {one.picture for one in PAGE_HELP.values()}
    assert {path.stem for path in (STATIC / "guide").iterdir()} == shown
    kept = {path.stem for path in (DOCUMENTS / "images" / "usual-day").iterdir()}
    assert kept == shown | {f"{picture}-before" for picture in shown}


@pytest.mark.django_db
def test_help_stands_folded_at_the_end_of_a_page(cast: Cast, browser: Browser) -> None:
    page = browser("field_worker").get("/people/").content.decode()
    fold = page.split('<details class="write">', 1)[1].split("</details>", 1)[0]
    with translation.override("hi"):
        assert str(PAGE_HELP["people"].sentence) in fold
    assert 'loading="lazy"' in fold
    assert "/guide/person" not in fold
    assert re.search(r"/static/guide/people[.\w]*\.webp", fold)
    assert '<details class="write">' not in browser("field_worker").get("/people/new/").content.decode()
