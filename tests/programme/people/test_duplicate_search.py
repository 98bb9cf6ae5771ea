"""Possible duplicates: shown before saving, suggested afterwards, never decided automatically."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import translation

from jatan.foundation.access.actors import Actor
from jatan.programme.people.duplicate_search import suggest_duplicates
from jatan.programme.people.duplicates import open_suggestions
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.models import Person, PersonKey, Suggestion
from jatan.programme.people.selectors import likely_duplicates
from jatan.programme.people.services import register_people, withdraw_person
from jatan.programme.people.similarity import Reason
from jatan.programme.people.tasks import compare_people
from tests.cast import Cast
from tests.programme.people.builders import a_person, person_command

As = Callable[[str], AbstractContextManager[Actor]]
HOUSE = {"guardian_name": "मंगरा उराँव", "village": "टोटो", "phone": "9835012345"}
# Brothers and sisters of one house: the same father, village, surname and telephone.
CHILDREN = [
    ("सुनीता उराँव", "f", 24), ("अनीता उराँव", "f", 22), ("सुनील उराँव", "m", 20), ("सुनिता कुमारी", "f", 9),
    ("रमेश उराँव", "m", 18), ("राकेश उराँव", "m", 17), ("Ramesh Uraon", "m", 2), ("Sumitra Oraon", "f", 23),
    ("Anil Oraon", "m", 24), ("Budhni Oraon", "f", 21), ("Budhu Oraon", "m", 21),
]  # fmt: skip


def test_brothers_and_sisters_are_never_suggested_strongly(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for name, sex, age in CHILDREN:
            a_person(by, cast, name=name, sex=sex, age=age, **HOUSE)
        assert not Suggestion.objects.filter(is_strong=True).exists()
        assert Suggestion.objects.count() <= 3


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({"name": "Sunita Oraon"}, {"name_same", "guardian_same", "village_same", "phone_same", "age_same"}),
        ({"name": "Suneeta Devi", "age": 26}, {"name_same", "surname_other", "age_apart"}),
        ({"name": "Sunita Oraon", "guardian_name": "Somra Oraon"}, {"guardian_other"}),
        ({"name": "सुनीता उरांव", "phone": "", "village": "Basia"}, {"guardian_same", "village_other"}),
    ],
)
def test_the_same_person_in_other_spelling_is_shown_before_saving(
    cast: Cast, as_: As, answers: dict[str, object], codes: set[str]
) -> None:
    with as_("coordinator") as by:
        sunita = a_person(by, cast, **HOUSE)
        likely = likely_duplicates(by, person_command(cast, **(HOUSE | answers)))
        assert [one.person for one in likely] == [sunita]
        assert codes <= {reason.code for reason in likely[0].reasons}
        assert Person.objects.count() == 1


def test_another_sex_or_given_name_is_another_person(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, **HOUSE)
        for answers in ({"name": "Sunita Oraon", "sex": "m"}, {"name": "Phulo Oraon"}, {"name": "Sangita Oraon"}):
            assert likely_duplicates(by, person_command(cast, **(HOUSE | answers))) == []


def test_candidates_are_limited_to_the_block_and_the_member(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, place=cast.other_gumla_block, **HOUSE)
    with as_("field_worker") as by:
        assert likely_duplicates(by, person_command(cast, **HOUSE)) == []
        a_person(by, cast, **HOUSE)
        assert not open_suggestions(by).exists()
    with as_("khunti_coordinator") as by:
        elsewhere = HOUSE | {"organisation": cast.khunti.id, "place": cast.khunti_block}
        assert likely_duplicates(by, person_command(cast, **elsewhere)) == []
        assert not Suggestion.objects.exists()
    with as_("coordinator") as by:
        pair = open_suggestions(by).get()
        assert pair.is_strong
        assert pair.first.place != pair.second.place


def test_comparing_twice_creates_one_suggestion(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        people = [a_person(by, cast, **HOUSE), a_person(by, cast, **HOUSE)]
        ids = [person.id for person in people]
        assert suggest_duplicates(ids) == 0
        assert Suggestion.objects.count() == 1


def test_imported_people_are_compared_in_the_background(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        commands = [person_command(cast, **HOUSE), person_command(cast, **HOUSE)]
        commands += [
            person_command(cast, name=name) for name in ("Phulo", "Birsi", "Jhano", "Etwari", "Mariam", "Chandmani")
        ]
        register_people(by=by, commands=commands, shown=[AFTERWARDS] * len(commands))
        assert not Suggestion.objects.exists()
        assert PersonKey.objects.filter(is_compared=False).count() == 8
    compare_people.func(str(cast.gumla.id))
    compare_people.func(str(cast.gumla.id))
    with as_("coordinator"):
        assert Suggestion.objects.filter(is_strong=True).count() == 1
        assert not PersonKey.objects.filter(is_compared=False).exists()


def test_a_withdrawn_person_is_not_in_open_suggestions(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, **HOUSE)
        withdraw_person(by=by, person=a_person(by, cast, **HOUSE), reason="twice")
        assert not open_suggestions(by).exists()


def test_reasons_are_shown_in_the_readers_language() -> None:
    with translation.override("en"):
        assert Reason("age_apart", 2).words == "2 years apart in age"
        assert Reason("guardian_same").words == "the name of father, mother or husband agrees"
        assert Reason("no_such_code").words == ""
