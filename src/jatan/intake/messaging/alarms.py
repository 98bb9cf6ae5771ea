"""A call for help becomes an urgent issue at the help desk, in the transaction that understands the message."""

import datetime as dt
import logging
import uuid

from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.places.models import Place
from jatan.intake.messaging.asking import open_contact, tell_unsafe
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.travellers import Known
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import without_aadhaar
from jatan.programme.helpdesk import services as helpdesk
from jatan.programme.helpdesk.choices import OPEN, IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person

__all__ = ["raise_alarm"]

_log = logging.getLogger(__name__)
_JOINS = dt.timedelta(days=1)


def raise_alarm(by: Actor, row: InMessage, known: Known) -> uuid.UUID | None:
    """An urgent issue for every journey that this number belongs to; for a person without one, an issue about her.

    A message about a journey whose urgent issue is open since yesterday joins it. Answers the first issue.
    """
    if known.journeys:
        issues = [_for_journey(by, row, journey) for journey in known.journeys]
        return issues[0]
    return _receive(by, row, known.people[0].place, known.person, None).pk


def _for_journey(by: Actor, row: InMessage, journey: Journey) -> uuid.UUID:
    before = _open_issue(journey)
    if before is None or open_contact(journey) is not None:
        _tell(by, row, journey)
    after = _open_issue(journey)
    if after is None:
        return _receive(by, row, journey.place, journey.person, journey).pk
    if before is not None and before.pk == after.pk:
        today = clock.today()
        helpdesk.follow_up_issue(by=by, issue=after, on=today, note=_said(row), next_follow_up_on=today)
    return after.pk


def _tell(by: Actor, row: InMessage, journey: Journey) -> None:
    """Whatever keeps the contact from being written must not keep the desk from hearing."""
    try:
        with transaction.atomic():
            tell_unsafe(by=by, journey=journey, note=_said(row), at=row.arrived_at)
    except (Problem, Problems, gate.Forbidden) as trouble:
        _log.error("a call for help was not written to the contact: %s", type(trouble).__name__)


def _receive(by: Actor, row: InMessage, place: Place, person: Person | None, journey: Journey | None) -> Issue:
    return helpdesk.receive_issue(
        by=by,
        command=ReceiveIssue(
            organisation=row.organisation_id,
            place=place,
            received_on=clock.today(),
            kind=IssueKind.OTHER.value,
            person=person,
            caller_phone=parse_phone(row.phone) or "",
            description=_said(row),
            is_urgent=True,
            origin=Origin.MESSAGE.value,
            about_journey=journey.pk if journey else None,
            next_follow_up_on=clock.today(),
        ),
    )


def _open_issue(journey: Journey) -> Issue | None:
    rows = Issue.objects.live().filter(organisation_id=journey.organisation_id, about_journey=journey.pk)
    recent = rows.filter(status__in=OPEN, is_urgent=True, received_on__gte=clock.today() - _JOINS)
    return recent.select_related("place", "person").order_by("-id").first()


def _said(row: InMessage) -> str:
    """Her words as they came; digits that may be an Aadhaar number are left out, never the call."""
    return without_aadhaar(row.text)[:1000]
