"""Person and journey of an issue, and the telephone numbers to call, for users who may see the person."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.programme.helpdesk.choices import Origin
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import journeys
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import people
from jatan.web.ui.call_now import PhoneLine
from jatan.web.ui.journey_words import journey_line
from jatan.web.ui.records.columns import record_link
from jatan.web.ui.records.desk import OpenedRecord


def name_of(row: Issue) -> str:
    """The name of the registered person if the user may see her, else the caller's name as recorded."""
    if getattr(row, "shows_person", False) and row.person is not None:
        return row.person.name
    return row.caller_name


def issue_also(by: Actor, row: Issue) -> Mapping[str, QuerySet[Any]]:
    """The person and the journey that the issue is about, where this user may see them."""
    return {
        "journey": journeys(by).filter(pk=row.about_journey) if row.about_journey else journeys(by).none(),
        "person": people(by).filter(pk=row.person_id) if row.person_id else people(by).none(),
    }


def linked_people(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    """(label, link) of the person and her journey, where this user may see them."""
    journey, person = _journey(opened), _person(opened)
    lines: list[tuple[Any, Any]] = []
    if person is not None:
        lines.append((capfirst(_("person")), record_link("people_detail", person.pk, person.name)))
    if journey is not None:
        words = journey_line(journey) or str(_("journey"))
        lines.append((capfirst(_("journey")), record_link("journeys_detail", journey.pk, words)))
        if opened.row.is_urgent:
            lines.append((capfirst(_("health")), journey.health_note))
    return lines


def numbers_of_issue(opened: OpenedRecord) -> Sequence[PhoneLine]:
    """All numbers this user may call, each once.

    The number given with a call comes first: on it she can speak safely. Then the family's: she may not be able to
    speak freely on her own.
    """
    row, journey, person = opened.row, _journey(opened), _person(opened)
    is_call = row.origin in (Origin.PASS, Origin.MESSAGE)
    given = _("Number given with the call") if is_call else row.caller_name or _("who brought it")
    known: list[tuple[str, Any]] = [(row.caller_phone, given)]
    if journey is not None:
        home = ", ".join(part for part in (journey.family_contact_name, journey.family_contact_relation) if part)
        known.append(
            (journey.family_contact_phone, f"{_('Telephone at home')} ({home})" if home else _("Telephone at home"))
        )
    if person is not None:
        known.append((person.phone, _("Her own telephone")))
    if journey is not None:
        known.append((journey.phone_at_destination, _("Telephone where she works")))
    found: dict[str, Any] = {}
    for number, whose in known:
        if number:
            found.setdefault(number, whose)
    return [PhoneLine(number, whose) for number, whose in found.items()]


def _journey(opened: OpenedRecord) -> Journey | None:
    return next(iter(opened.rows("journey")), None)


def _person(opened: OpenedRecord) -> Person | None:
    journey = _journey(opened)
    return journey.person if journey is not None else next(iter(opened.rows("person")), None)
