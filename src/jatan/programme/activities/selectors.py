"""Queries for activities and their parts, limited to the actor's reach. No query per row in lists."""

import datetime as dt
import re
import uuid
from typing import TypedDict

from django.db.models import Count, F, Max, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast, Concat, Lower

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.text.digits import ascii_digits
from jatan.programme.activities.choices import GROUP_KIND_OF
from jatan.programme.activities.models import Activity, FollowUp, Participation, Photograph
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import groups
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live, reachable
from jatan_names import names

_SEE, _RECORD = Permission.ACTIVITIES_SEE, Permission.ACTIVITIES_RECORD
_ACTIVITY = ("activity", "activity__place")
_NEAR_ENOUGH = 0.6


class UnlinkedName(TypedDict):
    """One group name as written on meeting rows of one organisation, and how many rows have it.

    `place_count`: in how many villages (or blocks, where no village is written) the meetings were.
    """

    organisation_id: uuid.UUID
    kind: str
    group_fold: str
    written: str
    count: int
    last_held_on: dt.date
    example_village: str
    place_count: int


def activities(by: Actor) -> QuerySet[Activity]:
    """Every activity within reach, the latest first."""
    return reachable(Activity, by=by, permission=_SEE, related=("group", "group__place")).order_by("-held_on", "-id")


def find_recordable(by: Actor, activity_id: uuid.UUID) -> Activity:
    """One activity of an office for which the actor records. Raises Activity.DoesNotExist."""
    rows = reachable(Activity, by=by, permission=_RECORD, related=("group", "group__place"))
    return rows.get(id=activity_id)


def search_activities(by: Actor, text: str) -> QuerySet[Activity]:
    """Activities whose topic or title contains `text`, or with a similar group name; none for an empty text."""
    written, words = text.strip(), names.fold(text).split()
    if not written:
        return activities(by).none()
    found = Q(topic__icontains=written) | Q(title__icontains=written)
    if words:
        named = Q()
        for word in words:
            named &= Q(group_fold__contains=word)
        found |= named
    return activities(by).filter(found)


def follow_ups(by: Actor, activity: Activity | None = None) -> QuerySet[FollowUp]:
    """Follow-ups in the actor's own organisations, the open ones first, then the earliest due."""
    rows = _of_own_organisations(FollowUp, by).filter(activity__withdrawn_at__isnull=True)
    rows = rows if activity is None else rows.filter(activity=activity)
    return rows.order_by(F("done_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")


def due_follow_ups(by: Actor, until: dt.date) -> QuerySet[FollowUp]:
    """Open follow-ups due by `until`, the longest overdue first."""
    return follow_ups(by).filter(done_on__isnull=True, due_on__lte=until).order_by("due_on", "id")


def participations(by: Actor, activity: Activity | None = None) -> QuerySet[Participation]:
    """Named participants within reach; a row is included only when its person is within reach too."""
    rows = reachable(Participation, by=by, permission=_SEE, related=(*_ACTIVITY, "person", "person__place"))
    seen = gate.within_reach(live(Person), by=by, permission=Permission.PEOPLE_SEE)
    rows = rows.filter(activity__withdrawn_at__isnull=True, person__in=seen)
    return (rows if activity is None else rows.filter(activity=activity)).order_by("-id")


def photographs(by: Actor, activity: Activity | None = None) -> QuerySet[Photograph]:
    """Photographs of activities of the actor's own organisations, newest first."""
    rows = _of_own_organisations(Photograph, by).filter(activity__withdrawn_at__isnull=True)
    return (rows if activity is None else rows.filter(activity=activity)).order_by("-id")


def law_counts(by: Actor) -> dict[str, int]:
    """How many activities within reach concerned each law topic; topics without any are absent."""
    rows = gate.within_reach(live(Activity), by=by, permission=_SEE).exclude(law_topic="").order_by()
    return dict(rows.values("law_topic").annotate(number=Count("pk")).values_list("law_topic", "number"))


def unlinked_group_names(by: Actor) -> QuerySet[Activity, UnlinkedName]:
    """Group names on meeting rows that the actor may link to a group and nobody has, the most frequent first."""
    return (
        unlinked_activities(by)
        .order_by()
        .values("organisation_id", "kind", "group_fold")
        .annotate(
            written=Min("group_name"),
            count=Count("id"),
            last_held_on=Max("held_on"),
            example_village=Max("village"),
            place_count=Count(Concat(Cast("place_id", TextField()), Lower("village")), distinct=True),
        )
        .order_by("-count", "group_fold", "kind")
    )


def unlinked_activities(by: Actor) -> QuerySet[Activity]:
    """The meeting rows of `unlinked_group_names`."""
    rows = gate.within_reach(live(Activity), by=by, permission=_RECORD)
    return rows.filter(group__isnull=True).exclude(group_fold="").order_by("-held_on", "-id")


def link_candidates(by: Actor, organisation_id: uuid.UUID, kind: str, group_name: str, limit: int = 5) -> list[Group]:
    """Groups of the organisation with a similar name, the most similar first. A person decides which is meant.

    Only groups of the kind that the activity's names mean, and none whose name has other digits.
    """
    rows = groups(by).filter(organisation_id=organisation_id)
    if kind in GROUP_KIND_OF:
        rows = rows.filter(kind=GROUP_KIND_OF[kind])
    scored = [(names.similarity(group_name, group.name), group) for group in rows]
    digits = _digits(group_name)
    near = [
        (score, group)
        for score, group in scored
        if score >= _NEAR_ENOUGH and (not digits or _digits(group.name) in (digits, []))
    ]
    return [group for _score, group in sorted(near, key=lambda pair: (-pair[0], pair[1].name))[:limit]]


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", ascii_digits(name))


def _of_own_organisations[M: (FollowUp, Photograph)](model: type[M], by: Actor) -> QuerySet[M]:
    """Rows within reach of the actor's own organisations: their words and pictures are personal."""
    rows = reachable(model, by=by, permission=_SEE, related=_ACTIVITY)
    return rows.filter(organisation_id__in=by.home_organisations)
