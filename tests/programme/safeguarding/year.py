"""A simulated year of journeys in the product: seeded travellers, their answers, and the resulting tables.

Simulated day by day, so that it can be killed at any time and resumed.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account as Somebody
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation, OrganisationDistrict
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.helpdesk.models import Issue
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.models import Person
from jatan.programme.people.services import register_people
from jatan.programme.safeguarding.models import Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.services import record_contact, start_contacts, walk
from tests.programme.journeys.builders import journey_command
from tests.programme.safeguarding.oracle import EVENING, MORNING, NOON, Account, Traveller, account_of, instant

BEGINS = dt.date(2023, 4, 1)
DAYS = 365
_WAITING = [("safe", 70), ("", 13), ("unreachable", 9), ("someone_else", 3), ("unsafe", 2), ("returned", 3)]
_CLIMBING = [("", 70), ("safe", 24), ("unsafe", 3), ("returned", 3)]
_WORK = ["garment", "construction", "brick_kiln", "domestic"]


def days(last: int = DAYS) -> Iterator[dt.date]:
    return (BEGINS + dt.timedelta(days=number) for number in range(last))


def simulated_answer(seed: int, number: int, day: dt.date, is_climbing: bool) -> str:
    """The answer of one traveller at noon of a day with a waiting contact or an open ladder; "" for none."""
    draws = _CLIMBING if is_climbing else _WAITING
    chance = Random(f"{seed}:{number}:{day}:{is_climbing}")
    return chance.choices([what for what, _weight in draws], [weight for _what, weight in draws])[0]


def travellers(seed: int, count: int, last: int, *, children: bool = True) -> list[Traveller]:
    """The seeded travellers with day of leaving and conditions.

    `children` False: none under 18, because children grow up when a simulation resumes years later.
    """
    found = []
    for number in range(count):
        chance = Random(f"{seed}:{number}")
        kinds = {"all"} | ({"minor"} if chance.random() < 0.08 and children else set())
        kinds |= {"woman_alone"} if chance.random() < 0.4 else set()
        left_on = BEGINS + dt.timedelta(days=chance.randrange(1, last * 2 // 3))
        found.append(Traveller(number, left_on, kinds, chance.choice(_WORK)))
    return found


def expected(seed: int, count: int, last: int = DAYS) -> Account:
    """The expected result at the end, from the independent oracle."""
    return account_of(travellers(seed, count, last), days(last), lambda *arguments: simulated_answer(seed, *arguments))


def register_travellers(by: Actor, organisation: Any, place: Any, crowd: list[Traveller]) -> None:
    """Register everybody before the year begins; the traveller's number is stored as the employer."""
    with clock.frozen_at(instant(BEGINS, 5)):
        people = register_people(
            by=by, commands=[_person(one, organisation, place) for one in crowd], shown=[AFTERWARDS] * len(crowd)
        )
        journeys = register_imported_journeys(
            by=by, commands=[_journey(one, person) for one, person in zip(crowd, people, strict=True)]
        )
        start_contacts(by, journeys)


def simulate_day(by: Actor, seed: int, day: dt.date) -> None:
    """Simulate one day: a walk in the morning, answers at noon, a walk in the evening. Idempotent."""
    organisation_id = by.home_organisations[0]
    walk(instant(day, MORNING), [organisation_id])
    noon = instant(day, NOON)
    with clock.frozen_at(noon):
        with acting_as(by):
            climbing = Contact.objects.filter(escalations__closed_at__isnull=True, escalations__opened_at__lt=noon)
            waiting = Contact.objects.filter(outcome="", missed_at__isnull=True)
            asked = [(row, True) for row in climbing.select_related("journey")]
            asked += [(row, False) for row in waiting.select_related("journey")]
        for contact, is_climbing in asked:
            outcome = simulated_answer(seed, int(contact.journey.employer), day, is_climbing)
            if outcome:
                with acting_as(by):
                    record_contact(by=by, contact=contact, outcome=outcome)
    walk(instant(day, EVENING), [organisation_id])


def recorded_account() -> Account:
    """The result as recorded in the tables, within the row-level security of the current actor."""
    account = Account()
    for row in Contact.objects.select_related("journey"):
        account.contacts[int(row.journey.employer), row.due_on] = row.outcome
    for step in EscalationStep.objects.select_related("escalation__contact", "escalation__journey"):
        climb = step.escalation
        key = (int(climb.journey.employer), climb.contact.due_on)
        account.steps.add((*key, step.number, step.code, step.planned_at, step.entered_at))
    for climb in Escalation.objects.filter(closed_at__isnull=False).select_related("contact", "journey"):
        key = (int(climb.journey.employer), climb.contact.due_on)
        account.closed.add((*key, climb.closed_because, climb.closed_at))
    account.issues = Issue.objects.filter(is_urgent=True).count()
    return account


def _person(one: Traveller, organisation: Any, place: Any) -> RegisterPerson:
    sex, age = "f" if "woman_alone" in one.kinds else "m", 12 if "minor" in one.kinds else 30
    return RegisterPerson(organisation=organisation, place=place, name=f"यात्री {one.number}", sex=sex, age=age)


def _journey(one: Traveller, person: Person) -> Any:
    more = {"leaves_on": one.left_on, "registered_on": BEGINS, "employer": str(one.number), "work": one.pace}
    return journey_command(person, **more)


def prepare(seed: int, count: int, last: int) -> None:
    """Create a member with a coordinator and all travellers in an installation with empty tables."""
    _member("Y01", travellers(seed, count, last))


def prepare_members(seed: int, members: int, count: int, last: int) -> None:
    """Create several members with the first days simulated; nothing runs after them."""
    for number in range(members):
        crowd = travellers(seed + number, count, last, children=False)
        by = _member(f"Y{number:02}", crowd)
        for day in days(last):
            simulate_day(by, seed + number, day)


def recorded(code: str = "Y01") -> Account:
    """The recorded result of one member."""
    with acting_as(_coordinator(code)):
        return recorded_account()


def resume(seed: int, last: int, where: Path) -> None:
    """Simulate from the day stored in the file `where` up to `last`, storing each finished day."""
    by = _coordinator("Y01")
    done = int(where.read_text()) if where.exists() else 0
    for number in range(done, last):
        simulate_day(by, seed, BEGINS + dt.timedelta(days=number))
        fresh = where.with_suffix(".new")
        fresh.write_text(str(number + 1))
        fresh.replace(where)


def _member(code: str, crowd: list[Traveller]) -> Actor:
    since = BEGINS - dt.timedelta(days=30)
    district = Place.objects.get(level="district", name_en="Gumla")
    member = Organisation.objects.create(code=code, name_en=code, name_hi=code, member_since=since)
    OrganisationDistrict.objects.create(organisation=member, district=district, since=since)
    somebody = Somebody.objects.create(email=f"{code}@example.org", name=code, password="!")
    Posting.objects.create(account=somebody, role=Role.COORDINATOR, organisation=member, since=since)
    by = _coordinator(code)
    with acting_as(by):
        register_travellers(by, member.pk, district, crowd)
    return by


def _coordinator(code: str) -> Actor:
    return actor_of(Somebody.objects.get(email=f"{code}@example.org"), on=BEGINS)
