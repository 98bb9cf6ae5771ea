"""Notifies colleagues of urgent issues by a text that says only that something urgent waits.

Whoever has chosen what she is told, and how, is told by `intake.alerts` and gets no text from here. Whether an issue
was notified is read from the outbox: all its texts are queued in one transaction, so a worker killed at any moment has
notified all recipients or none, and never twice.
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
from jatan.foundation.access.permissions import CARETAKERS, CARETAKING, TABLE, Level, Permission, Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.selectors import accounts_that_chose
from jatan.foundation.network.selectors import caretaker_on, has_left
from jatan.intake.messaging.choices import Purpose
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor, quiet_until, sending_rules_of
from jatan.intake.messaging.outbox import queue_message
from jatan.intake.messaging.texts import languages
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import CALLS_FOR_HELP
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import urgent_since
from jatan.programme.safeguarding.stand_ins import stand_ins_on

__all__ = ["Colleague", "notification_recipients", "notify_colleagues"]

# Older issues are not notified, so that a colleague who saves her number today gets no texts about last month.
_NOTIFY_WITHIN: Final = dt.timedelta(days=1)
_BATCH_SIZE: Final = 200
# Roles that may record issues for the whole organisation, and so may act on each of them.
_ROLES: Final = tuple(
    role for role in Role if role is not Role.MACHINE and role is not Role.IMPORTER
    and Level.ORGANISATION in TABLE[role].get(Permission.HELPDESK_RECORD, ())
)  # fmt: skip
# Roles in a caretaker's office that may do the same for a member that has left.
_CARETAKER_ROLES: Final = tuple(
    role for role, acts_as in CARETAKERS.items() if acts_as in _ROLES and Permission.HELPDESK_RECORD in CARETAKING
)


@dataclass(frozen=True)
class Colleague:
    """An account that may act on an organisation's issues; `phone` is empty where it has no number."""

    account_id: uuid.UUID
    name: str
    phone: str
    language: str


def notify_colleagues() -> int:
    """Queue texts about urgent issues that were not notified yet; return how many texts were queued."""
    everyone = all_organisation_ids()
    with acting_as(messaging_actor(everyone)):
        notified = OutMessage.objects.filter(organisation_id=OuterRef("organisation_id"), about_issue=OuterRef("pk"))
        new_issues = urgent_since(clock.now() - _NOTIFY_WITHIN).filter(~Exists(notified), organisation_id__in=everyone)
        waiting: dict[uuid.UUID, list[uuid.UUID]] = {}
        for organisation_id, issue_id in new_issues.values_list("organisation_id", "id")[:_BATCH_SIZE]:
            waiting.setdefault(organisation_id, []).append(issue_id)
    count = 0
    for organisation_id, issues in waiting.items():
        with acting_as(messaging_actor([organisation_id])):
            reachable = [colleague for colleague in notification_recipients(organisation_id) if colleague.phone]
        chosen = accounts_that_chose(colleague.account_id for colleague in reachable)
        reachable = [colleague for colleague in reachable if colleague.account_id not in chosen]
        if reachable:
            count += sum(_notify(organisation_id, issue_id, reachable) for issue_id in issues)
    return count


def notification_recipients(organisation_id: uuid.UUID) -> list[Colleague]:
    """Accounts that may act on every issue of the organisation today, sorted by name; a stand-in replaces who is away.

    A stand-in without a number replaces nobody. The caller's row-level security must show the organisation's stand-ins.
    After the last day of a member they are those of its caretaker; a stand-in there may not act on its issues.
    """
    today = clock.today()
    left = has_left(organisation_id, today)
    office, roles = (caretaker_on(organisation_id, today), _CARETAKER_ROLES) if left else (organisation_id, _ROLES)
    posts = Posting.objects.filter(organisation=office, role__in=roles).in_force(today)
    own = set(posts.values_list("account_id", flat=True))
    stand_ins = {} if left else stand_ins_on(organisation_id, today)
    known = {row.pk: row for row in _accounts({*own, *(stand_ins[one] for one in own if one in stand_ins)})}
    found = {}
    for account in own:
        stand_in = known.get(stand_ins.get(account, account))
        chosen = stand_in if stand_in is not None and stand_in.phone else known.get(account)
        if chosen is not None:
            found[chosen.pk] = Colleague(chosen.pk, chosen.name, chosen.phone, chosen.language)
    return sorted(found.values(), key=lambda one: (one.name, one.account_id))


def _notify(organisation_id: uuid.UUID, issue_id: uuid.UUID, colleagues: Sequence[Colleague]) -> int:
    """Queue all texts about one issue or none; return how many. The account that recorded the issue gets none."""
    with acting_as(messaging_actor([organisation_id])) as by, transaction.atomic():
        rows = Issue.objects.select_related("place").select_for_update(of=("self",), no_key=True)
        issue = rows.get(organisation_id=organisation_id, pk=issue_id)
        if OutMessage.objects.filter(organisation_id=organisation_id, about_issue=issue_id).exists():
            return 0
        recipients = [colleague for colleague in colleagues if colleague.account_id != issue.recorded_by]
        for colleague in recipients:
            _queue_text(by, issue, colleague)
        return len(recipients)


def _queue_text(by: Actor, issue: Issue, colleague: Colleague) -> None:
    morning = None
    if issue.origin not in CALLS_FOR_HELP:
        morning = quiet_until(sending_rules_of(issue.organisation_id), clock.now())
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
