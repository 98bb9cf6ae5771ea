"""Queries for issues, limited to the actor's reach. No query per row in lists."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import (
    FETCH_RAISE,
    Case,
    Exists,
    F,
    ForeignObjectRel,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.alerts.models import Notified
from jatan.foundation.ledger.models import Revision
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.models import Issue, IssueFollowUp, IssueReading
from jatan.programme.people.models import Person
from jatan.programme.people.reach import countable, live, reachable
from jatan.programme.villages.selectors import same_writings
from jatan_names import names

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


def journeys_of_urgent_issues(by: Actor) -> QuerySet[Issue, Any]:
    """The ids of the journeys that `urgent_issues` are about, as a subquery."""
    rows = countable(Issue, by=by, permission=_SEE)
    return rows.filter(IS_URGENT, about_journey__isnull=False).values("about_journey")


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
    """Open urgent issues changed or alarmed of after that instant, with `alarmed_at`. Limited by row-level security
    only, for text messages."""
    rows = live(Issue).filter(_OPEN, is_urgent=True).annotate(alarmed_at=_alarmed_at())
    lately = Q(changed_at__gt=changed_after) | Q(alarmed_at__gt=changed_after)
    return rows.filter(lately).order_by("alarmed_at", "id")


def unopened_urgent(organisation_id: uuid.UUID, *, since: dt.datetime) -> QuerySet[Issue]:
    """Open urgent issues whose last alarm came after `since` and that nobody has opened since then, with `alarmed_at`,
    the oldest alarm first. Limited by row-level security only, for alerts."""
    opened = IssueReading.objects.filter(organisation_id=organisation_id, issue=OuterRef("pk"), until__isnull=True)
    rows = live(Issue).filter(_OPEN, organisation_id=organisation_id, is_urgent=True)
    lately = rows.annotate(alarmed_at=_alarmed_at()).filter(alarmed_at__gt=since)
    return lately.filter(~Exists(opened)).order_by("alarmed_at", "id")


def _alarmed_at() -> Any:
    """When the last alarm of an issue came: when it was recorded, or when what was told and opened before ended."""
    opened = IssueReading.objects.filter(organisation_id=OuterRef("organisation_id"), issue=OuterRef("pk"))
    ended = [
        Subquery(rows.filter(until__isnull=False).order_by("-until").values("until")[:1])
        for rows in (opened, Notified.objects.filter(about=OuterRef("pk")))
    ]
    return Greatest(F("recorded_at"), *ended)


def was_worked_on(issue: Issue) -> bool:
    """Whether anybody has done something about an issue since it was recorded, other than open it: changed it, asked
    again, written a letter, linked it to a project, or whatever else a table says of it. Limited by row-level security
    only."""
    about = {"organisation_id": issue.organisation_id}
    if Revision.objects.filter(**about, about=issue.pk).exists():
        return True
    links = [one for one in Issue._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)]
    found = ((one.related_model, one.remote_field.name) for one in links if one.related_model is not IssueReading)
    return any(model._base_manager.filter(**about, **{name: issue}).exists() for model, name in found)


def readings(issue: Issue) -> list[IssueReading]:
    """Who has opened an issue that the actor may see, and when, the first one first."""
    rows = IssueReading.objects.filter(organisation_id=issue.organisation_id, issue=issue)
    return list(rows.order_by("at", "id"))


def follow_ups(by: Actor) -> QuerySet[IssueFollowUp]:
    """Every follow-up of issues within reach, newest first."""
    seen = issues(by).order_by().values("pk")
    rows: QuerySet[IssueFollowUp] = IssueFollowUp._default_manager.filter(withdrawn_at__isnull=True, issue__in=seen)
    related = rows.select_related("issue", "organisation", "place").fetch_mode(FETCH_RAISE)
    return related.order_by("-on", "-id")
