"""Builders of people for tests; they call the services."""

from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.models import Person
from jatan.programme.people.services import register_person
from tests.cast import Cast


def person_command(cast: Cast, **answers: Any) -> RegisterPerson:
    """A woman of Gumla; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "name": "सुनीता उराँव",
        "guardian_name": "मंगरा उराँव",
        "sex": "f",
        "age": 24,
        "village": "टोटो",
    }
    return RegisterPerson(**(usual | answers))


def a_person(by: Actor, cast: Cast, **answers: Any) -> Person:
    """One recorded person, written by `by`."""
    return register_person(by=by, command=person_command(cast, **answers), shown=AFTERWARDS)
