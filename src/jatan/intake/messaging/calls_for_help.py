"""Turns a message that asks for help into an urgent issue, in the transaction that interprets the message."""

import uuid

from jatan.foundation.access.actors import Actor
from jatan.intake.messaging.choices import Arrival
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.travellers import NumberUsers
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.text.aadhaar import without_aadhaar
from jatan.programme.flows.danger import Danger, report_danger
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk.alarms import raise_alarm
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue


def open_urgent_issue(by: Actor, row: InMessage, known: NumberUsers) -> uuid.UUID | None:
    """Open an urgent issue for each journey of this number; for a person without a journey, one about her.

    A journey whose urgent issue has been open since yesterday keeps that one. Returns the first issue's id.
    """
    text, phone = message_text(row), parse_phone(row.phone) or ""
    if known.journeys:
        issues = [
            report_unsafe(
                by=by,
                journey=journey,
                note=text,
                at=row.arrived_at,
                phone=phone,
                standing=row.issue if number == 0 else None,
            )
            for number, journey in enumerate(known.journeys)
        ]
        return issues[0]
    command = ReceiveIssue(
        organisation=row.organisation_id,
        place=known.people[0].place,
        received_on=clock.today(),
        kind=IssueKind.OTHER.value,
        person=known.person,
        caller_phone=phone,
        description=text,
        is_urgent=True,
        origin=Origin.MESSAGE.value,
        next_follow_up_on=clock.today(),
    )
    return raise_alarm(by=by, command=command, standing=row.issue).pk


def report_text(row: InMessage, journey: uuid.UUID | None = None) -> None:
    """Open an urgent issue about a message that waits for a person, and note it in the row, which is not saved here.

    What becomes of the message settles into that issue. `journey`: of the traveller who rang, if she is known.
    """
    if row.issue is None:
        row.issue = report_danger(
            Danger(
                organisation=row.organisation_id,
                origin=Origin.MESSAGE.value,
                journey=journey or row.about_journey,
                person=row.person_id,
                phone=row.phone,
                words=(row.text or str(Arrival(row.arrival).label),),
                place=row.place,
            )
        )


def message_text(row: InMessage) -> str:
    """The message as it came, without digits that may be an Aadhaar number, at most 1000 characters."""
    return without_aadhaar(row.text)[:1000]
