"""There is no news of somebody: her urgent issue, her ladder and the requests for an FIR, as at the desk."""

from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.intake.fieldbook.translate.entry import (
    Entry,
    Recorded,
    answers_to,
    forum_of,
    journey_named,
    people_of,
    text_of,
    traveller_of,
    where_of,
)
from jatan.programme.flows.departures import find_open_journeys
from jatan.programme.flows.no_news import ReportNoNews, report_no_news
from jatan.programme.flows.no_news_questions import STATED
from jatan.programme.helpdesk.choices import Origin
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person

# Her name is asked of somebody who is not on the phone only.
_STATED = {name: question for name, question in STATED.items() if name != "name"}


def record_missing(by: Actor, entry: Entry) -> Recorded:
    """Record what the family says. Raises Problem, Problems, gate.Forbidden."""
    answers = entry.answers
    journey, person = _whom(by, entry)
    if person is not None:
        answers.leave("name", "sex", "age", "village")  # typed before she was chosen: her record has them
    command = ReportNoNews(
        organisation=entry.organisation_id,
        person=person,
        journey=journey,
        **answers_to(_STATED, answers),
        **_as_written(entry, person),
        **_where(by, entry, journey or person),
    )
    made = report_no_news(by=by, command=command, origin=Origin.FIELD_BOOK.value, standing=entry.issues.get(""))
    recorded: Recorded = {"issues": [str(made.pk)]}
    if journey is not None:
        recorded["journeys"] = [str(journey.pk)]
    return recorded


def _whom(by: Actor, entry: Entry) -> tuple[Journey | None, Person | None]:
    """The journey she is on, and who she is; neither for somebody who was typed by name."""
    journey = journey_named(by, entry)
    if journey is not None:
        return journey, traveller_of(by, entry, journey)
    written = entry.answers.get("person")
    if not written:
        return None, None
    person = people_of(by, entry, [("person", written)])[written]
    away = find_open_journeys(by, [person])
    return (away[0] if away else None), person


def _as_written(entry: Entry, person: Person | None) -> dict[str, Any]:
    if person is not None:
        return {}
    return {**text_of(entry.answers, "name", "sex"), "age": entry.answers.get("age")}


def _where(by: Actor, entry: Entry, row: Any) -> dict[str, Any]:
    if row is not None:
        return {"place": row.place, "panchayat": row.panchayat, "village": row.village}
    return where_of(entry, forum_of(by, entry), text_of(entry.answers, "village")["village"])
