"""The migrant register: leaving, expected return, return."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.flows.corrections import amend_journey
from jatan.programme.journeys import services
from jatan.programme.journeys.journey_search import search_journeys
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import (
    journeys,
    journeys_leaving_soon,
)
from jatan.programme.journeys.services import JOURNEY
from jatan_names import fold
from tests.cast import Cast
from tests.programme.journeys.builders import REGISTERED, a_journey, journey_command
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]
NOON = dt.datetime(2024, 3, 11, 6, 30, tzinfo=dt.UTC)
TODAY = dt.date(2024, 3, 11)


def _in(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def test_a_journey_is_registered_with_its_destination_and_agent(cast: Cast, as_: As) -> None:
    city = Place.objects.filter(level="city").order_by("name_en").first()
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast), destination=city, leaves_on=dt.date(2023, 8, 2))
        kept = JOURNEY.find(by, journey.id)
        months = Event.objects.get(about=journey.id).payload["months"]
    assert (kept.destination, kept.destination_as_written) == (city, "तिरुपुर")
    assert kept.agent_fold == fold("Birsa Mahto")
    assert months == {"journeys.journey": ["2023-07", "2023-08"]}


def test_minors_and_departures_before_registration_are_accepted(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast, age=15), leaves_on=REGISTERED - dt.timedelta(days=30))
        assert JOURNEY.find(by, journey.id).person.age == 15


def test_registration_cannot_be_in_the_future_but_departure_can(cast: Cast, as_: As) -> None:
    ahead = clock.today() + dt.timedelta(days=200)
    with as_("field_worker") as by:
        person = a_person(by, cast)
        assert journey_command(person, leaves_on=ahead, expected_return_on=ahead).leaves_on == ahead
        with pytest.raises(Problems, match="date_in_future"):
            journey_command(person, registered_on=ahead)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"wage_promised": -100}, "negative_number"),
        ({"work": "spying"}, "unreadable"),
        ({"employer": "x" * 161}, "unreadable"),
        ({"registered_on": None}, "missing_required"),
        ({"contact_at_destination": "2341 2341 2346"}, "aadhaar_number"),
    ],
)
def test_invalid_values_are_refused(cast: Cast, as_: As, answers: dict[str, Any], code: str) -> None:
    with as_("field_worker") as by:
        person = a_person(by, cast)
        with pytest.raises(Problems) as refused:
            journey_command(person, **answers)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_departures_within_two_weeks_are_listed_in_order(cast: Cast, as_: As) -> None:
    with clock.frozen_at(NOON), as_("field_worker") as by:
        person = a_person(by, cast)
        later, today = a_journey(by, person, leaves_on=_in(14)), a_journey(by, person, leaves_on=TODAY)
        a_journey(by, person, leaves_on=_in(15))
        a_journey(by, person, leaves_on=_in(-1))
        a_journey(by, person)
        assert [row.id for row in journeys_leaving_soon(by)] == [today.id, later.id]


def test_a_return_is_recorded_on_a_day_that_has_come(cast: Cast, as_: As) -> None:
    with clock.frozen_at(NOON), as_("field_worker") as by:
        person = a_person(by, cast)
        late = a_journey(by, person, expected_return_on=_in(-1))
        services.record_return(by=by, journey=late, on=TODAY)
        assert late.returned_on == TODAY
        with pytest.raises(Problem, match="date_in_future"):
            services.record_return(by=by, journey=late, on=_in(1))


def test_a_journey_is_found_by_traveller_agent_and_phone(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast, name="जोहन मुर्मू"))
        a_journey(by, a_person(by, cast), agent_name="", agent_phone="")
        for text in ("Johan Murmu", "birsa", "91698 52892"):
            assert [row.id for row in search_journeys(by, text)] == [journey.id], text
        assert not search_journeys(by, "").exists()


def test_a_list_with_people_and_destinations_takes_one_query(cast: Cast, as_: As) -> None:
    city = Place.objects.filter(level="city").first()
    with as_("field_worker") as by:
        for _ in range(3):
            a_journey(by, a_person(by, cast), destination=city)
        with CaptureQueriesContext(connection) as queries:
            seen = [(row.person.name, row.destination, row.place.name_en) for row in journeys(by)]
    assert (len(queries), len(seen)) == (1, 3)


def test_a_field_worker_of_another_block_and_another_member_see_nothing(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = a_journey(by, a_person(by, cast, place=cast.other_gumla_block))
    for part in ("field_worker", "khunti_coordinator", "secretariat", "stranger"):
        with as_(part) as by:
            assert not journeys(by).exists()
            with pytest.raises(Journey.DoesNotExist):
                JOURNEY.find(by, journey.id)


def test_only_a_coordinator_corrects_and_a_withdrawn_journey_is_not_listed(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        assert amend_journey(by=by, journey=journey, changes={"agent_name": "फागू टुडू"})
        assert JOURNEY.find(by, journey.id).agent_fold == fold("Fagu Tudu")
    with as_("desk_operator") as by, pytest.raises(Forbidden):
        amend_journey(by=by, journey=journey, changes={"work": "hotel"})
    with as_("coordinator") as by:
        services.JOURNEY.withdraw(by=by, row=journey, reason="दो बार लिखा")
        assert not journeys(by).exists()
