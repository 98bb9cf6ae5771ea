"""Every way to register a journey, each used for a girl of 17 who goes to a brick kiln.

`test_departure_rules` compares DOORS with the source and fails for a module that registers journeys and is not listed.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client

from jatan.demo import plan, trips
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.journeys import simulate_journeys
from jatan.demo.recent import record_recent_acts
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.programme.journeys.drafts import begin_draft
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.intake.fieldbook.field import make_field
from tests.intake.registers.workbooks import write
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

__all__ = [
    "DOORS",
    "Door",
    "Site",
    "child_draft",
    "journeys_made_by",
    "rolled_back",
    "seeing_all",
    "short_form",
    "standing_journeys",
]

REGISTER = ["S.No.", "Date", "Name", "Age", "Block", "Destination", "Work", "Leaves on", "Expected return"]


@dataclasses.dataclass(frozen=True)
class Site:
    """Where a door is tried: the cast, browsers of hers, a folder for files."""

    cast: Cast
    browser: Browser
    folder: Path

    def child(self, **answers: Any) -> Person:
        """A girl of 17 on record, as told today."""
        with acting_as(self.cast.actor("coordinator")) as by:
            answers_given = {"name": "रोशनी उराँव", "age": 17, "age_on": clock.today()} | answers
            return a_person(by, self.cast, **answers_given)


@dataclasses.dataclass(frozen=True)
class Door:
    """One way in: the module that calls the flow, and what somebody does there. `parks`: what the database would refuse
    at commit waits for a person, and nothing is recorded."""

    module: str
    enter: Callable[[Site], object]
    is_register: bool = False
    brings_child: bool = True
    parks: bool = False


def short_form(cast: Cast, person: Person, **answers: Any) -> dict[str, Any]:
    """What is written on the form for somebody who has left already."""
    yesterday = clock.today() - dt.timedelta(days=1)
    usual = {
        "person": str(person.pk),
        "registered_on": f"{clock.today():%d/%m/%Y}",
        "leaves_on": f"{yesterday:%d/%m/%Y}",
        "no_talk_because": "not_met",
        "place": str(cast.gumla_block.pk),
        "work": "brick_kiln",
        "destination_as_written": "सूरत",
    }
    return usual | answers


def child_draft(site: Site, person: Person, *, days_until_departure: int) -> uuid.UUID:
    """A registration of hers that only needs saving; she leaves so many days from now."""
    day = clock.today() + dt.timedelta(days=days_until_departure)
    journey = {"leaves_on": [f"{day:%d/%m/%Y}"], "work": ["brick_kiln"], "destination_as_written": ["सूरत"]}
    body = {"travellers": [{"person": str(person.pk)}], "journey": journey}
    with acting_as(site.cast.actor("coordinator")) as by:
        return begin_draft(by=by, organisation=site.cast.gumla.id, body=body).pk


def journeys_made_by(enter: Callable[[], object], before: Collection[uuid.UUID] | None = None) -> list[Journey]:
    """The journeys that stand on record after this and did not before, of every member. `before`: the ids of those that
    did, where they are known."""
    known = standing_journeys() if before is None else before
    enter()
    with seeing_all():
        return list(Journey.objects.exclude(pk__in=known).select_related("person"))


def standing_journeys() -> list[uuid.UUID]:
    """The ids of the journeys of every member."""
    with seeing_all():
        return list(Journey.objects.values_list("pk", flat=True))


@contextmanager
def seeing_all() -> Iterator[None]:
    """Behind the walls of every organisation at once."""
    with acting_as(machine_for(Organisation.objects.values_list("id", flat=True))):
        yield


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is written inside is taken back, with the constraints that would be asked at commit."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _through_short_form(site: Site) -> None:
    _posted(site.browser("desk_operator"), "/journeys/new/", short_form(site.cast, site.child()))


def _through_departure(site: Site, days_until_departure: int) -> None:
    draft = child_draft(site, site.child(), days_until_departure=days_until_departure)
    _posted(site.browser("coordinator"), f"/departures/{draft}/review/", {})


def _before_leaving(site: Site) -> None:
    _through_departure(site, days_until_departure=3)


def _after_leaving(site: Site) -> None:
    _through_departure(site, days_until_departure=-1)


def _from_the_person_page(site: Site) -> None:
    """The button posts where it says it does, then every page is walked."""
    person, client = site.child(), site.browser("desk_operator")
    page = client.get(f"/people/{person.pk}/").content.decode()
    assert 'action="/departures/"' in page, "the person's page offers no registration before leaving"
    answer = client.post("/departures/", {"person": str(person.pk)})
    root = str(answer.headers["Location"]).removesuffix("who/")
    _posted(client, f"{root}journey/0/", {"work": "brick_kiln", "leaves_on": f"{clock.today():%d/%m/%Y}"})
    _posted(client, f"{root}review/", {})


def _through_register(site: Site) -> None:
    row = [1, "12/03/2026", "Roshni", 17, site.cast.gumla_block.name_en, "Surat", "Brick kiln", "13/03/2026", ""]
    import_workbook(write(site.folder / "register.xlsx", {"Migrant register": [REGISTER, row]}), site.cast.gumla)


def _through_phone(site: Site) -> None:
    answers = {
        "journey": {"leaves_on": clock.today().isoformat(), "work": "brick_kiln", "destination_as_written": "सूरत"},
        "travellers": [{"new": {"name": "रोशनी उराँव", "sex": "f", "age": 17}}],
    }
    at_work = make_field(site.cast)
    at_work.receipt(at_work.row("leaving", answers))


def _through_demo_year(site: Site) -> None:
    load_network(plan.network_document())
    make_accounts(PEOPLE)
    child = [trip for trip in trips.trips(clock.today()) if trip.member == "D03"][-1:]
    simulate_journeys(child)


def _through_demo_days(site: Site) -> None:
    load_network(plan.network_document())
    record_recent_acts(make_accounts(PEOPLE))


DOORS: dict[str, Door] = {
    "the form for somebody who has left": Door("web/journeys/desk.py", _through_short_form),
    "the departure pages, before leaving": Door("web/journeys/departures/views.py", _before_leaving),
    "the departure pages, after leaving": Door("web/journeys/departures/views.py", _after_leaving),
    "the button on the person's page": Door("web/journeys/departures/views.py", _from_the_person_page),
    "a workbook": Door("intake/registers/reconcile/record_rows.py", _through_register, is_register=True),
    "a forum leader's phone": Door("intake/fieldbook/translate/departure.py", _through_phone, parks=True),
    "the demo's year": Door("demo/journeys.py", _through_demo_year),
    "the demo's last days": Door("demo/recent.py", _through_demo_days, brings_child=False),
}


def _posted(client: Client, path: str, answers: dict[str, Any]) -> None:
    answer = client.post(path, answers)
    assert answer.status_code == 302, answer.content.decode()
