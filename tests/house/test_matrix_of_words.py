"""No page says a word of another member's rows, whoever reads it: not a list, a search, a suggestion, a count."""

from pathlib import Path

import pytest
from pytest_django import Settings

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from tests.cast import Cast
from tests.house.belongings import FAMILIES, belongings
from tests.house.matrix import ABOVE, GUMLA, SEES, SLUGS, count, read, without_rows
from tests.web.staff.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.mark.parametrize("part", [*GUMLA, *ABOVE])
def test_no_page_list_search_or_suggestion_says_a_word_of_the_other_member(
    part: str, cast: Cast, browser: Browser
) -> None:
    """Nor does a count or a total give her away: whoever is no reader of the network finds no letter changed."""
    belongings(cast, "coordinator")
    count(cast)
    actor, client = cast.actor(part), browser(part)
    unchanging = _without_network_totals(actor) if part in GUMLA else []
    before = {path: read(client.get(path)) for path in unchanging}
    khunti = belongings(cast, "khunti_coordinator")
    count(cast)
    hidden = [family for family in FAMILIES if cast.khunti.id not in actor.reach(SEES[family]).row_organisations]
    pages = {("GET", path): read(client.get(path)) for path in without_rows()}
    assert [path for path in unchanging if pages["GET", path] != before[path]] == []
    for path in without_rows():
        pages["POST", path] = read(client.post(path, {"purpose": "checking"}))
        for family in _sought(path, hidden):
            pages[f"? {family}", path] = read(client.get(path, {"q": khunti.word(family)[:9]}))
            pages[f"q {family}", path] = read(client.post(path, {"q": khunti.word(family)}))
    said = [
        f"{what} {path} says {khunti.word(family)}"
        for (what, path), page in pages.items()
        for family in hidden
        if _says(page, khunti.word(family))
    ]
    assert said == []


def _without_network_totals(actor: Actor) -> list[str]:
    """Paths on which the other member's records may change not one letter for this reader."""
    shared = ("/allies/", "/mentions/", "/library/")
    if actor.reach(Permission.REPORTS_SEE).counts_network:
        shared += ("/reports/", "/overview/")  # network totals are hers to read
    return [path for path in without_rows() if not path.startswith(shared) and "/file/" not in path]


def _sought(path: str, families: list[str]) -> list[str]:
    """Pages that search are asked for every word; the others for none."""
    return families if path.startswith(("/search/", "/places/")) or path.strip("/") in SLUGS else []


def _says(page: str, word: str) -> bool:
    """True if the word stands on the page otherwise than as the question repeated in its box."""
    return word in page.replace(f'value="{word}"', "")
