"""One alarm is one urgent issue: opens it, or adds to the open one of the same alarm, which is then told anew.

Every door through which danger comes without somebody at the desk who decides calls `raise_alarm`: texts, the help
page, phones, contacts, what a family tells of somebody lost. The same alarm is an open urgent issue of the organisation

- in which somebody told that there is no news of her, however long it is open, for whoever tells that again;
- that is a call for help about the same journey, received yesterday or later, for another call about it. Somebody
  who calls was lost until now: that is never added to an issue in which nobody had news of her;
- without a journey, the same words of the same kind from the same number about the same person, since yesterday. Where
  no person of the house is named, only what came from her own number: whoever writes down two others has one number,
  and two people never become one issue.

Only what the actor may act on counts: nobody learns from her own call what others told.
"""

import dataclasses
import datetime as dt
import logging
import uuid
from contextlib import nullcontext
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.text import capfirst

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.helpdesk.choices import CALLS_FOR_HELP, OPEN, IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import follow_up_alarm, receive_issue, take_over_issue
from jatan.programme.people.choices import Sex

_log = logging.getLogger(__name__)
_OF_HER: Final = ("village", "age", "sex")
_LATELY: Final = dt.timedelta(days=1)
# Her own number says who she is.
_BY_HERSELF: Final = (Origin.MESSAGE, Origin.PASS)


def raise_alarm(
    *,
    by: Actor,
    command: ReceiveIssue,
    standing: uuid.UUID | None = None,
    is_unsafe: bool = False,
    is_apart: bool = False,
    machine: Actor | None = None,
) -> Issue:
    """The urgent issue of this alarm: opened now, or the open one of the same alarm with a follow-up.

    `standing`, `is_unsafe`: as in `take_over_issue`; that issue is the one while it holds. `is_apart`: it is added to
    no other, for it may not be from whom it says, or is about something that is not on record yet. `machine`: looks for
    the open one and adds to it, for an actor who reaches no issue that others brought. Two that tell of one alarm at
    once find one issue.
    """
    command = dataclasses.replace(command, is_urgent=True)
    with transaction.atomic():
        if standing is not None:
            held = take_over_issue(by=by, standing=standing, command=command, is_unsafe=is_unsafe)
            if held is not None:
                return held
        _lock(command)
        with nullcontext() if machine is None else acting_as(machine):
            known = None if is_apart else same_alarm(machine or by, command)
            if known is not None and add_alarm(machine or by, known, command):
                return known
        return receive_issue(by=by, command=command)


def same_alarm(by: Actor, command: ReceiveIssue) -> Issue | None:
    """The open urgent issue to which this alarm belongs, among those on which the actor may act."""
    by = gate.within_group(by, Permission.HELPDESK_RECORD, *([command.person] if command.person is not None else []))
    rows = gate.within_reach(open_alarms(command.organisation), by=by, permission=Permission.HELPDESK_RECORD)
    rows = rows.select_related("place", "person")
    if command.kind == IssueKind.MISSING_CONTACT and (command.about_journey or command.person):
        about = Q(person=command.person) if command.person is not None else Q(about_journey=command.about_journey)
        if command.about_journey is not None:
            about &= Q(about_journey=command.about_journey) | Q(about_journey__isnull=True)
        return open_no_news(rows).filter(about).first()
    lately = rows.filter(received_on__gte=clock.today() - _LATELY)
    if command.about_journey is not None:
        calls = lately.filter(about_journey=command.about_journey, origin__in=CALLS_FOR_HELP)
        return calls.exclude(kind=IssueKind.MISSING_CONTACT).order_by("-id").first()
    if command.person is None and not (command.caller_phone and command.origin in _BY_HERSELF):
        return None
    same = lately.filter(person=command.person, caller_phone=command.caller_phone, kind=command.kind)
    return same.filter(origin=command.origin, description=command.description).order_by("-id").first()


def open_no_news(rows: QuerySet[Issue] | None = None) -> QuerySet[Issue]:
    """Of these issues (all that the walls show) those in which there is no news of somebody still, the oldest first."""
    found = open_alarms() if rows is None else rows
    return found.filter(kind=IssueKind.MISSING_CONTACT).order_by("recorded_at", "id")


def open_alarms(organisation_id: uuid.UUID | None = None) -> QuerySet[Issue]:
    """The urgent issues of an organisation (all that the walls show) that are open."""
    rows = Issue.objects.live().filter(is_urgent=True, status__in=[*OPEN])
    return rows if organisation_id is None else rows.filter(organisation_id=organisation_id)


def add_alarm(by: Actor, issue: Issue, command: ReceiveIssue) -> bool:
    """Add the alarm to the open issue; False where that cannot be: then it opens one of its own."""
    try:
        with transaction.atomic():
            note = _note(issue, command)
            follow_up_alarm(by=by, issue=issue, note=note, next_follow_up_on=command.next_follow_up_on)
    except (Problem, Problems, gate.Forbidden) as refused:
        _log.error("an alarm could not be added to an open issue: %s", type(refused).__name__)
        return False
    return True


def _note(issue: Issue, command: ReceiveIssue) -> str:
    """What this alarm says, with what the issue does not know yet: what danger, who calls, her number, and of her what
    is written otherwise."""
    lines = [command.description]
    with translation.override(settings.LANGUAGE_CODE):
        if command.kind not in (issue.kind, IssueKind.OTHER):
            lines.insert(0, capfirst(str(IssueKind(command.kind).label)))
        lines += [f"{capfirst(name)}: {value}" for name, value in _of_her(issue, command)]
    known = (issue.caller_name, issue.person.name if issue.person is not None else "")
    name = command.caller_name if command.caller_name not in known else ""
    phone = command.caller_phone if command.caller_phone != issue.caller_phone else ""
    more = " ".join(one for one in (name, phone) if one and one not in command.description)
    # The sign keeps digits that end the words apart from the number: joined they may seem an Aadhaar number.
    return "\n".join([line for line in lines if line] + ([f"☎ {more}"] if more else []))


def _of_her(issue: Issue, command: ReceiveIssue) -> list[tuple[str, str]]:
    """(what, value) of village, age and sex, where the issue does not say the same, in the active language."""
    new = [name for name in _OF_HER if getattr(command, name) not in (None, "", getattr(issue, name))]
    values = {name: str(getattr(command, name)) for name in new}
    if "sex" in values:
        values["sex"] = str(Sex(command.sex).label)
    fields = {one.name: one.verbose_name for one in Issue._meta.concrete_fields}
    return [(str(fields[name]), value) for name, value in values.items()]


def _lock(command: ReceiveIssue) -> None:
    """One at a time: of two that tell of one journey, person or number at once, the second finds the first's issue."""
    whom = command.person.pk if command.person is not None else command.about_journey or command.caller_phone
    if whom:
        with connection.cursor() as cursor:
            key = f"alarm:{command.organisation}:{whom}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
