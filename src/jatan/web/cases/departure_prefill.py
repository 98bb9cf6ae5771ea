"""Prefill case forms from the departure register; the user reviews and saves them.

Nothing is copied automatically. Without permission to see the journey the form is not prefilled.
"""

import uuid
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.journeys import selectors as journeys
from jatan.programme.journeys.choices import Paper
from jatan.programme.journeys.models import Journey
from jatan.programme.landmarks.selectors import landmarks_in_order
from jatan.programme.safeguarding.last_heard import last_heard_on
from jatan.web.cases.colleagues import names_of


def visible_journey(by: Actor, journey: str) -> uuid.UUID | None:
    """The id of the journey that a form names, if the actor may see it; else None."""
    row = _journey_if_visible(by, journey)
    return row.pk if row is not None else None


def has_departure(by: Actor, file: CaseFile) -> bool:
    """Whether the case began with a journey and has no departure entry yet. No query."""
    return by.may(Permission.PEOPLE_SEE) and file.last("origin") is not None and not file.all("departure")


def departure_answers(by: Actor, file: CaseFile) -> dict[str, Any]:
    """Initial answers of a `departure` entry, in the reader's language; empty if the journey is not visible."""
    row = _journey_of_file(by, file)
    if row is None:
        return {}
    papers = dict(Paper.choices)
    names = names_of([row.recorded_by])
    return {
        "registered_on": row.registered_on,
        "registered_by": names.get(row.recorded_by, ""),
        "left_on": row.leaves_on,
        "origin": _line(row.village, row.panchayat, row.place.name),
        "transit": _line(row.transit, *(stop.label for stop in landmarks_in_order(by, row.stops))),
        "destination": row.destination.name if row.destination is not None else row.destination_as_written,
        "companions": _line(*(_companion(one) for one in journeys.companions_of(by, [row]))),
        "agent": row.agent_name,
        "agent_phone": row.agent_phone,
        "employer": row.employer,
        "work": row.get_work_display() if row.work else row.work_as_written,
        "wage": row.wage_promised,
        "hours": row.hours_promised,
        "advance": row.advance,
        "contact": row.contact_at_destination,
        "contact_phone": row.phone_at_destination,
        "papers_in_hand": _line(*(str(papers.get(code, code)) for code in row.papers_in_hand)),
        "last_heard_on": last_heard_on(by, row),
    }


def identity_answers(by: Actor, file: CaseFile) -> dict[str, Any]:
    """Initial answers of an identity card that is not written yet."""
    row = _journey_of_file(by, file)
    if row is None:
        return {}
    person = row.person
    return {
        "name": person.name,
        "guardian": person.guardian_name,
        "sex": person.sex if person.sex in ("f", "m", "t") else "",
        "age": person.age,
        "age_on": person.age_on if person.age is not None else None,
        "birth_year": person.birth_year,
        "phone": person.phone,
        "village": person.village,
        "panchayat": person.panchayat,
    }


def _journey_of_file(by: Actor, file: CaseFile) -> Journey | None:
    origin = file.last("origin")
    return _journey_if_visible(by, str(origin.get("journey"))) if origin is not None else None


def _journey_if_visible(by: Actor, journey: str) -> Journey | None:
    try:
        wanted = uuid.UUID(journey)
    except ValueError:
        return None
    if not by.may(Permission.PEOPLE_SEE):
        return None
    return journeys.journeys(by).filter(pk=wanted).first()


def _companion(one: Any) -> str:
    name = one.person.name if one.person is not None else one.name
    return f"{name} ({one.age})" if one.age is not None else name


def _line(*parts: str) -> str:
    return ", ".join(part for part in parts if part)[:200]
