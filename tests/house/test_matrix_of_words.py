"""No page says a word of another member's rows, whoever reads it: not a list, a search, a suggestion, a count."""

import datetime as dt
from collections.abc import Iterator, Mapping

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.web.desk_registry import DESKS
from tests.cast import Cast
from tests.file_fixtures import copied
from tests.house.belongings import FAMILIES, NUMBERS, Belongings, belongings
from tests.house.matrix import ABOVE, CONFIDENTIAL, GUMLA, SEES, SLUGS, count, read, without_rows
from tests.house.standing_rows import Rows, cast, own, standing_rows
from tests.sign_in import signed_in
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
_SEEKING = ("/search/", "/places/")
_SEARCHED = {desk.slug: desk.see for desk in DESKS if desk.search is not None}


type Before = dict[str, tuple[Client, dict[str, str]]]


@pytest.fixture(scope="module")
def moment(standing_rows: Rows) -> dt.datetime:
    """Pages say how long something has waited: those that are compared are opened at one moment."""
    return clock.now()


@pytest.fixture(autouse=True)
def _one_moment(moment: dt.datetime) -> Iterator[None]:
    with clock.frozen_at(moment):
        yield


@pytest.fixture(scope="module")
def before(
    request: pytest.FixtureRequest, standing_rows: Rows, moment: dt.datetime, django_db_blocker: DjangoDbBlocker
) -> Before:
    """Part of our member -> her client and what each page said to it while the other member had no rows yet."""
    cast, found = standing_rows[0], {}
    with django_db_blocker.unblock(), clock.frozen_at(moment):
        count(cast)
        for part in [part for part in GUMLA if part in _parts_that_compare(request.session)]:
            client = signed_in(cast.accounts[part])
            with transaction.atomic():
                found[part] = client, {path: read(client.get(path)) for path in _unchanging(cast.actor(part))}
                transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def standing_khunti(
    standing_rows: Rows, before: Before, moment: dt.datetime, django_db_blocker: DjangoDbBlocker
) -> Belongings:
    """The rows of the other member, written after all that was opened `before`."""
    with django_db_blocker.unblock(), clock.frozen_at(moment):
        rows = belongings(standing_rows[0], "khunti_coordinator")
        count(standing_rows[0])
        return rows


@pytest.fixture
def khunti(standing_khunti: Belongings) -> Belongings:
    """The rows of the other member, for one test."""
    return copied(standing_khunti)


@pytest.mark.parametrize("part", [*GUMLA, *ABOVE])
def test_no_page_list_search_or_suggestion_says_a_word_of_the_other_member(
    part: str, before: Before, cast: Cast, own: Belongings, khunti: Belongings, browser: Browser
) -> None:
    """Nor does a count or a total give her away: whoever is no reader of the network finds no letter changed."""
    actor = cast.actor(part)
    assert (part in before) is (part in GUMLA)
    client, earlier = before.get(part) or (browser(part), {})
    hidden = [family for family in FAMILIES if not _may_read(actor, family, cast)]
    pages = {("GET", path): read(client.get(path)) for path in without_rows()}
    assert [path for path in earlier if pages["GET", path] != earlier[path]] == []
    # Rooms and pins change the menu of every page after them.
    for path in sorted(without_rows(), key=lambda path: path.startswith("/rooms/")):
        pages["POST", path] = read(client.post(path, {"purpose": "checking"}))
        words = {family: khunti.word(family) for family in hidden}
        pages |= {(f"? {word}", path): page for word, page in _typed(client, path, words, pages["GET", path])}
        pages |= {(f"q {word}", path): page for word, page in _search_results(client, path, words, pages["POST", path])}
    leaks = [
        f"{what} {path} says {khunti.word(family)}"
        for (what, path), page in pages.items()
        for family in hidden
        if _says(page, khunti.word(family))
    ]
    assert leaks == []


