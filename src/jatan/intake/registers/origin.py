"""Which records came with a register. Rows of registers are readable for whoever may import them."""

from functools import cache
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from jatan.intake.registers.models import ImportedRow
from jatan.programme.groups.models import Membership
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage

# A register has no rows of people: they come with what is recorded about them.
_ABOUT_PEOPLE: tuple[type[Any], ...] = (Journey, Membership, Linkage, Issue)


@cache
def came_with_register(model: type[Model]) -> Q:
    """The condition on rows of `model` that they were taken in with a register."""
    if model is not Person:
        return Q(_imported())
    found = Q()
    for about in _ABOUT_PEOPLE:
        rows = about.objects.filter(organisation_id=OuterRef("organisation_id"), person_id=OuterRef("pk"))
        found |= Q(Exists(rows.filter(_imported()).order_by()))
    return found


def _imported() -> Exists:
    rows = ImportedRow.objects.filter(organisation_id=OuterRef("organisation_id"), record_id=OuterRef("pk"))
    return Exists(rows.filter(is_joined=False))
