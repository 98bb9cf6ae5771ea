"""Who may see whom, by the gate and by row-level security."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import ProgrammingError, transaction

from jatan.foundation.access.actors import Actor
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import people, search_people
from jatan.programme.people.services import PERSON
from tests.cast import Cast
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture
def registered(cast: Cast, as_: As) -> Person:
    with as_("coordinator") as by:
        a_person(by, cast, name="Budhni Munda", place=cast.other_gumla_block)
        return a_person(by, cast, name="सुनीता उराँव", phone="9835012345")


@pytest.mark.parametrize(
    ("part", "count"),
    [
        ("field_worker", 1),
        ("desk_operator", 2),
        ("counsellor", 2),
        ("supervisor", 2),
        ("coordinator", 2),
        ("khunti_coordinator", 0),
        ("secretariat", 0),
        ("researcher", 0),
        ("auditor", 0),
        ("administrator", 0),
        ("stranger", 0),
    ],
)
def test_each_role_sees_people_within_its_reach(registered: Person, as_: As, part: str, count: int) -> None:
    with as_(part) as by:
        assert people(by).count() == count


def test_a_forbidden_person_raises_does_not_exist(registered: Person, as_: As) -> None:
    with as_("khunti_coordinator") as by, pytest.raises(Person.DoesNotExist):
        PERSON.find(by, registered.id)


def test_postgresql_hides_people_when_the_gate_is_bypassed(registered: Person, as_: As) -> None:
    with as_("khunti_coordinator"):
        assert not Person.objects.filter(id=registered.id).exists()
        assert Person.objects.filter(id=registered.id).update(name="changed") == 0


def test_postgresql_refuses_a_row_for_another_member(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator"), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Person.objects.create(organisation=cast.gumla, place=cast.gumla_block, name="x", name_fold="x", name_key="x")


@pytest.mark.parametrize("text", ["Sunita", "sunita oraon", "सुनिता", "उरांव सुनीता", "98350 12345", "९८३५०१२३४५"])
def test_a_person_is_found_in_either_script_and_by_telephone(registered: Person, as_: As, text: str) -> None:
    with as_("coordinator") as by:
        assert [person.id for person in search_people(by, text)] == [registered.id]


def test_search_finds_nobody_out_of_reach_or_for_empty_text(registered: Person, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        assert not search_people(by, "Sunita").exists()
    with as_("coordinator") as by:
        assert not search_people(by, " । ").exists()


def test_a_list_of_people_is_one_query_with_its_places(
    registered: Person, as_: As, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with as_("coordinator") as by, django_assert_num_queries(1):
        shown = [(row.name, row.place.name, row.place.district_id, row.organisation.name) for row in people(by)]
    assert len(shown) == 2
