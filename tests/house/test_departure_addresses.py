"""Posts the journey of a girl of 17 to a brick kiln to every URL; each that registers it must apply the rules of
departures.
"""

import uuid
from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from jatan.foundation.access import acts
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.journeys.models import Draft, Journey
from jatan.programme.people.models import Person
from jatan.settings import urls as product
from jatan.web.ui.needs import StaffRequest, needs
from tests.cast import Cast
from tests.house.addresses import all_addresses
from tests.house.belongings import Belongings
from tests.house.departure_doors import (
    Site,
    child_draft,
    journeys_made_by,
    rolled_back,
    seeing_all,
    short_form,
    standing_journeys,
)
from tests.house.matrix import about_rows, values_of, whole, without_rows
from tests.house.standing_rows import cast, own, standing_rows
from tests.programme.flows.rules import faults_of
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db
OWNER = "coordinator"
# Answers that other pages ask for, so that an address is not spared because a question of its own stays open.
ALSO = {"name": "रोशनी उराँव", "age": "17", "sex": "f", "under_18": "yes", "confirmed": "1"}


@pytest.fixture
def site(cast: Cast, browser: Browser, tmp_path: Path) -> Site:
    return Site(cast, browser, tmp_path)


def paths(own: Belongings) -> Iterator[str]:
    """Every address, with a row of this member's wherever it takes one; public ones that take nothing too."""
    for address in about_rows():
        yield reverse(address.name, kwargs=values_of(address, own))
    yield from without_rows()
    yield from (reverse(address.name) for address in all_addresses() if address.public and not address.takes)


def sent(
    client: Client, site: Site, person: Person, address: str, before: Collection[uuid.UUID] | None = None
) -> list[str] | None:
    """What the rules left undone on the journeys that a POST there registers; None where it registers none.

    `before`: ids of the journeys that stand before each such POST, because each is taken back.
    """
    with rolled_back():
        made = journeys_made_by(lambda: whole(client.post(address, short_form(site.cast, person) | ALSO)), before)
        if not made:
            return None
        with seeing_all():
            return faults_of(made)


def test_every_address_that_registers_a_journey_keeps_the_rules(site: Site, own: Belongings) -> None:
    person, client = site.child(), site.browser(OWNER)
    client.raise_request_exception = False
    own.rows["drafts"] = Draft(pk=child_draft(site, person, days_until_departure=-1))
    before = standing_journeys()
    found = {address: sent(client, site, person, address, before) for address in paths(own)}
    assert set(standing_journeys()) == set(before)
    assert len(found) > 150
    registering = {address: faults for address, faults in found.items() if faults is not None}
    assert registering == {"/journeys/new/": [], f"/departures/{own.rows['drafts'].pk}/review/": []}


@needs(Permission.PEOPLE_RECORD)
def past_the_services(request: StaffRequest) -> HttpResponse:
    """An address as a newcomer might write it: the row and nothing else."""
    person = Person.objects.get(pk=uuid.UUID(request.POST["person"]))
    row = Journey(
        organisation_id=person.organisation_id,
        place=person.place,
        person=person,
        registered_on=clock.today(),
        work=request.POST["work"],
    )
    acts.record(by=request.actor, permission=Permission.PEOPLE_RECORD, verb="planted", rows=[row])
    return HttpResponse()


def test_an_address_that_goes_round_the_flow_is_reported(site: Site) -> None:
    planted = ModuleType("planted")
    planted.urlpatterns = [path("planted/", past_the_services, name="planted"), *product.urlpatterns]  # type: ignore[attr-defined]
    with override_settings(ROOT_URLCONF=planted):
        assert "/planted/" in without_rows()
        faults = sent(site.browser(OWNER), site, site.child(), "/planted/")
    assert faults is not None
    assert set(faults) == {
        "hard stops were not looked for",
        "no contacts were agreed on",
        "a child leaves for work without a hard stop",
    }
