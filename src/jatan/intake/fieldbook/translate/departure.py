"""Somebody leaves: one registration before leaving, with everybody who goes along."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.destinations import destination_named
from jatan.foundation.places.models import Place
from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.translate.entry import Entry, Recorded, answers_to, forum_of, people_of, place_of, text_of
from jatan.kernel.problems import Problem, raise_any
from jatan.programme.flows.departures import find_open_journeys, register_departures
from jatan.programme.groups.models import Group
from jatan.programme.journeys.choices import GivenTo, Relation
from jatan.programme.journeys.departure_commands import (
    ConsentGiven,
    GivenAnswer,
    RegisterDepartures,
    Traveller,
    UnregisteredCompanion,
)
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.questions import COMPANION, HEALTH, JOURNEY, PAPERS, PROMISE, TRAVELLER, UNDER_18
from jatan.programme.people.choices import ConsentHow
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import Shown, look_alikes
from jatan.programme.people.models import Person

# Of somebody new: whether she is under 18 is said of the journey.
_NEW = {code: question for code, question in TRAVELLER.items() if code != UNDER_18.code}
_OWN = {**PAPERS, HEALTH.code: HEALTH}


def record_leaving(by: Actor, entry: Entry) -> Recorded:
    """Register everybody of the row. Raises Problem, Problems, gate.Forbidden."""
    if Journey.objects.filter(organisation_id=entry.organisation_id, pk=entry.id).exists():
        raise Problem(Reason.ID_TAKEN.value)
    rows: list[Mapping[str, Any]] = entry.answers["travellers"]
    named = [(f"travellers.{number}.person", one["person"]) for number, one in enumerate(rows) if one.get("person")]
    known = people_of(by, entry, named)
    forum = forum_of(by, entry)
    place = place_of(entry, forum)
    talk = entry.answers.get("talk") or {}
    travellers = tuple(_traveller(entry, one, known.get(one.get("person") or ""), place, forum) for one in rows)
    first: Any = travellers[0].person or travellers[0].register
    command = RegisterDepartures(
        id=entry.id,
        organisation=entry.organisation_id,
        place=first.place,
        panchayat=first.panchayat,
        village=first.village,
        registered_on=entry.today,
        journey=_journey(entry.answers.get("journey") or {}),
        travellers=travellers,
        topics=tuple(talk.get("topics") or ()),
        given_to=talk.get("given_to") or GivenTo.PERSON.value,
        language=by.language,
    )
    raise_any(_unseen(entry, travellers))
    entry.answers.leave("photo_kind")  # read by `files` when the photograph is here
    made = register_departures(
        by=by,
        command=command,
        despite_open=_seen(by, entry, list(known.values())),
        standing=[entry.issues.get(f"travellers.{number}") for number in range(len(travellers))],
    )
    return {"journeys": [str(row.pk) for row in made]}


def _unseen(entry: Entry, travellers: Sequence[Traveller]) -> Iterator[Problem]:
    """Who is new on the phone and on record already, by everything that was written: nobody is recorded twice unasked.

    Asked of the whole organisation: another phone or the office may have written her down.
    """
    with acting_as(machine_for([entry.organisation_id])) as machine:
        for number, one in enumerate(travellers):
            alike = look_alikes(machine, one.register, one.shown) if one.register is not None else []
            candidates = [str(found.person.pk) for found in alike]
            if candidates:
                yield Problem(Reason.SAME_PERSON.value, field=f"travellers.{number}.new.name", candidates=candidates)


def _seen(by: Actor, entry: Entry, people: list[Person]) -> set[uuid.UUID]:
    """Open journeys that the phone has shown, or somebody at the office has seen."""
    if entry.decisions.despite_open:
        entry.answers.leave("despite_open")
        return {row.pk for row in find_open_journeys(by, people)}
    return {uuid.UUID(one) for one in entry.answers.get("despite_open") or []}


def _journey(answers: Mapping[str, Any]) -> dict[str, Any]:
    found = answers_to({**JOURNEY, **PROMISE}, answers)
    return {**found, "destination": destination_named(found["destination_as_written"])}


def _traveller(
    entry: Entry, answers: Mapping[str, Any], person: Person | None, place: Place, forum: Group | None
) -> Traveller:
    new = answers.get("new") or {}
    register = None if person is not None else _new(entry, new, place, forum)
    who: Any = person or register
    stated = answers if person is not None else new
    where = {"place": who.place, "panchayat": who.panchayat, "village": who.village}
    papers = {"papers_in_hand": list(answers.get("papers_in_hand") or ())}
    return Traveller(
        person=person,
        register=register,
        shown=Shown(entry.decisions.none_of, only_strong=True),
        own={**where, **answers_to(_OWN, answers), **papers},
        phone=text_of(answers, "phone")["phone"] if person is not None else "",
        age=answers.get("age") if person is not None else None,
        under_18=text_of(stated, "under_18")["under_18"],
        family=text_of(answers, "family")["family"],
        consents=tuple(_consent(one) for one in answers.get("consents") or ()),
        answers={code: GivenAnswer(answer=given) for code, given in (answers.get("answers") or {}).items()},
        checklist=text_of(answers, "checklist")["checklist"],
        along=tuple(_along(one) for one in answers.get("along") or ()),
        noted=tuple(answers.get("noted") or ()),
    )


def _new(entry: Entry, answers: Mapping[str, Any], place: Place, forum: Group | None) -> RegisterPerson:
    stated = answers_to(_NEW, answers)
    village = text_of(answers, "village")["village"] or (forum.village if forum is not None else "")
    is_of_forum = forum is not None and village == forum.village
    return RegisterPerson(
        organisation=entry.organisation_id,
        place=place,
        panchayat=forum.panchayat if forum is not None and is_of_forum else "",
        village=village,
        age_on=None if stated["age"] is None else entry.today,
        **stated,
    )


def _consent(answers: Mapping[str, Any]) -> ConsentGiven:
    texts = text_of(answers, "purpose", "text_version", "language", "how")
    return ConsentGiven(**(texts | {"how": texts["how"] or ConsentHow.SPOKEN.value}))


def _along(answers: Mapping[str, Any]) -> UnregisteredCompanion:
    stated = answers_to(COMPANION, answers)
    return UnregisteredCompanion(**{**stated, "relation": stated["relation"] or Relation.UNKNOWN})
