"""What waits for somebody, by kind of alert: ids only, asked with the same queries as her home page.

Each function is called inside `acting_as` of this very actor, so nothing she may not see is counted.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.db.models import QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.alerts.choices import Kind
from jatan.foundation.operation.clock_watch import is_in_doubt
from jatan.intake.calls import selectors as calls
from jatan.intake.fieldbook.held_rows import waiting_rows
from jatan.intake.messaging import selectors as messaging
from jatan.programme.cases.file.alerts import open_alerts
from jatan.programme.cases.waiting_work import letters_waiting
from jatan.programme.helpdesk import selectors as helpdesk
from jatan.programme.helpdesk.choices import CALLS_FOR_HELP
from jatan.programme.helpdesk.models import Issue
from jatan.programme.safeguarding import selectors as safeguarding

# More of one kind are not looked at: whoever has so many waiting is told of those.
_MOST: Final = 500


def waiting_for(by: Actor, kinds: Iterable[str]) -> dict[str, set[uuid.UUID]]:
    """Kind -> ids of what waits for this actor."""
    return {kind: WAITING[kind](by) for kind in kinds if kind in WAITING}


def _calls(by: Actor) -> set[uuid.UUID]:
    found = _ids(_urgent_issues(by).filter(origin__in=CALLS_FOR_HELP)) if by.may(Permission.HELPDESK_RECORD) else set()
    if by.may(Permission.CALLS_ANSWER):
        found |= _ids(calls.unanswered(by))
    if by.may(Permission.MESSAGES_SEND):
        found |= _ids(messaging.waiting(by).filter(is_urgent=True))
    return found


def _urgent(by: Actor) -> set[uuid.UUID]:
    """Other urgent issues, and hard stops that are none of them yet."""
    found: set[uuid.UUID] = set()
    handed_over: QuerySet[Issue] | None = None
    if by.may(Permission.HELPDESK_RECORD):
        found |= _ids(_urgent_issues(by).exclude(origin__in=CALLS_FOR_HELP))
        handed_over = helpdesk.urgent_issues(by).filter(about_journey__isnull=False).order_by()
    if by.may(Permission.PEOPLE_RECORD):
        stops = safeguarding.open_triggers(by)
        if handed_over is not None:
            stops = stops.exclude(journey__in=handed_over.values("about_journey"))
        found |= _ids(stops)
    return found


def _contacts(by: Actor) -> set[uuid.UUID]:
    """Steps of the ladder that are hers, and those that were not taken in time below her, if the time is sure."""
    if not by.may(Permission.PEOPLE_RECORD):
        return set()
    mine = safeguarding.steps(by).filter(
        acknowledged_at__isnull=True,
        escalation__closed_at__isnull=True,
        by_whom__in=safeguarding.assignee_codes(by),
    )
    if is_in_doubt():
        return _ids(mine)
    late = {row.pk for row in safeguarding.overdue(by)[:_MOST] if row.is_mine}  # type: ignore[attr-defined]
    return _ids(mine) | late


def _case_work(by: Actor) -> set[uuid.UUID]:
    """Letters to her teams, and unusual reading that she answers for. Without keys nobody knows what a file wants."""
    if not by.may(Permission.CASES_RECORD):
        return set()
    return set(letters_waiting(by).ids) | {row.pk for row in open_alerts(by)}


def _field_book(by: Actor) -> set[uuid.UUID]:
    """Rows of phones that could not be recorded by themselves."""
    return _ids(waiting_rows(by))


def _urgent_issues(by: Actor) -> QuerySet[Issue]:
    """Urgent issues, without those that she recorded herself."""
    return helpdesk.urgent_issues(by).exclude(recorded_by=by.account_id)


def _ids(rows: QuerySet[object]) -> set[uuid.UUID]:  # type: ignore[type-var]
    return set(rows.order_by().values_list("pk", flat=True)[:_MOST])


# The kinds that this house can tell of, the most urgent first.
WAITING: Final[Mapping[str, Callable[[Actor], set[uuid.UUID]]]] = {
    Kind.CALL.value: _calls,
    Kind.URGENT.value: _urgent,
    Kind.CONTACT.value: _contacts,
    Kind.CASE.value: _case_work,
    Kind.FIELD_BOOK.value: _field_book,
}
