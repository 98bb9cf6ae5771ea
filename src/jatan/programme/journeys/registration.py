"""Writes journeys. Only `jatan.programme.flows` may import this module (an import-linter contract enforces it).

A journey alone is an incomplete registration: the flow adds agreed contacts and the hand-off to the desk, and the
database refuses at commit a journey that has neither its checks nor an `exempt_because` reason.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.new_rows import new_row
from jatan.programme.journeys import checklist, events
from jatan.programme.journeys.choices import ExemptReason, Relation
from jatan.programme.journeys.commands import NoteCompanion, RecordCounselling, RegisterJourney
from jatan.programme.journeys.conversation import note_hard_stops, record_counselling, record_first_answers
from jatan.programme.journeys.departure_commands import RegisterDepartures, Traveller, UnregisteredCompanion
from jatan.programme.journeys.models import Companion, Journey, Party
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.commands import GiveConsent
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day
from jatan.programme.people.services import give_consent, record_stated_details, register_people
from jatan_names import names

_RECORD, _CORRECT = Permission.PEOPLE_RECORD, Permission.RECORDS_CORRECT


def register_departures(*, by: Actor, command: RegisterDepartures) -> list[Journey]:
    """Record everybody who leaves together, all or none, in the order given.

    Calling it again with the same `command.id` writes nothing and returns the journeys of the first call. Raises
    gate.Forbidden, Problem or Problems.
    """
    existing = find_existing_journeys(command)
    if existing:
        return existing
    try:
        with acts.one_act(
            by=by,
            organisation_id=command.organisation,
            verb=events.DEPARTURES_REGISTERED,
            about_type="journeys.journey",
            about=command.id,
        ):
            return _write(by, command)
    except IntegrityError:
        # The same command was sent twice at once: the other request has recorded it.
        existing = find_existing_journeys(command)
        if existing:
            return existing
        raise


def find_existing_journeys(command: RegisterDepartures) -> list[Journey]:
    """The journeys recorded under this command's id: the first one, then the others of its party; or []."""
    rows = Journey.objects.filter(organisation_id=command.organisation).select_related("person", "place")
    first = rows.filter(id=command.id).first()
    if first is None or first.party_id is None:
        return [first] if first else []
    return sorted(rows.filter(party=first.party_id), key=lambda row: (row.id != first.id, row.id))


def register_journey(*, by: Actor, command: RegisterJourney, no_talk_because: str) -> Journey:
    """Record one journey of somebody who has left, with its hard stops. `no_talk_because`: a NoTalkReason."""
    row = Journey(**_journey_values(command))
    with acts.one_act(
        by=by,
        organisation_id=command.organisation,
        verb=events.JOURNEY_REGISTERED,
        about_type="journeys.journey",
        about=row.pk,
    ):
        acts.record(by=by, permission=_RECORD, verb=events.JOURNEY_REGISTERED, rows=[row])
        note_hard_stops(by, row, companions=[], answers=[], no_talk_because=no_talk_because)
    return row


def register_unchecked_journeys(*, by: Actor, commands: Sequence[RegisterJourney], because: str) -> list[Journey]:
    """Record journeys without any check, all or none, in the order given. `because`: an ExemptReason."""
    of_all = ExemptReason(because).value
    rows = [new_row(Journey, **_journey_values(command), exempt_because=of_all) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.JOURNEY_REGISTERED, rows=rows)


