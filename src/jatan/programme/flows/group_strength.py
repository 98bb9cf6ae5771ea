"""How a group is doing: facts by quarter, each from rows on record. No score is made of them.

Meetings held against those agreed, people present, who left from its village and was registered before, whether its
office-bearers were trained, which books it keeps. A forum that has not met for long is listed for its coordinator.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, Count, DateField, F, Max, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncQuarter

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.periods import Period, quarter
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.activities.models import Activity
from jatan.programme.activities.selectors import activities, participations
from jatan.programme.groups.choices import GroupKind, Rhythm
from jatan.programme.groups.models import BookCheck, Group, Membership
from jatan.programme.groups.selectors import book_checks, groups, memberships
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import journeys

QUARTERS: Final = 5  # the running one and a year before it, so that a season is seen beside the same season
_DAYS_BETWEEN: Final[Mapping[str, int]] = {Rhythm.WEEK: 7, Rhythm.FORTNIGHT: 14, Rhythm.MONTH: 30, Rhythm.QUARTER: 91}
# After how many days without a meeting a forum is dormant: two of its agreed meetings fell out, or 90 days where
# nothing is agreed; never less than a month, in which a harvest or a festival may fall.
DORMANT_AFTER: Final[Mapping[str, int]] = {
    "": 90,
    Rhythm.WEEK: 30,
    Rhythm.FORTNIGHT: 30,
    Rhythm.MONTH: 60,
    Rhythm.QUARTER: 182,
}
_TRAININGS: Final = (ActivityKind.QUARTERLY_TRAINING, ActivityKind.BLOCK_TRAINING)


@dataclass(frozen=True, slots=True)
class QuarterFacts:
    """One quarter. `period` ends today in the running one. `planned`: None where the group agreed on no rhythm.

    `present`: people at a meeting on average, rounded; None without a meeting. `left`: journeys of members or from the
    group's village, `registered`: those of them that were registered on the day of leaving or before; None for readers
    of no journeys.
    """

    period: Period
    held: int
    planned: int | None
    present: int | None
    left: int | None
    registered: int | None


@dataclass(frozen=True, slots=True)
class OfficeBearer:
    """A member with an office. `trained_on`: the newest training at which she is named, by its kind or because it was a
    session of a phased training; None if there is none."""

    membership: Membership
    trained_on: dt.date | None


@dataclass(frozen=True, slots=True)
class GroupStrength:
    """All facts of one group, the oldest quarter first. `unregistered`: journeys of these quarters that began before
    they were registered, the newest first. `dormant_since`: the day after which it should have met; None if it did.
    """

    quarters: tuple[QuarterFacts, ...]
    last_met_on: dt.date | None
    dormant_since: dt.date | None
    members: int
    office_bearers: tuple[OfficeBearer, ...]
    books: BookCheck | None
    meetings: tuple[Activity, ...]
    unregistered: tuple[Journey, ...]

    @property
    def trained(self) -> int:
        return sum(one.trained_on is not None for one in self.office_bearers)


def group_strength(by: Actor, group: Group) -> GroupStrength:
    """The facts of a group within reach, from at most eight queries."""
    today = clock.today()
    periods = _quarters(today)
    since = periods[0].start
    meetings = tuple(activities(by).filter(group=group, held_on__range=(since, today)))
    left = _left_by_quarter(by, group, since, today)
    last = last_met_on(by, group)
    return GroupStrength(
        quarters=tuple(_facts(group, one, meetings, left) for one in periods),
        last_met_on=last,
        dormant_since=dormant_since(group, last, today),
        members=memberships(by, group).filter(left_on__isnull=True).count(),
        office_bearers=_office_bearers(by, group),
        books=book_checks(by, group).first(),
        meetings=meetings,
        unregistered=tuple(
            _left(by, group, since, today).filter(registered_on__gt=F("leaves_on")).order_by("-leaves_on", "-id")
        ),
    )


def last_met_on(by: Actor, group: Group) -> dt.date | None:
    """The day of the newest meeting of this group (a MonthOnly where no day is known); None if none is on record."""
    newest = activities(by).filter(group=group).first()
    return newest.held if newest else None


def dormant_forums(by: Actor) -> QuerySet[Group]:
    """Migrant forums of the actor's own organisations that have not met for longer than DORMANT_AFTER.

    Each with `met_on` (its newest meeting, or None); those that never met first, then the longest silent. A forum that
    was formed since then, or is dissolved, is not listed.
    """
    today = clock.today()
    limits = [
        When(meets_every=rhythm, then=Value(today - dt.timedelta(days=days))) for rhythm, days in DORMANT_AFTER.items()
    ]
    live_meetings = Q(activities__withdrawn_at__isnull=True)
    rows = groups(by).filter(kind=GroupKind.FORUM, dissolved_on__isnull=True, organisation_id__in=by.home_organisations)
    return (
        rows.annotate(met_on=Max("activities__held_on", filter=live_meetings))
        .annotate(limit=Case(*limits, output_field=DateField()), known_on=Coalesce("met_on", "formed_on"))
        .filter(Q(known_on__isnull=True) | Q(known_on__lt=F("limit")))
        .order_by(F("met_on").asc(nulls_first=True), "id")
    )


def _quarters(today: dt.date) -> list[Period]:
    """The running quarter up to today and those before it, the oldest first."""
    found = [Period(quarter(today).start, today)]
    while len(found) < QUARTERS:
        found.insert(0, quarter(found[0].start - dt.timedelta(days=1)))
    return found


def _facts(
    group: Group,
    period: Period,
    meetings: Sequence[Activity],
    left: Mapping[dt.date, Mapping[str, int]] | None,
) -> QuarterFacts:
    present = [one.total for one in meetings if period.start <= one.held_on <= period.end]
    gone = None if left is None else left.get(period.start, {"left": 0, "registered": 0})
    return QuarterFacts(
        period=period,
        held=len(present),
        planned=_planned(group, period),
        present=round(sum(present) / len(present)) if present else None,
        left=gone["left"] if gone is not None else None,
        registered=gone["registered"] if gone is not None else None,
    )


def _planned(group: Group, period: Period) -> int | None:
    """How many meetings fall into the period by the agreed rhythm; None without one, 0 outside the group's life."""
    if not group.meets_every:
        return None
    first = max(period.start, group.formed_on or period.start)
    last = min(period.end, group.dissolved_on or period.end)
    return max(round(((last - first).days + 1) / _DAYS_BETWEEN[group.meets_every]), 0)


