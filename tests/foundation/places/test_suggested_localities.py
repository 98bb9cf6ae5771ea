"""What a village box offers: each village once, the chosen block first, what begins so always."""

import string
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.foundation.places.selectors import SUGGESTIONS, suggest_localities
from jatan.foundation.places.services import save_localities
from jatan.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def blocks() -> list[Place]:
    return list(Place.objects.filter(level=Level.BLOCK, district__name_en="Gumla").order_by("name_en"))


def learned(villages: Iterable[tuple[Place, str]]) -> object:
    """An office that has written these villages down."""
    office = new_id()
    save_localities(office, [(block, "", village) for block, village in villages])
    return office


def offered(text: str, office: object, near: Place | None = None) -> list[str]:
    return suggest_localities(text, organisations=[office], level=Level.VILLAGE, near=near.pk if near else None)


@pytest.mark.parametrize("typed", ["बरगा", "barga", "Barga", "BARGA"])
def test_a_village_is_not_hidden_by_two_that_every_block_has(typed: str) -> None:
    every = blocks()
    common = [(block, name) for block in every for name in ("बरगागाड़ा", "बरगाटाँड़")]
    office = learned([*common, (every[-1], "बरगाडीह")])
    assert len(common) > SUGGESTIONS
    assert set(offered(typed, office)) == {"बरगागाड़ा", "बरगाटाँड़", "बरगाडीह"}
    assert offered(typed, office, every[-1])[0] in {"बरगागाड़ा", "बरगाटाँड़", "बरगाडीह"}
    assert set(offered(typed, office, every[0])[:2]) == {"बरगागाड़ा", "बरगाटाँड़"}
    assert offered(typed, office, every[0])[2] == "बरगाडीह"


def test_what_was_written_in_the_script_of_the_question_comes_first() -> None:
    first, second, *_ = blocks()
    office = learned([(first, "Bargadih"), (second, "बरगाडीह")])
    assert offered("बरगा", office) == ["बरगाडीह", "Bargadih"]
    assert offered("barga", office) == ["Bargadih", "बरगाडीह"]


def test_two_villages_with_similar_names_are_both_suggested() -> None:
    first, second, *_ = blocks()
    assert set(offered("खटं", learned([(first, "खटंगा"), (second, "कटंगा")]))) == {"खटंगा", "कटंगा"}


def test_villages_of_another_office_are_not_offered() -> None:
    office = learned([(blocks()[0], "टोटो")])
    learned([(blocks()[0], "टोंगो")])
    assert offered("टो", office) == ["टोटो"]


def test_the_list_is_one_query() -> None:
    office = learned((block, f"बरगा{letter}ा") for block in blocks() for letter in "कगचजटडतदनपबमयरलवस")
    first = blocks()[0]
    with CaptureQueriesContext(connection) as asked:
        assert len(offered("बरगा", office, first)) == SUGGESTIONS
    assert len(asked) == 1


_WORDS = st.text(alphabet="कगडतरलबम", min_size=1, max_size=3) | st.text(
    string.ascii_lowercase[:6], min_size=2, max_size=3
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begins=st.sampled_from(["बरगा", "barga", "टो", "to"]),
    written=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["बरगा", "barga", "टो", "to", "x"]), st.just("") | _WORDS),
        max_size=40,
    ),
    chosen=st.integers(0, 3),
)
def test_any_list_has_no_double_the_chosen_block_first_and_what_begins_so(
    begins: str, written: list[tuple[int, str, str]], chosen: int
) -> None:
    places = blocks()[:4]
    villages = [(places[at], first + rest) for at, first, rest in written]
    office = learned(villages)
    # Of two that sound alike in one block an office keeps the first: that one is what it has written.
    kept = {(place.parent_id, place.name_en) for place in Place.objects.filter(recorded_by_organisation=office)}
    found = offered(begins, office, places[chosen])
    assert len(found) <= SUGGESTIONS
    assert len({name.lower() for name in found}) == len(found)
    nearness = [(places[chosen].pk, name) in kept for name in found]
    assert nearness == sorted(nearness, reverse=True)
    exact = {name for _block, name in kept if name.startswith(begins)}
    assert exact <= set(found) if len(exact) <= SUGGESTIONS else set(found) <= exact
    if begins in exact:
        assert begins in found
