"""Urgent issues are told to the colleagues who may act, by a text that says nothing but that something waits.

Whether an issue has been told is read from the outbox: all its texts are queued in one transaction, so that a worker
killed at any moment has told of it once or will, and never twice.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import TABLE, Level, Permission, Role
from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import Purpose
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import everybody, machine, quiet_until, rules_of
from jatan.intake.messaging.outbox import queue_message
from jatan.intake.messaging.texts import languages
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import Origin
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import urgent_since
from jatan.programme.safeguarding.stand_ins import stand_ins_on

__all__ = ["Colleague", "colleagues_told", "tell_colleagues"]

# What is older was urgent before texts went out: whoever saves her number today is not told of last month.
_FRESH: Final = dt.timedelta(days=1)
_AT_ONCE: Final = 200
# Somebody asked for help in her own words or by a button: no quiet hours hold this back.
_CALLS: Final = (Origin.PASS, Origin.MESSAGE, Origin.CONTACT)
# Whoever may record issues of the whole organisation may act on every one of them.
_ROLES: Final = tuple(
    role for role in Role if role is not Role.MACHINE and role is not Role.IMPORTER
    and Level.ORGANISATION in TABLE[role].get(Permission.HELPDESK_RECORD, ())
)  # fmt: skip


@dataclass(frozen=True)
class Colleague:
    """Somebody who may act on the issues of an organisation; `phone` is empty where she keeps none."""

    account_id: uuid.UUID
    name: str
    phone: str
    language: str


def tell_colleagues() -> int:
    """Queue the texts about urgent issues that nobody has been told of; answers how many are new."""
    everyone = everybody()
    with acting_as(machine(everyone)):
        told = OutMessage.objects.filter(organisation_id=OuterRef("organisation_id"), about_issue=OuterRef("pk"))
        fresh = urgent_since(clock.now() - _FRESH).filter(~Exists(told), organisation_id__in=everyone)
        waiting: dict[uuid.UUID, list[uuid.UUID]] = {}
        for organisation_id, issue_id in fresh.values_list("organisation_id", "id")[:_AT_ONCE]:
            waiting.setdefault(organisation_id, []).append(issue_id)
    count = 0
    for organisation_id, issues in waiting.items():
        with acting_as(machine([organisation_id])):
            reached = [colleague for colleague in colleagues_told(organisation_id) if colleague.phone]
        if reached:
            count += sum(_tell(organisation_id, issue_id, reached) for issue_id in issues)
    return count


def colleagues_told(organisation_id: uuid.UUID) -> list[Colleague]:
    """Whoever may act on every issue of the organisation today, by name; who is away is stood in for.

    Where the stand-in keeps no number, she who is away is told all the same. Behind walls that show the organisation's
    stand-ins.
    """
    posts = Posting.objects.filter(organisation_id=organisation_id, role__in=_ROLES).in_force(clock.today())
    own = set(posts.values_list("account_id", flat=True))
    stand_ins = stand_ins_on(organisation_id, clock.today())
    known = {row.pk: row for row in _accounts({*own, *(stand_ins[one] for one in own if one in stand_ins)})}
    found = {}
    for account in own:
        stand_in = known.get(stand_ins.get(account, account))
        chosen = stand_in if stand_in is not None and stand_in.phone else known.get(account)
        if chosen is not None:
            found[chosen.pk] = Colleague(chosen.pk, chosen.name, chosen.phone, chosen.language)
    return sorted(found.values(), key=lambda one: (one.name, one.account_id))


def _tell(organisation_id: uuid.UUID, issue_id: uuid.UUID, reached: Sequence[Colleague]) -> int:
    """Every text about one issue, or none. Whoever wrote it down herself knows of it."""
    with acting_as(machine([organisation_id])) as by, transaction.atomic():
        rows = Issue.objects.select_related("place").select_for_update(of=("self",), no_key=True)
        issue = rows.get(organisation_id=organisation_id, pk=issue_id)
        if OutMessage.objects.filter(organisation_id=organisation_id, about_issue=issue_id).exists():
            return 0
        told = [colleague for colleague in reached if colleague.account_id != issue.recorded_by]
        for colleague in told:
            _queue(by, issue, colleague)
        return len(told)


def _queue(by: Actor, issue: Issue, colleague: Colleague) -> None:
    morning = None
    if issue.origin not in _CALLS:
        morning = quiet_until(rules_of(issue.organisation_id), clock.now())
    queue_message(
        by=by,
        command=QueueMessage(
            organisation=issue.organisation_id,
            place=issue.place,
            reference=f"urgent:{issue.pk}:{colleague.account_id}",
            purpose=Purpose.URGENT.value,
            phone=colleague.phone,
            language=colleague.language if colleague.language in languages() else "",
            about_issue=issue.pk,
            is_urgent=True,
            not_before=morning,
        ),
    )


def _accounts(ids: Iterable[uuid.UUID]) -> list[Account]:
    return list(Account.objects.filter(id__in=list(ids), is_active=True))
