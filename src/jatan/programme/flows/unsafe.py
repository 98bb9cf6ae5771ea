"""Reports that somebody who is away is not safe: recorded on her contact, with an urgent issue at the desk."""

import datetime as dt
import logging
import uuid

from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.helpdesk.choices import OPEN, IssueKind, Origin
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import follow_up_issue, receive_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.choices import Outcome
from jatan.programme.safeguarding.escalations import urgent_issue
from jatan.programme.safeguarding.selectors import contact_for
from jatan.programme.safeguarding.services import record_unsolicited_contact

__all__ = ["report_unsafe"]

_log = logging.getLogger(__name__)
_SAME_ALARM_WITHIN = dt.timedelta(days=1)


def report_unsafe(*, by: Actor, journey: Journey, note: str, at: dt.datetime, phone: str = "") -> uuid.UUID:
    """Record an alarm that arrived at the instant `at`; returns the id of the urgent issue at the desk.

    The alarm is the outcome of the waiting or escalated contact of the journey. An open urgent issue about the journey,
    received yesterday or later, gets a follow-up instead of a second issue, so that the desk is not flooded. `phone`:
    the number from which the alarm came; the issue shows it, or the follow-up if the issue has another.
    """
    before = _open_issue(journey)
    if before is None or contact_for(journey) is not None:
        _write_on_contact(by, journey, note, at, phone)
    after = _open_issue(journey)
    if after is None:
        kind, origin = IssueKind.OTHER.value, Origin.MESSAGE.value
        return receive_issue(by=by, command=urgent_issue(journey, kind=kind, origin=origin, note=note, phone=phone)).pk
    if before is not None and before.pk == after.pk:
        today = clock.today()
        if phone and phone != after.caller_phone:
            # The sign keeps digits that end the note apart from the number: joined they may seem an Aadhaar number.
            note = f"{note}\n☎ {phone}".lstrip()
        follow_up_issue(by=by, issue=after, on=today, note=note, next_follow_up_on=today)
    return after.pk


def _write_on_contact(by: Actor, journey: Journey, note: str, at: dt.datetime, phone: str) -> None:
    """Record the alarm on the contact. An error is logged and not raised: the desk must get its issue."""
    try:
        with transaction.atomic():
            record_unsolicited_contact(
                by=by, journey=journey, outcome=Outcome.UNSAFE.value, note=note, at=at, phone=phone
            )
    except (Problem, Problems, gate.Forbidden) as error:
        _log.error("a call for help was not written to the contact: %s", type(error).__name__)


def _open_issue(journey: Journey) -> Issue | None:
    rows = Issue.objects.live().filter(organisation_id=journey.organisation_id, about_journey=journey.pk)
    recent = rows.filter(status__in=OPEN, is_urgent=True, received_on__gte=clock.today() - _SAME_ALARM_WITHIN)
    return recent.select_related("place", "person").order_by("-id").first()
