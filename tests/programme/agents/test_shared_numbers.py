"""Whoever may see the register sees an agent's number shared by several people's journeys, and which member to ask."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Office
from jatan.programme.agents import selectors, shared_numbers
from tests.cast import Cast
from tests.programme.agents.builders import a_statement
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def test_a_number_shared_by_two_people_is_listed_with_its_names(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        one, other = a_person(by, cast), a_person(by, cast, name="फूलमनी")
        a_journey(by, one)
        a_journey(by, one)
        a_journey(by, other, agent_name="महतो जी")
        a_journey(by, other, agent_phone="9431100001", agent_name="एक बार")
    with as_("counsellor") as by, CaptureQueriesContext(connection) as asked:
        (shared,) = shared_numbers.shared_numbers(by)
        assert len(asked) == 2
    assert (shared.value, shared.people, shared.journeys) == ("9169852892", 2, 3)
    assert set(shared.names) == {"बिरसा महतो", "महतो जी"}


def test_several_journeys_of_one_person_are_not_listed(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast)
        a_journey(by, person)
        a_journey(by, person)
        assert shared_numbers.shared_numbers(by) == shared_numbers.shared_names(by) == []


def test_names_match_across_scripts_and_independently_of_numbers(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        first = a_journey(by, a_person(by, cast), agent_phone="")
        second = a_journey(by, a_person(by, cast), agent_name="Birsa Mahto", agent_phone="9431100001")
        assert shared_numbers.shared_numbers(by) == []
        (shared,) = shared_numbers.shared_names(by)
        assert set(shared.names) == {"बिरसा महतो", "Birsa Mahto"}
        assert shared_numbers.journeys_with_same_agent(by, first).count() == 2
        assert shared_numbers.journeys_with_same_agent(by, second, by_name=True).count() == 2
        a_journey(by, a_person(by, cast), agent_name="कोई और", agent_phone="9431100001")
        assert shared_numbers.journeys_with_same_agent(by, second, by_name=True).count() == 2
        assert shared_numbers.journeys_with_same_agent(by, second).count() == 3


def test_a_statement_lists_the_journeys_it_may_concern(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        by_number = a_journey(by, a_person(by, cast), agent_name="महतो जी")
        by_name = a_journey(by, a_person(by, cast), agent_phone="")
        a_journey(by, a_person(by, cast), agent_name="", agent_phone="")
        statement = a_statement(by, cast)
        assert {row.pk for row in shared_numbers.journeys_about(by, statement)} == {by_number.pk, by_name.pk}
        vehicle = a_statement(by, cast, name="", phones=(), vehicle="JH01")
        assert list(shared_numbers.journeys_about(by, vehicle)) == []


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "khunti_coordinator", "secretariat"])
def test_shared_numbers_need_the_permission_to_see_the_register(part: str, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = a_journey(by, a_person(by, cast))
        a_journey(by, a_person(by, cast))
        statement = a_statement(by, cast)
    with as_(part) as by:
        assert shared_numbers.shared_numbers(by) == shared_numbers.shared_names(by) == []
        assert list(shared_numbers.journeys_with_same_agent(by, journey)) == []
        assert list(shared_numbers.journeys_about(by, statement)) == []


def test_another_member_that_knows_the_number_is_listed_with_its_desk(cast: Cast, as_: As) -> None:
    Office.objects.create(
        organisation=cast.khunti, place=cast.khunti_block, name_en="Desk", name_hi="केंद्र", phone="06528220000"
    )
    with as_("khunti_coordinator") as by:
        a_statement(by, cast, organisation=cast.khunti.id, place=cast.khunti_block, name="कोई")
    with as_("supervisor") as by:
        statement = a_statement(by, cast)
        (asked,) = selectors.members_to_ask(cast.gumla.id, *statement.phones)
        assert (asked.name, asked.reached_at) == (cast.khunti.name, "06528220000")
        assert (
            selectors.members_to_ask(cast.gumla.id) == selectors.members_to_ask(cast.gumla.id, "", "9431100001") == []
        )
    with as_("khunti_coordinator"):
        assert [one.name for one in selectors.members_to_ask(cast.khunti.id, "9169852892")] == [cast.gumla.name]
