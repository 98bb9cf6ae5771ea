"""Builders of journeys for tests; they call the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.journeys.commands import RegisterJourney
from jatan.programme.journeys.departure_commands import RegisterDepartures, Traveller
from jatan.programme.journeys.models import Journey
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.programme.people.builders import person_command

REGISTERED = dt.date(2023, 7, 10)


def journey_command(person: Person, **answers: Any) -> RegisterJourney:
    """A journey to a garment factory; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": person.organisation_id,
        "place": person.place,
        "person": person,
        "registered_on": REGISTERED,
        "destination_as_written": "तिरुपुर",
        "work": "garment",
        "agent_name": "बिरसा महतो",
        "agent_phone": "9169852892",
        "wage_promised": 9_000,
    }
    return RegisterJourney(**(usual | answers))


def a_journey(by: Actor, person: Person, **answers: Any) -> Journey:
    """One journey as imported from a register: no check for hard stops and no agreed contacts."""
    return register_imported_journeys(by=by, commands=[journey_command(person, **answers)])[0]


def departures_command(cast: Cast, *travellers: Traveller, **answers: Any) -> RegisterDepartures:
    """People of a block in Gumla who leave for a garment factory; `answers` override fields."""
    shared: dict[str, Any] = {
        "leaves_on": REGISTERED,
        "destination_as_written": "तिरुपुर",
        "work": "garment",
        "agent_name": "बिरसा महतो",
    }
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "village": "टोटो",
        "registered_on": REGISTERED,
        "journey": shared | answers.pop("journey", {}),
        "travellers": travellers or (a_traveller(cast),),
    }
    return RegisterDepartures(**(usual | answers))


def a_traveller(cast: Cast, *, person: dict[str, Any] | None = None, **answers: Any) -> Traveller:
    """A new traveller; `person` overrides fields of the person, `answers` those of the traveller."""
    return Traveller(register=person_command(cast, **(person or {})), shown=AFTERWARDS, **answers)
