"""Turns a message that asks for help into an urgent issue, in the transaction that interprets the message."""

import uuid

from jatan.foundation.access.actors import Actor
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.travellers import NumberUsers
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.text.aadhaar import without_aadhaar
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk import services as helpdesk
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue

__all__ = ["message_text", "open_urgent_issue"]


def open_urgent_issue(by: Actor, row: InMessage, known: NumberUsers) -> uuid.UUID | None:
    """Open an urgent issue for each journey of this number; for a person without a journey, one about her.

    A journey whose urgent issue has been open since yesterday keeps that one. Returns the first issue's id.
    """
    text, phone = message_text(row), parse_phone(row.phone) or ""
    if known.journeys:
        issues = [
            report_unsafe(by=by, journey=journey, note=text, at=row.arrived_at, phone=phone)
            for journey in known.journeys
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
    return helpdesk.receive_issue(by=by, command=command).pk


def message_text(row: InMessage) -> str:
    """The message as it came, without digits that may be an Aadhaar number, at most 1000 characters."""
    return without_aadhaar(row.text)[:1000]
