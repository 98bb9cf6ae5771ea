"""Correcting a journey, or what is known of a traveller: the hard stops are looked for anew in the same act."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.programme.flows.checks import check_journeys, check_other_journeys
from jatan.programme.journeys import registration
from jatan.programme.journeys.models import Journey
from jatan.programme.people import services as people
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.services import start_contacts

__all__ = ["amend_journey", "amend_person"]

_AGE = frozenset({"age", "age_on", "birth_year"})


def amend_journey(*, by: Actor, journey: Journey, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct what was written; what it said before is kept. False when nothing differs.

    A day of return that is taken back lets the agreed contacts go on. A journey that came with a register is looked
    at too: somebody is correcting it now.
    """
    with transaction.atomic():
        was_home = journey.returned_on is not None
        if not registration.amend_journey(by=by, journey=journey, changes=changes, reason=reason):
            return False
        if was_home and journey.returned_on is None and not journey.exempt_because:
            start_contacts(by, [journey])
        check_journeys(by, [journey])
    return True


def amend_person(*, by: Actor, person: Person, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct what is known of a person. Another age is looked at in every open journey she makes or travels along."""
    with transaction.atomic():
        if not people.amend_person(by=by, person=person, changes=changes, reason=reason):
            return False
        if _AGE & changes.keys():
            check_other_journeys(by, [person])
    return True
