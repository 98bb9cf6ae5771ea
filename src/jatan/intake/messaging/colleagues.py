"""Notifies colleagues of urgent issues by a text that says only that something urgent waits.

Whoever has chosen what she is told, and how, is told by `intake.alerts` and gets no text from here. Whether an issue
was notified is read from the outbox and from what was noted as told: all its texts are queued in one transaction, so a
worker killed at any moment has notified all recipients or none, and never twice.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import CARETAKERS, CARETAKING, TABLE, Level, Permission, Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.choices import Kind
from jatan.foundation.alerts.models import Notified
from jatan.foundation.alerts.selectors import accounts_that_chose
from jatan.foundation.network.selectors import caretaker_on, has_left
from jatan.intake.messaging.choices import OutState, Purpose
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.gateways.chosen import configured_gateway
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.intake.messaging.outbox import queue_message
from jatan.intake.messaging.texts import languages
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import CALLS_FOR_HELP
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import urgent_since
from jatan.programme.safeguarding.stand_ins import stand_ins_on

# Older issues are not notified, so that a colleague who saves her number today gets no texts about last month.
_NOTIFY_WITHIN: Final = dt.timedelta(days=1)
# Of more that come at once, as a first workbook brings them, everybody gets one text about all of them.
_ONE_BY_ONE: Final = 5
_log = logging.getLogger(__name__)
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
        new_issues = _not_texted().filter(organisation_id__in=everyone)
        waiting: dict[uuid.UUID, list[uuid.UUID]] = {}
        for organisation_id, issue_id in new_issues.values_list("organisation_id", "id"):
            waiting.setdefault(organisation_id, []).append(issue_id)
    return sum(_notify_organisation(organisation_id, issues) for organisation_id, issues in waiting.items())


def _notify_organisation(organisation_id: uuid.UUID, issues: Sequence[uuid.UUID]) -> int:
    """A failure is logged and tried again by the next round: it silences no other organisation."""
    try:
        with acting_as(messaging_actor([organisation_id])):
            reachable = _texted(organisation_id)
        if not reachable:
            return 0
        together = [[one] for one in issues] if len(issues) <= _ONE_BY_ONE else [issues]
        return sum(_notify(organisation_id, some, reachable) for some in together)
    except Exception as error:
        _log.error("nobody is told in organisation %s: %s", organisation_id, type(error).__name__)
        return 0


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


def texted_at_first(organisation_id: uuid.UUID, issues: Sequence[Issue]) -> set[uuid.UUID]:
    """Those of these urgent issues, with `alarmed_at`, of which some colleague gets a text: perhaps it is not queued
    yet. None where no way to send texts is set up; a text that has failed or was refused reaches nobody.

    The caller's row-level security must show the organisation's texts and stand-ins.
    """
    if configured_gateway() is None:
        return set()
    reachable = _texted(organisation_id)
    texts = [
        (issue.pk, _reference(issue, one))
        for issue in issues
        for one in reachable
        if one.account_id != issue.recorded_by
    ]
    rows = OutMessage.objects.filter(organisation_id=organisation_id, state__in=(OutState.FAILED, OutState.REFUSED))
    gone = set(
        rows.filter(reference__in=[reference for _issue, reference in texts]).values_list("reference", flat=True)
    )
    return {issue for issue, reference in texts if reference not in gone}


def _texted(organisation_id: uuid.UUID) -> list[Colleague]:
    """Who gets a text of each urgent issue, having chosen nothing else."""
    with_phone = [colleague for colleague in notification_recipients(organisation_id) if colleague.phone]
    chosen = accounts_that_chose(colleague.account_id for colleague in with_phone)
    return [colleague for colleague in with_phone if colleague.account_id not in chosen]


def _notify(organisation_id: uuid.UUID, issues: Sequence[uuid.UUID], colleagues: Sequence[Colleague]) -> int:
    """Queue one text about these issues to each colleague, or none at all; return how many texts. The account that
    recorded an issue gets none about it.

    Whoever is told is noted, and in quiet hours too: an urgent issue is danger until somebody has looked.
    """
    with acting_as(messaging_actor([organisation_id])) as by, transaction.atomic():
        mine = Issue.objects.filter(organisation_id=organisation_id, pk__in=issues)
        list(mine.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))
        accounts = [colleague.account_id for colleague in colleagues]
        notified = Notified.objects.filter(account_id__in=accounts, about=OuterRef("pk"), step=0, until__isnull=True)
        fresh = list(_not_texted().filter(~Exists(notified), pk__in=issues).select_related("place"))
        number = 0
        for colleague in colleagues:
            of_others = [issue for issue in fresh if issue.recorded_by != colleague.account_id]
            if of_others:
                _queue_text(by, of_others, colleague)
                number += 1
        return number


def _not_texted() -> QuerySet[Issue]:
    """Urgent issues of these days about which no text was queued since the last alarm."""
    texts = OutMessage.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        about_issue=OuterRef("pk"),
        recorded_at__gte=OuterRef("alarmed_at"),
    )
    return urgent_since(clock.now() - _NOTIFY_WITHIN).filter(~Exists(texts))


def _queue_text(by: Actor, issues: Sequence[Issue], colleague: Colleague) -> None:
    for issue in issues:
        kind = Kind.CALL if issue.origin in CALLS_FOR_HELP else Kind.URGENT
        Notified.objects.get_or_create(account_id=colleague.account_id, kind=kind, about=issue.pk, step=0, until=None)
    first = issues[0]
    queue_message(
        by=by,
        command=QueueMessage(
            organisation=first.organisation_id,
            place=first.place,
            reference=_reference(first, colleague),
            purpose=Purpose.URGENT.value,
            phone=colleague.phone,
            language=colleague.language if colleague.language in languages() else "",
            # A text about many is sent though one of them is dealt with.
            about_issue=first.pk if len(issues) == 1 else None,
            is_urgent=True,
        ),
    )


def _reference(issue: Issue, colleague: Colleague) -> str:
    """Another one for each alarm of an issue; its instant in seconds, as far as eighty letters hold it."""
    alarmed_at = issue.alarmed_at  # type: ignore[attr-defined]
    if alarmed_at == issue.recorded_at:
        return f"urgent:{issue.pk}:{colleague.account_id}"
    return f"again:{issue.pk.hex}:{colleague.account_id.hex}:{int(alarmed_at.timestamp()) % 10**8}"


def _accounts(ids: Iterable[uuid.UUID]) -> list[Account]:
    return list(Account.objects.filter(id__in=list(ids), is_active=True))
