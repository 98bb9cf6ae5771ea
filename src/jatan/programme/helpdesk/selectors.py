"""Reading issues, already narrowed by the gate. Lists never query per row."""

import datetime as dt
import uuid

from django.db.models import FETCH_RAISE, DateField, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock, names
from jatan.kernel.numbers import parse_phone
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.people.reaching import reachable

__all__ = ["find_issue", "follow_ups", "issues", "overdue_follow_ups", "queue", "search"]

_SEE = Permission.HELPDESK_SEE


def issues(by: Actor) -> QuerySet[Issue]:
    """Every issue within reach, newest first."""
    return reachable(Issue, by=by, permission=_SEE, related=("person",)).order_by("-received_on", "-id")


def find_issue(by: Actor, issue_id: uuid.UUID) -> Issue:
    """One issue within reach. Raises Issue.DoesNotExist, for a forbidden one too."""
    return issues(by).get(id=issue_id)


def search(by: Actor, text: str) -> QuerySet[Issue]:
    """Issues by the caller's name in either script, telephone number or reference number; none for an empty text."""
    phone, words = parse_phone(text), names.fold(text).split()
    if not text.strip():
        return issues(by).none()
    found = Q(reference_number__iexact=text.strip())
    if phone:
        found |= Q(caller_phone=phone)
    if words:
        every_word = Q()
        for word in words:
            every_word &= Q(caller_fold__contains=word)
        found |= every_word
    return issues(by).filter(found)


def queue(by: Actor) -> QuerySet[Issue]:
    """Open issues, urgent ones first and then the oldest, each with `days_open`: whole days since it was received."""
    today = Cast(Value(clock.today(), output_field=DateField()), DateField())
    days = Func(today, F("received_on"), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())
    return issues(by).filter(_open()).annotate(days_open=days).order_by("-is_urgent", "received_on", "id")


def overdue_follow_ups(by: Actor, *, on: dt.date | None = None) -> QuerySet[Issue]:
    """Open issues whose next follow-up is due on that day (today) or was before it, longest due first."""
    due = Q(next_follow_up_on__lte=on or clock.today())
    return issues(by).filter(_open(), due).order_by("next_follow_up_on", "id")


def follow_ups(by: Actor) -> QuerySet[IssueFollowUp]:
    """Every follow-up of issues within reach, newest first."""
    seen = issues(by).order_by().values("pk")
    rows: QuerySet[IssueFollowUp] = IssueFollowUp._default_manager.filter(withdrawn_at__isnull=True, issue__in=seen)
    related = rows.select_related("issue", "organisation", "place").fetch_mode(FETCH_RAISE)
    return related.order_by("-on", "-id")


def _open() -> Q:
    return Q(status__in=[str(status) for status in OPEN])
