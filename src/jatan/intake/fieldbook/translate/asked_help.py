"""Somebody brings a problem: an issue at the help desk."""

from typing import Any

from jatan.foundation.access.actors import Actor, machine_for
from jatan.intake.fieldbook.translate.entry import (
    Entry,
    Recorded,
    forum_of,
    journey_named,
    people_of,
    text_of,
    traveller_of,
    where_of,
)
from jatan.kernel.numbers import parse_phone
from jatan.programme.flows.departures import find_open_journeys
from jatan.programme.helpdesk.alarms import raise_alarm
from jatan.programme.helpdesk.choices import URGENT_KINDS, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import receive_issue

_CALLER = 15


def record_help(by: Actor, entry: Entry) -> Recorded:
    """Receive the issue, urgent where she said so; it is about her open journey where she has one."""
    answers = entry.answers
    texts = text_of(answers, "caller_name", "caller_phone", "village", "kind", "description")
    written = answers.get("person")
    person = people_of(by, entry, [("person", written)])[written] if written else None
    forum = forum_of(by, entry)
    unsent = journey_named(by, entry)
    away = [unsent] if unsent is not None else find_open_journeys(by, [person]) if person is not None else []
    person = traveller_of(by, entry, unsent) if unsent is not None else person
    where: dict[str, Any] = (
        {"place": person.place, "panchayat": person.panchayat, "village": texts["village"] or person.village}
        if person is not None
        else where_of(entry, forum, texts["village"])
    )
    phone = texts["caller_phone"] or (person.phone if person is not None else "")
    phone = parse_phone(phone) or phone
    is_urgent = answers.get("is_urgent") is True or texts["kind"] in URGENT_KINDS
    command = ReceiveIssue(
        organisation=entry.organisation_id,
        received_on=entry.today,
        kind=texts["kind"],
        person=person,
        caller_name=texts["caller_name"] or (person.name[:120] if person is not None else ""),
        caller_phone=phone if len(phone) <= _CALLER else "",
        sex=person.sex if person is not None else "",
        description=texts["description"],
        is_urgent=is_urgent,
        origin=Origin.FIELD_BOOK.value,
        about_journey=away[0].pk if away else None,
        next_follow_up_on=entry.today if is_urgent else None,
        **where,
    )
    standing = entry.issues.get("")
    if is_urgent:
        machine = machine_for([entry.organisation_id])
        made = raise_alarm(by=by, command=command, standing=standing, machine=machine)
    else:
        made = receive_issue(by=by, command=command, standing=standing)
    recorded: Recorded = {"issues": [str(made.pk)]}
    if away:
        recorded["journeys"] = [str(away[0].pk)]
    return recorded