def dormant_since(group: Group, last: dt.date | None, today: dt.date) -> dt.date | None:
    """The day by which a group that last met on `last` should have met; None where it still may, or is dissolved."""
    known = last or group.formed_on
    if group.dissolved_on is not None or known is None:
        return None
    due = known + dt.timedelta(days=DORMANT_AFTER[group.meets_every])
    return due if due < today else None


def next_meeting_on(group: Group, last: dt.date | None) -> dt.date | None:
    """When the group meets next by its agreed rhythm; None where nothing is agreed, or no meeting is on record."""
    if not group.meets_every or last is None or group.dissolved_on is not None:
        return None
    return last + dt.timedelta(days=_DAYS_BETWEEN[group.meets_every])


def _left(by: Actor, group: Group, since: dt.date, until: dt.date) -> QuerySet[Journey]:
    """Journeys that began in these days: of the group's members, or from its village as written."""
    members = Membership.objects.live().filter(organisation_id=group.organisation_id, group=group)
    of_group = Q(person__in=members.values("person_id"))
    if group.village:
        of_group |= Q(place=group.place_id, village__iexact=group.village)
    rows = journeys(by).filter(organisation_id=group.organisation_id, leaves_on__range=(since, until))
    return rows.filter(of_group)


def _left_by_quarter(
    by: Actor, group: Group, since: dt.date, until: dt.date
) -> Mapping[dt.date, Mapping[str, int]] | None:
    if not by.reach(Permission.PEOPLE_SEE).has_rows:
        return None
    rows = (
        _left(by, group, since, until)
        .order_by()
        .values(start=TruncQuarter("leaves_on"))
        .annotate(left=Count("id"), registered=Count("id", filter=Q(registered_on__lte=F("leaves_on"))))
    )
    return {row["start"]: {"left": row["left"], "registered": row["registered"]} for row in rows}


def _office_bearers(by: Actor, group: Group) -> tuple[OfficeBearer, ...]:
    """Members with an office who have not left, the untrained first."""
    rows = list(memberships(by, group).filter(left_on__isnull=True).exclude(office=""))
    of_a_series = Q(activity__training_sessions__isnull=False, activity__training_sessions__withdrawn_at__isnull=True)
    named = (
        participations(by)
        .order_by()
        .filter(Q(activity__kind__in=_TRAININGS) | of_a_series, person__in=[row.person_id for row in rows])
        .values("person_id")
        .annotate(day=Max("activity__held_on"))
    )
    days: dict[uuid.UUID, dt.date] = {row["person_id"]: row["day"] for row in named} if rows else {}
    found = [OfficeBearer(row, days.get(row.person_id)) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.trained_on or dt.date.min, str(one.membership.pk))))
