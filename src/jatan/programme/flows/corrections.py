"""Corrections of a journey or a traveller, with a new check for hard stops in the same transaction."""

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

_AGE = frozenset({"age", "age_on", "birth_year"})


def amend_journey(*, by: Actor, journey: Journey, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a journey; the earlier values stay in its history. Returns False when nothing differs.

    When a day of return is removed, the agreed contacts continue. A journey that was imported from a register is
    checked as well, because a person is correcting it now.
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
    """Correct a person. A changed age is checked in every open journey that she makes or accompanies."""
    with transaction.atomic():
        if not people.amend_person(by=by, person=person, changes=changes, reason=reason):
            return False
        if _AGE & changes.keys():
            check_other_journeys(by, [person])
    return True
