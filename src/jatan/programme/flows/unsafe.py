"""Reports that somebody who is away is not safe: recorded on her contact, with an urgent issue at the desk."""

import datetime as dt
import logging
import uuid

from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problem, Problems
from jatan.programme.helpdesk.alarms import raise_alarm, same_alarm
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.choices import Outcome
from jatan.programme.safeguarding.escalations import join_issue, urgent_issue
from jatan.programme.safeguarding.selectors import contact_for
from jatan.programme.safeguarding.services import record_unsolicited_contact

_log = logging.getLogger(__name__)


def report_unsafe(
    *,
    by: Actor,
    journey: Journey,
    note: str,
    at: dt.datetime,
    phone: str = "",
    standing: uuid.UUID | None = None,
) -> uuid.UUID:
    """Record an alarm that arrived at the instant `at`; returns the id of the urgent issue at the desk.

    The alarm is the outcome of the waiting or escalated contact of the journey. The open issue of the same alarm
    (`helpdesk.alarms`) gets a follow-up instead of a second issue, so that the desk is not flooded. `phone`: the number
    from which the alarm came; the issue shows it, or the follow-up if the issue has another. `standing`: the
    issue that was opened of this alarm before anybody knew whose it was; it is this one's from now on, unless it was
    withdrawn or closed unsolved meanwhile.
    """
    if standing is not None and join_issue(by=by, issue_id=standing, journey=journey, is_unsafe=True):
        _write_on_contact(by, journey, note, at, phone, standing)
        return standing
    kind, origin = IssueKind.OTHER.value, Origin.MESSAGE.value
    command = urgent_issue(journey, kind=kind, origin=origin, note=note, phone=phone)
    # A contact opens the issue itself, or adds to it: nothing is told twice.
    if (same_alarm(by, command) is None or contact_for(journey) is not None) and _write_on_contact(
        by, journey, note, at, phone
    ):
        written = same_alarm(by, command)
        if written is not None:
            return written.pk
    return raise_alarm(by=by, command=command).pk


def _write_on_contact(
    by: Actor, journey: Journey, note: str, at: dt.datetime, phone: str, standing: uuid.UUID | None = None
) -> bool:
    """Record the alarm on the contact. False where that cannot be, which is logged: the desk must get its issue."""
    try:
        with transaction.atomic():
            record_unsolicited_contact(
                by=by,
                journey=journey,
                outcome=Outcome.UNSAFE.value,
                note=note,
                at=at,
                phone=phone,
                standing=standing,
            )
    except (Problem, Problems, gate.Forbidden) as error:
        _log.error("a call for help was not written to the contact: %s", type(error).__name__)
        return False
    return True
