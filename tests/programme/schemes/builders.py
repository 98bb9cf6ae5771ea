"""Builders of linkages for tests; they call the services."""

from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.people.models import Person
from jatan.programme.schemes.commands import RecordLinkage
from jatan.programme.schemes.models import Linkage
from jatan.programme.schemes.services import LINKAGE


def linkage_command(about: Person, **answers: Any) -> RecordLinkage:
    """A ration card for `about`; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": about.organisation_id,
        "place": about.place,
        "person": about,
        "scheme": "ration_card",
    }
    return RecordLinkage(**(usual | answers))


def a_linkage(by: Actor, person: Person, **answers: Any) -> Linkage:
    """One recorded linkage, written by `by`."""
    return LINKAGE.record(by=by, command=linkage_command(person, **answers))
