"""Person, journey and telephone numbers of an issue, for users who may see the person."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.helpdesk.choices import Origin
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import find_journey
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import find_person
from jatan.web.ui.records.columns import phone_link

__all__ = ["linked_people", "name_of"]


def name_of(row: Issue) -> str:
    """The name of the registered person if the user may see her, else the caller's name as recorded."""
    if getattr(row, "shows_person", False) and row.person is not None:
        return row.person.name
    return row.caller_name


def linked_people(by: Actor, row: Issue) -> Sequence[tuple[Any, Any]]:
    """(label, link) of the person, her journey and all telephone numbers that this user may see. At most two queries.

    The number given with a call comes before the others: on it she can speak safely.
    """
    given: list[tuple[Any, Any]] = []
    if row.origin == Origin.PASS and row.caller_phone:
        given = [(_("Number given with the call"), phone_link(row.caller_phone))]
    if not by.may(Permission.PEOPLE_SEE):
        return given
    journey = _journey(by, row)
    person = journey.person if journey is not None else _person(by, row)
    lines: list[tuple[Any, Any]] = []
    if person is not None:
        lines.append((capfirst(_("person")), _link("people_detail", person, person.name)))
    if journey is not None:
        lines.append((capfirst(_("journey")), _link("journeys_detail", journey, _journey_words(journey))))
    return lines + given + _numbers(person, journey)


def _journey(by: Actor, row: Issue) -> Journey | None:
    try:
        return find_journey(by, row.about_journey) if row.about_journey else None
    except ObjectDoesNotExist:
        return None


def _person(by: Actor, row: Issue) -> Person | None:
    try:
        return find_person(by, row.person_id) if row.person_id else None
    except ObjectDoesNotExist:
        return None


def _numbers(person: Person | None, journey: Journey | None) -> list[tuple[Any, Any]]:
    """Each number once, the family's first: she may not be able to speak freely on her own."""
    known: list[tuple[Any, str]] = []
    if journey is not None:
        home = ", ".join(part for part in (journey.family_contact_name, journey.family_contact_relation) if part)
        known.append((_("Telephone at home"), journey.family_contact_phone))
        if known[0][1] and home:
            known[0] = (format_html("{} ({})", _("Telephone at home"), home), known[0][1])
    if person is not None:
        known.append((_("Her own telephone"), person.phone))
    if journey is not None:
        known.append((_("Telephone where she works"), journey.phone_at_destination))
    found: dict[str, Any] = {}
    for label, number in known:
        if number:
            found.setdefault(number, label)
    return [(label, phone_link(number)) for number, label in found.items()]


def _journey_words(journey: Journey) -> str:
    where = journey.destination.name if journey.destination else journey.destination_as_written
    day = formats.date_format(journey.leaves_on, "j E Y") if journey.leaves_on else ""
    return ", ".join(part for part in (where, day) if part) or str(_("journey"))


def _link(page: str, row: Person | Journey, words: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse(page, args=[row.pk]), words)