def amend_journey(*, by: Actor, journey: Journey, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a journey; earlier values stay in its history. Returns False when nothing differs."""
    values = _journey_values(RegisterJourney.of(journey).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.JOURNEY_AMENDED,
        row=journey,
        changes=changed_values(journey, values),
        reason=reason,
    )


def _write(by: Actor, command: RegisterDepartures) -> list[Journey]:
    people = _people(by, command)
    party = _party(by, command)
    journeys = []
    for number, (traveller, person) in enumerate(zip(command.travellers, people, strict=True)):
        row = Journey(**_journey_values(command.journey_of(traveller, person)), party=party)
        if number == 0:
            row.id = command.id
        journeys.append(row)
    acts.record(by=by, permission=_RECORD, verb=events.JOURNEY_REGISTERED, rows=journeys)
    for traveller, journey in zip(command.travellers, journeys, strict=True):
        _record_traveller(by, command, traveller, journey, people)
    return journeys


def _record_traveller(
    by: Actor, command: RegisterDepartures, traveller: Traveller, journey: Journey, people: list[Person]
) -> None:
    """Record what concerns one traveller: consents, companions, answers, what was explained, hard stops."""
    for consent in traveller.consents:
        consent_command = GiveConsent(
            person=journey.person,
            purpose=consent.purpose,
            text_version=consent.text_version,
            language=consent.language,
            how=consent.how,
            given_on=command.registered_on,
        )
        give_consent(by=by, command=consent_command)
    companions = _companions(by, command, traveller, journey, people)
    answers = record_first_answers(by, journey, traveller.answers, traveller.checklist or checklist.current_version())
    if command.topics:
        counselling = RecordCounselling(
            journey=journey,
            held_on=command.registered_on,
            topics=list(command.topics),
            given_to=command.given_to,
            language=command.language,
        )
        record_counselling(by=by, command=counselling)
    note_hard_stops(by, journey, companions=companions, answers=answers, noted=traveller.noted)


def _people(by: Actor, command: RegisterDepartures) -> list[Person]:
    """The travellers as recorded people; new ones are registered now."""
    new = [(one.register, one.shown) for one in command.travellers if one.register is not None]
    for traveller in command.travellers:
        if traveller.person is not None and (traveller.phone or traveller.age is not None):
            record_stated_details(by=by, person=traveller.person, phone=traveller.phone, age=traveller.age)
    shown = [one for _register, one in new]
    registered = iter(register_people(by=by, commands=[register for register, _shown in new], shown=shown))
    return [traveller.person or next(registered) for traveller in command.travellers]


def _party(by: Actor, command: RegisterDepartures) -> Party | None:
    """The party when several leave together; None for a single traveller."""
    if len(command.travellers) == 1:
        return None
    row = Party(
        organisation_id=command.organisation,
        place=command.place,
        panchayat=command.panchayat,
        village=command.village,
        leaves_on=command.journey.get("leaves_on"),
    )
    return acts.record(by=by, permission=_RECORD, verb=events.DEPARTURES_REGISTERED, rows=[row])[0]


def _companions(
    by: Actor, command: RegisterDepartures, traveller: Traveller, journey: Journey, people: list[Person]
) -> list[Companion]:
    """Record the others of the party as companions with a person, then those given only by name or age."""
    day = journey.leaves_on or journey.registered_on
    rows = []
    for other, person in zip(command.travellers, people, strict=True):
        if other is not traveller:
            age = age_on_day(day, age=person.age, age_on=person.age_on, birth_year=person.birth_year)
            note = NoteCompanion(
                journey=journey,
                person=person,
                age=age,
                under_18=other.under_18,
                relation=_relation(traveller, other),
            )
            rows.append(Companion(**row_values(note)))
    rows += [_named(journey, along) for along in traveller.along]
    return acts.record(by=by, permission=_RECORD, verb=events.DEPARTURES_REGISTERED, rows=rows)


def _named(journey: Journey, along: UnregisteredCompanion) -> Companion:
    note = NoteCompanion(
        journey=journey, name=along.name, age=along.age, under_18=along.under_18, relation=along.relation
    )
    return Companion(**row_values(note))


def _relation(one: Traveller, other: Traveller) -> str:
    if not one.family or not other.family:
        return Relation.UNKNOWN.value
    return Relation.FAMILY.value if one.family == other.family else Relation.UNRELATED.value


def _journey_values(command: RegisterJourney) -> dict[str, object]:
    """Field values of the journey row, with the agent's name folded for searching."""
    fold = names.fold(command.agent_name)[:600] if command.agent_name else ""
    return row_values(command) | {"agent_fold": fold}
