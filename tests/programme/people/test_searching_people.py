"""Searching a person while her name is typed: either script, typing errors, nearest first, wider on request."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.programme.people.choices import Scope
from jatan.programme.people.models import Person, PersonKey
from jatan.programme.people.selectors import search
from jatan.programme.people.services import amend_person, withdraw_person
from tests.cast import Cast
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture
def sunita(cast: Cast, as_: As) -> Person:
    with as_("coordinator") as by:
        return a_person(by, cast, name="सुनीता उराँव", village="टोटो", guardian_name="मंगरा उराँव", phone="9835012345")


def _found(by: Actor, typed: str, **asked: object) -> list[str]:
    return [hit.person.name for hit in search(by, typed, **asked).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "sun", "सुनी", "Sunita", "sunita ora", "Oraon Sunita", "सुनिता उरांव", "sunita toto", "सुनीता टोटो",
        "sunita mangra", "Sumita Oraon", "Sunta Oraon", "Sunnita Urao", "सुमीता उराँव", "Sunita Orao", "98350",
        "९८३५०१२३४५", "+91 98350 12345",
    ],
)  # fmt: skip
def test_a_person_is_found_by_prefix_typing_error_and_either_script(
    sunita: Person, cast: Cast, as_: As, typed: str
) -> None:
    with as_("field_worker") as by:
        assert _found(by, typed, near=cast.gumla_block)[:1] == [sunita.name]


@pytest.mark.parametrize(
    "typed", ["", " । ", "'; DROP TABLE", "\\", "%", "_", "\N{ZERO WIDTH JOINER}", "9", "ᱥᱩᱱᱤᱛᱟ x" * 90]
)
def test_an_empty_or_odd_text_finds_nobody(sunita: Person, as_: As, typed: str) -> None:
    with as_("coordinator") as by:
        search(by, typed)
        assert _found(by, typed[:1] if typed.isdigit() else "%") == []


def test_a_person_is_found_in_the_transaction_that_saved_her(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        a_person(by, cast, name="Phulmani Kerketta")
        assert _found(by, "फुलमनी", near=cast.gumla_block) == ["Phulmani Kerketta"]


def test_the_block_is_searched_first_and_a_wider_scope_is_offered(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, name="Budhni Munda", place=cast.other_gumla_block)
        here = search(by, "budhni", near=cast.gumla_block)
        assert (here.hits, here.wider) == ([], Scope.DISTRICT)
        wider = search(by, "budhni", near=cast.gumla_block, scope=Scope.DISTRICT)
        assert [hit.person.name for hit in wider.hits] == ["Budhni Munda"]
        assert wider.wider == Scope.ORGANISATION


def test_a_worker_of_one_block_cannot_search_wider(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, name="Budhni Munda", place=cast.other_gumla_block)
    with as_("field_worker") as by:
        for near in (None, cast.gumla_block, cast.other_gumla_block, cast.khunti_block):
            for scope in Scope:
                found = search(by, "budhni", near=near, scope=scope)
                assert (found.hits, found.wider) == ([], None)


@pytest.mark.parametrize("part", ["khunti_coordinator", "secretariat", "researcher", "administrator", "stranger"])
def test_people_out_of_reach_are_not_found(sunita: Person, cast: Cast, as_: As, part: str) -> None:
    with as_(part) as by:
        assert _found(by, "sunita", near=cast.gumla_block) == []
        assert not PersonKey.objects.exists()


def test_a_withdrawn_person_is_not_found(sunita: Person, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        withdraw_person(by=by, person=sunita, reason="written twice")
        assert _found(by, "sunita", near=cast.gumla_block) == []


def test_a_corrected_name_is_found_and_the_old_one_is_not(sunita: Person, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        amend_person(by=by, person=sunita, changes={"name": "Jhano Tirkey"})
        assert _found(by, "jhano", near=cast.gumla_block) == ["Jhano Tirkey"]
        assert _found(by, "sunita uranw", near=cast.gumla_block) == []


def test_a_person_named_mohammad_is_found_by_the_other_given_name(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for name in ("Md Karim Ansari", "मो० रहीम अंसारी", "Md Salim Ansari"):
            a_person(by, cast, name=name, sex="m")
        assert _found(by, "रहीम", near=cast.gumla_block)[0] == "मो० रहीम अंसारी"
        assert _found(by, "Mohammad Karim", near=cast.gumla_block)[0] == "Md Karim Ansari"


def test_every_hit_has_reasons(sunita: Person, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        codes = {
            typed: [reason.code for reason in search(by, typed, near=cast.gumla_block).hits[0].reasons]
            for typed in ("sunita", "sumita oraon", "sunita toto", "sunita mangra", "98350 12345")
        }
    assert codes == {
        "sunita": ["name_same"],
        "sumita oraon": ["name_like"],
        "sunita toto": ["name_same", "village_same"],
        "sunita mangra": ["name_same", "guardian_same"],
        "98350 12345": ["phone_same"],
    }


def test_a_surname_is_not_called_the_name_of_a_father_whom_nobody_typed(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, name="अनिता देवी", guardian_name="मंगरा उराँव")
        codes = {
            typed: [reason.code for reason in search(by, typed, near=cast.gumla_block).hits[0].reasons]
            for typed in ("अनिता उराँव", "Anita Oraon", "अनिता मंगरा")
        }
    assert codes == {
        "अनिता उराँव": ["name_same", "surname_same"],
        "Anita Oraon": ["name_same", "surname_same"],
        "अनिता मंगरा": ["name_same", "guardian_same"],
    }


def test_a_search_takes_four_queries_and_returns_ten_at_most(
    cast: Cast, as_: As, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with as_("coordinator") as by:
        for number in range(14):
            a_person(by, cast, name=f"Sunita {'अआइईउऊएऐओऔकखगघ'[number]}")
        with django_assert_max_num_queries(4):
            found = search(by, "sunita", near=cast.gumla_block)
            assert [hit.person.place.name for hit in found.hits] == [cast.gumla_block.name] * 10
