"""Corridors count registered journeys within each reader's reach."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.atlas.corridors import corridors
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.places.models import Place
from jatan.kernel.periods import Period
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.journeys.commands import RegisterJourney
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]
YEAR = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))


@pytest.fixture
def recorded_journeys(cast: Cast, as_: As) -> Cast:
    """Six from a Gumla block to Delhi (one a girl of 16), two from another to nowhere we know."""
    delhi = Place.objects.get(level="city", name_en="Delhi")
    with as_("coordinator") as by:
        for number in range(8):
            far = number < 6
            place = cast.gumla_block if far else cast.other_gumla_block
            who = builders.person(by, cast.gumla, place, age=16 if number == 0 else 30, sex="m" if number else "f")
            journey = RegisterJourney(
                organisation=cast.gumla.id,
                place=place,
                person=who,
                registered_on=dt.date(2022, 5, 1),
                destination=delhi if far else None,
            )
            register_imported_journeys(by=by, commands=[journey])
    return cast


def test_coordinator_sees_all_corridors_of_her_organisation(recorded_journeys: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        found = corridors(YEAR, by=by)
    lines = [
        (row.origin.id, row.destination and row.destination.name_en, row.count, row.women, row.minors)
        for row in found.rows
    ]
    assert lines == [
        (recorded_journeys.gumla_block.id, "Delhi", 6, 1, 1),
        (recorded_journeys.other_gumla_block.id, None, 2, 0, 0),
    ]
    assert found.total == 8


def test_small_corridor_cannot_be_derived_by_a_reader_of_counts(recorded_journeys: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        found = corridors(YEAR, by=by)
    # With only the small one hidden, the total would reveal it, so both are hidden.
    assert {row.count for row in found.rows} == {None}
    assert {row.women for row in found.rows} == {None}


def test_small_total_is_hidden_from_a_reader_of_counts(recorded_journeys: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        whole = corridors(YEAR, by=by)
        narrow = corridors(YEAR, by=by, district=recorded_journeys.khunti_district.id)
    assert (whole.total, narrow.total) == (8, 0)
    with as_("coordinator") as by:
        who = builders.person(by, recorded_journeys.gumla, recorded_journeys.gumla_block)
        journey = RegisterJourney(
            organisation=recorded_journeys.gumla.id,
            place=recorded_journeys.gumla_block,
            person=who,
            registered_on=dt.date(2022, 6, 1),
        )
        register_imported_journeys(by=by, commands=[journey])
    june = Period(dt.date(2022, 6, 1), dt.date(2022, 6, 30))
    with as_("coordinator") as by:
        assert corridors(june, by=by).total == 1
    with as_("secretariat") as by:
        assert corridors(june, by=by).total is None


def test_other_member_and_actor_without_reach_see_no_corridor(recorded_journeys: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        assert corridors(YEAR, by=by).rows == ()
        with pytest.raises(Forbidden):
            corridors(YEAR, by=by, organisation=recorded_journeys.gumla.id)
    with as_("field_worker") as by:
        assert [row.count for row in corridors(YEAR, by=by).rows] == [6]


def test_corridors_are_counted_by_the_date_of_registration(recorded_journeys: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        assert corridors(Period(dt.date(2022, 5, 2), dt.date(2022, 5, 31)), by=by).rows == ()
