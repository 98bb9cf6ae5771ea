"""A call for help becomes an urgent issue at the help desk, in the transaction that understands the message."""

import uuid

from jatan.foundation.access.actors import Actor
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.travellers import Known
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.text.aadhaar import without_aadhaar
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk import services as helpdesk
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue

__all__ = ["raise_alarm"]


def raise_alarm(by: Actor, row: InMessage, known: Known) -> uuid.UUID | None:
    """An urgent issue for every journey that this number belongs to; for a person without one, an issue about her.

    A message about a journey whose urgent issue is open since yesterday joins it. Answers the first issue.
    """
    said, phone = _said(row), parse_phone(row.phone) or ""
    if known.journeys:
        issues = [
            report_unsafe(by=by, journey=journey, note=said, at=row.arrived_at, phone=phone)
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
        description=said,
        is_urgent=True,
        origin=Origin.MESSAGE.value,
        next_follow_up_on=clock.today(),
    )
    return helpdesk.receive_issue(by=by, command=command).pk


def _said(row: InMessage) -> str:
    """Her words as they came; digits that may be an Aadhaar number are left out, never the call."""
    return without_aadhaar(row.text)[:1000]
