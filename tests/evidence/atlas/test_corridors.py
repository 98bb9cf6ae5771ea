"""Corridors count registered journeys within each reader's reach."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.atlas.corridors import corridors
from jatan.evidence.indicators.snapshots import take_due
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


def test_reader_of_counts_sees_corridors_of_the_whole_network_rounded_down(recorded_journeys: Cast, as_: As) -> None:
    assert take_due()
    with as_("secretariat") as by:
        found = corridors(YEAR, by=by, organisation=recorded_journeys.khunti.id)
        narrow = corridors(YEAR, by=by, district=recorded_journeys.khunti_district.id)
    # Five of the six who are no women; the woman, the girl and the two of the other corridor are too few.
    assert [(row.origin.id, row.count, row.women, row.minors) for row in found.rows] == [
        (recorded_journeys.gumla_district.id, 5, 0, 0)
    ]
    assert (found.total, found.is_rounded, found.published) == (5, True, YEAR)
    assert (narrow.rows, narrow.total) == ((), 0)


def test_reader_of_counts_sees_whole_months_that_are_published(recorded_journeys: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        assert corridors(YEAR, by=by).published is None
    assert take_due()
    for first, last, expected in ((2, 31, 0), (1, 30, 0), (1, 31, 5)):
        with as_("secretariat") as by:
            found = corridors(Period(dt.date(2022, 5, first), dt.date(2022, 5, last)), by=by)
        assert found.total == expected


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


def test_a_destination_is_summed_over_corridors_that_are_not_listed(recorded_journeys: Cast, as_: As) -> None:
    """Before: the sum of what stood among the five hundred largest corridors of all."""
    delhi = Place.objects.get(level="city", name_en="Delhi")
    with as_("coordinator") as by:
        for _number in range(3):
            who = builders.person(by, recorded_journeys.gumla, recorded_journeys.other_gumla_block)
            journey = RegisterJourney(
                organisation=recorded_journeys.gumla.id,
                place=recorded_journeys.other_gumla_block,
                person=who,
                registered_on=dt.date(2022, 5, 1),
                destination=delhi,
            )
            register_imported_journeys(by=by, commands=[journey])
        found = corridors(YEAR, by=by, most=1)
    assert [row.count for row in found.rows] == [6]
    assert found.left_out == 2
    assert [(one.destination, one.count, len(one.rows)) for one in found.arrivals] == [(delhi, 9, 1), (None, 2, 0)]
    assert sum(one.count for one in found.arrivals) == found.total
