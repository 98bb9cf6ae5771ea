"""Queries for issues, limited to the actor's reach. No query per row in lists."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import FETCH_RAISE, Case, F, Q, QuerySet, Value, When

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live, reachable
from jatan.programme.villages.selectors import same_writings
from jatan_names import names

__all__ = [
    "IS_URGENT",
    "find_issue",
    "follow_ups",
    "issues",
    "issues_to_ask_again",
    "other_waiting_issues",
    "overdue_follow_ups",
    "queue",
    "search",
    "still_urgent",
    "urgent_issues",
    "urgent_since",
]

_SEE = Permission.HELPDESK_SEE
_VILLAGES = 3000
_OPEN = Q(status__in=[str(status) for status in OPEN])
# Open urgent issues, which stand before all others.
IS_URGENT = Q(is_urgent=True) & _OPEN


def issues(by: Actor) -> QuerySet[Issue]:
    """Every issue within reach, newest first.

    Annotated with `shows_person`: whether the actor may see the linked person. When she may see the issue but not the
    person, a page shows the issue as if no person were linked.
    """
    rows = reachable(Issue, by=by, permission=_SEE, related=("person",))
    may_see = gate.reach_condition(by.reach(Permission.PEOPLE_SEE), by.account_id, model=Person, through="person")
    shown = Value(False) if may_see is None else Case(When(may_see, then=True), default=False)
    return rows.annotate(shows_person=shown).order_by("-received_on", "-id")


def find_issue(by: Actor, issue_id: uuid.UUID) -> Issue:
    """One issue within reach. Raises Issue.DoesNotExist, also when it is forbidden."""
    return issues(by).get(id=issue_id)


def search(
    by: Actor,
    text: str,
    *,
    people: Collection[uuid.UUID] = (),
    journeys: Collection[uuid.UUID] = (),
    has_names: bool = True,
) -> QuerySet[Issue]:
    """Issues by the caller's name or village in either script, telephone number or reference number.

    None for an empty text. `people`, `journeys`: ids of those that the text means; issues about them are found too.
    `has_names` False: the text is neither a name nor a village.
    """
    phone, words, plain = parse_phone(text), names.fold(text).split(), text.strip()
    if not plain:
        return issues(by).none()
    found = Q(reference_number__in={plain, plain.upper()}) | Q(person_id__in=people) | Q(about_journey__in=journeys)
    if phone:
        found |= Q(caller_phone=phone)
    elif words and has_names:
        every_word = Q()
        for word in words:
            every_word &= Q(caller_fold__contains=word)
        found |= every_word | Q(reference_number__iexact=plain) | Q(village__in=_villages(by, "".join(words)))
    return issues(by).filter(found)


def _villages(by: Actor, fold: str) -> list[str]:
    """Villages of issues within reach whose folded name starts with `fold`, and those said to be the same."""
    written = issues(by).exclude(village="").order_by().values_list("village", flat=True).distinct()[:_VILLAGES]
    found = [village for village in written if names.fold(village).replace(" ", "").startswith(fold)]
    return sorted(same_writings(by, found))


def queue(by: Actor) -> QuerySet[Issue]:
    """Open issues: urgent ones first, the newest first; then the others, the oldest first."""
    day, moment = (Case(When(is_urgent=True, then=F(name))) for name in ("received_on", "recorded_at"))
    newest = (day.desc(nulls_last=True), moment.desc(nulls_last=True))
    return issues(by).filter(_OPEN).order_by("-is_urgent", *newest, "received_on", "id")


def overdue_follow_ups(by: Actor, *, on: dt.date | None = None) -> QuerySet[Issue]:
    """Open issues whose next follow-up is due on or before `on` (today), the longest overdue first."""
    due = Q(next_follow_up_on__lte=on or clock.today())
    return issues(by).filter(_OPEN, due).order_by("next_follow_up_on", "id")


def urgent_issues(by: Actor) -> QuerySet[Issue]:
    """The urgent part of the queue, the newest first. The three parts have no issue in common."""
    return queue(by).filter(is_urgent=True)


def issues_to_ask_again(by: Actor) -> QuerySet[Issue]:
    """The part of the queue that is not urgent and whose next follow-up is due, the longest overdue first."""
    return overdue_follow_ups(by).filter(is_urgent=False)


def other_waiting_issues(by: Actor) -> QuerySet[Issue]:
    """The rest of the queue, who waits longest first."""
    later = Q(next_follow_up_on__isnull=True) | Q(next_follow_up_on__gt=clock.today())
    return queue(by).filter(later, is_urgent=False)


def still_urgent(issue_id: uuid.UUID) -> bool:
    """True if this issue is open and urgent. Limited by row-level security only: for sending text messages."""
    return live(Issue).filter(_OPEN, id=issue_id, is_urgent=True).exists()


def urgent_since(changed_after: dt.datetime) -> QuerySet[Issue]:
    """Open urgent issues changed after that instant. Limited by row-level security only, for text messages."""
    return live(Issue).filter(_OPEN, is_urgent=True, changed_at__gt=changed_after).order_by("recorded_at", "id")


def follow_ups(by: Actor) -> QuerySet[IssueFollowUp]:
    """Every follow-up of issues within reach, newest first."""
    seen = issues(by).order_by().values("pk")
    rows: QuerySet[IssueFollowUp] = IssueFollowUp._default_manager.filter(withdrawn_at__isnull=True, issue__in=seen)
    related = rows.select_related("issue", "organisation", "place").fetch_mode(FETCH_RAISE)
    return related.order_by("-on", "-id")