@pytest.mark.parametrize("part", [*GUMLA, *ABOVE])
def test_no_search_finds_anything_by_a_code_or_a_number_of_the_other_member(
    part: str, cast: Cast, own: Belongings, khunti: Belongings, browser: Browser
) -> None:
    """What she may not see is answered as a code and a number that nobody has."""
    client, actor = browser(part), cast.actor(part)
    if cast.khunti.id in actor.reach(Permission.PEOPLE_SEE).row_organisations:
        pytest.skip("reads the rows of every member")
    numbers = [khunti.number(at) for at in range(len(NUMBERS))]
    for path in ("/search/", "/people/", "/journeys/", "/issues/"):
        for code, nobodys in ((khunti.rows["pass"].code, "0" * 16), *((number, "9000000000") for number in numbers)):
            if code.isalpha():  # one code in five hundred could be a name, and is looked for as one too
                continue
            found, nothing = (read(client.post(path, {"q": text})) for text in (code, nobodys))
            assert found.replace(code, "") == nothing.replace(nobodys, ""), f"{path} answers {code}"


def _may_read(actor: Actor, family: str, cast: Cast) -> bool:
    return family != CONFIDENTIAL and cast.khunti.id in actor.reach(SEES[family]).row_organisations


def _parts_that_compare(session: pytest.Session) -> set[str]:
    """The parts with which this run compares pages: a part that nobody asks about need not open them."""
    compares = test_no_page_list_search_or_suggestion_says_a_word_of_the_other_member
    items = [item for item in session.items if isinstance(item, pytest.Function) and item.function is compares]
    return {item.callspec.params["part"] for item in items}


def _unchanging(actor: Actor) -> list[str]:
    """Paths on which the other member's records may change not one letter for this reader."""
    shared = ("/allies/", "/ally-", "/promises/", "/agreements/", "/joint-work/", "/mentions/", "/library/")
    # A published curriculum may be followed, begun anew and taught by every member.
    shared += ("/landmarks/", "/routes/", "/studies/", "/curricula/", "/training/shipped/")
    shared += ("/trainings/new/", "/facilitators/new/")
    if actor.reach(Permission.REPORTS_SEE).counts_network:
        shared += ("/reports/", "/overview/")  # network totals are hers to read
    return [path for path in without_rows() if not path.startswith(shared) and "/file/" not in path]


def _typed(client: Client, path: str, words: Mapping[str, str], plain: str) -> Iterator[tuple[str, str]]:
    """What a page that suggests says to each word. No list hears what stands in an address."""
    if path.startswith(_SEEKING):
        yield from ((word, read(client.get(path, {"q": word[:9]}))) for word in words.values())
    elif path.strip("/") in SLUGS and words:
        typed = next(iter(words.values()))[:9]
        page = read(client.get(path, {"q": typed})).replace(f"?q={typed}", "")  # it says its address
        assert page == plain, f"{path} hears what stands in its address"


def _search_results(client: Client, path: str, words: Mapping[str, str], plain: str) -> Iterator[tuple[str, str]]:
    """What a page that searches says to each word. A list without a search hears none.

    A list is asked for its own kind of row and for people, who stand on rows of every kind.
    """
    slug = path.strip("/")
    if path.startswith(_SEEKING) or slug in _SEARCHED:
        of_the_list = {_SEARCHED.get(slug), Permission.PEOPLE_SEE}
        asked = [word for family, word in words.items() if slug not in _SEARCHED or SEES[family] in of_the_list]
        yield from ((word, read(client.post(path, {"q": word}))) for word in asked)
    elif slug in SLUGS and words:
        word = next(iter(words.values()))
        assert read(client.post(path, {"q": word})) == plain, f"{path} searches, and is no list with a search"


def _says(page: str, word: str) -> bool:
    """True if the word stands on the page otherwise than as the question repeated in its box."""
    return word in page.replace(f'value="{word}"', "")
