"""A small house to attack: three members, four places of work, half a year of issues, journeys, returns and cases."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.commands import RecordOutcome, RegisterJourney
from jatan.programme.journeys.services import record_outcome
from tests.cast import SINCE, Cast, make_cast
from tests.evidence import builders

__all__ = ["MONTHS", "House", "at", "build", "record"]

# The last months of a financial year, so that its exact totals are published too.
MONTHS = tuple(dt.date(2025, month, 1) for month in (10, 11, 12)) + tuple(
    dt.date(2026, month, 1) for month in (1, 2, 3)
)


@dataclass
class House:
    """`series`: (organisation, district, block) of everything that is recorded."""

    cast: Cast
    third: Organisation
    series: tuple[tuple[Organisation, Place, Place], ...]

    @property
    def members(self) -> tuple[Organisation, ...]:
        return tuple({organisation.id: organisation for organisation, *_places in self.series}.values())

    @property
    def districts(self) -> tuple[Place, ...]:
        return tuple({district.id: district for _organisation, district, _block in self.series}.values())


@contextmanager
def at(day: dt.date) -> Iterator[None]:
    """A morning in India."""
    with clock.frozen_at(dt.datetime(day.year, day.month, day.day, 9, tzinfo=clock.INDIA)):
        yield


def build(*, most: int = 4) -> House:
    """Write the house; each month of each series has up to `most` persons of each sort."""
    cast = make_cast()
    third = Organisation.objects.create(
        code="T03", kind=Kind.MEMBER, name_hi="तीसरा सदस्य", name_en="Third member", member_since=SINCE
    )
    third_district = Place.objects.filter(level="district", name_en="Simdega").get()
    third_block = Place.objects.filter(level="block", district=third_district).order_by("name_en")[0]
    house = House(
        cast,
        third,
        (
            (cast.gumla, cast.gumla_district, cast.gumla_block),
            (cast.gumla, cast.khunti_district, cast.khunti_block),
            (cast.khunti, cast.khunti_district, cast.khunti_block),
            (third, third_district, third_block),
        ),
    )
    draw = random.Random(2026)
    with at(dt.date(2026, 4, 2)):
        for place in house.series:
            for month in MONTHS:
                record(place, month.replace(day=12), issues=draw.randint(0, most), journeys=draw.randint(0, most))
                record(place, month.replace(day=20), cases=draw.randint(0, 1))
    return house


def record(
    where: tuple[Organisation, Place, Place], day: dt.date, *, issues: int = 0, journeys: int = 0, cases: int = 0
) -> None:
    """Write persons of one series on one day: issues are resolved (the first with money), travellers come home."""
    organisation, _district, block = where
    with acting_as(importer_for(organisation.id)) as by:
        for number in range(issues):
            _issue(by, organisation, block, day, money=5000 if number == 0 else 0)
        _journeys(by, organisation, block, day, number=journeys)
        for number in range(cases):
            builders.case(by, organisation, block, day, code=f"{organisation.code}-{block.lgd_code}-{day}-{number}")


def _issue(by: Actor, organisation: Organisation, block: Place, day: dt.date, *, money: int) -> None:
    command = ReceiveIssue(
        organisation=organisation.id,
        place=block,
        received_on=day,
        resolved_on=day,
        kind="unpaid_wages",
        money_recovered=money,
    )
    receive_issue(by=by, command=command)


def _journeys(by: Actor, organisation: Organisation, block: Place, day: dt.date, *, number: int) -> None:
    """Travellers who left and came home on one day, paid 6,000, 7,000 or 8,000 rupees."""
    delhi = Place.objects.get(level="city", name_en="Delhi")
    commands = [
        RegisterJourney(
            organisation=organisation.id,
            place=block,
            person=builders.person(by, organisation, block),
            registered_on=day,
            leaves_on=day,
            destination=delhi,
            wage_promised=7500,
        )
        for _journey in range(number)
    ]
    made = register_imported_journeys(by=by, commands=commands) if commands else ()
    for journey in made[::2]:
        journey.stops = [uuid.uuid4()]  # which place it is, no count tells; the importer maps none
        journey.save(update_fields=["stops"])
    for paid, journey in enumerate(made):
        outcome = RecordOutcome(journey=journey, returned_on=day, wage_actual=6000 + 1000 * (paid % 3))
        record_outcome(by=by, command=outcome)
