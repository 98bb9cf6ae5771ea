"""Queries about month-ends, limited to what the actor reaches: which months are complete, and what waits."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Min, Q, QuerySet

from jatan.evidence.months.choices import DECLARED, State, Status
from jatan.evidence.months.models import MonthEnd
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Revision
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import members
from jatan.kernel import clock
from jatan.kernel.periods import Period, month_of, months_before, months_between

# A table of months shows at most these many, the newest ones.
LONGEST = 60
# The home page reminds of these many months that are over, not of years before the house began.
REMINDED = 6
# Members have these days after a month before the secretariat is told that they have not reported.
_TIME_TO_REPORT = dt.timedelta(days=5)


@dataclass(frozen=True)
class Completeness:
    """Which months of which members are complete. `months`: those of a period that are over, the oldest first.

    `left_out`: how many earlier months of the period are not listed.
    """

    period: Period
    members: tuple[Organisation, ...]
    months: tuple[dt.date, ...]
    rows: Mapping[tuple[uuid.UUID, dt.date], MonthEnd]
    left_out: int = 0

    def status(self, member: Organisation, month: dt.date) -> Status | None:
        """The status of one month; None where the organisation was no member."""
        if not is_of_member(member, month):
            return None
        row = self.rows.get((member.id, month))
        return Status.NOT_YET if row is None else row.status

    def statuses(self, member: Organisation) -> list[Status | None]:
        """The status of every month, in the order of `months`."""
        return [self.status(member, month) for month in self.months]

    @cached_property
    def reporting(self) -> tuple[Organisation, ...]:
        """The members that have at least one of the months."""
        return tuple(one for one in self.members if any(status is not None for status in self.statuses(one)))

    @cached_property
    def complete(self) -> int:
        """How many members have called every month of theirs complete, unchanged since it was accepted."""
        return sum(all(found is None or found in DECLARED for found in self.statuses(one)) for one in self.reporting)

    @cached_property
    def accepted(self) -> int:
        """How many of these have every month accepted."""
        return sum(all(found in (None, Status.ACCEPTED) for found in self.statuses(one)) for one in self.reporting)

    @property
    def is_complete(self) -> bool:
        return self.complete == len(self.reporting)

    @property
    def is_silent(self) -> bool:
        """True if nothing was ever said of any of the months."""
        return not self.rows


def is_over(month: dt.date) -> bool:
    """True if the month of that day has ended."""
    return month_of(month).end < clock.today()


def is_of_member(member: Organisation, month: dt.date) -> bool:
    """True if the organisation was a member on at least one day of the month of that day."""
    whole = month_of(month)
    return (member.member_since is None or member.member_since <= whole.end) and (
        member.member_until is None or member.member_until >= whole.start
    )


def month_ends(by: Actor) -> QuerySet[MonthEnd]:
    """The month-ends of organisations whose whole report the actor reads."""
    return MonthEnd.objects.filter(organisation_id__in=by.reach(Permission.REPORTS_SEE).organisations)


def completeness_of(by: Actor, organisations: Iterable[Organisation], period: Period) -> Completeness:
    """Completeness of the members among these organisations that the actor reads as a whole. One query."""
    reach = by.reach(Permission.REPORTS_SEE).organisations
    found = tuple(row for row in organisations if row.kind == "member" and row.id in reach)
    last = min(period.end, clock.today().replace(day=1) - dt.timedelta(days=1))
    over = months_between(period.start, last) if period.start <= last else []
    months = over[-LONGEST:]
    rows = MonthEnd.objects.filter(organisation_id__in=[row.id for row in found], month__in=months) if months else ()
    kept = {(row.organisation_id, row.month): row for row in rows}
    return Completeness(period, found, tuple(months), kept, len(over) - len(months))


def find_month_end(by: Actor, organisation_id: uuid.UUID, month: dt.date) -> MonthEnd | None:
    """The month-end of one month, or None if nothing was said of it."""
    return month_ends(by).filter(organisation_id=organisation_id, month=month).first()


def history_of(row: MonthEnd) -> Sequence[Revision]:
    """Who said what of this month, the newest first; at most thirty."""
    kept = Revision.objects.filter(organisation_id=row.organisation_id, about=row.id, about_type=row._meta.label_lower)
    return list(kept.order_by("-at", "-id")[:30])


def months_to_complete(by: Actor) -> list[tuple[Organisation, dt.date, Status]]:
    """Months that are over and that the actor's members have still to call complete, oldest first.

    Not those before anybody of the member had access; they can be called complete, and nobody asks for them.
    """
    reach = by.reach(Permission.MONTHS_COMPLETE).organisations
    # Mostly her own member, which the actor carries.
    at_home = by.home is not None and reach == {by.home.id}
    mine = [by.home] if by.home and at_home else list(members().filter(id__in=reach).order_by("code"))
    today = clock.today()
    period = Period(months_before(today, REMINDED), today)
    found = completeness_of(by, mine, period)
    pairs = [(one, month, found.status(one, month)) for month in found.months for one in mine]
    missing = [(one, month, status) for one, month, status in pairs if status in (Status.NOT_YET, Status.SENT_BACK)]
    begun = _begun(one.pk for one, _month, _status in missing) if missing else {}
    return [row for row in missing if row[2] is Status.SENT_BACK or _had_begun(begun.get(row[0].pk), row[1])]


def waiting_months(by: Actor) -> QuerySet[MonthEnd]:
    """Months that wait for the secretariat: complete, or changed since they were accepted; the oldest first."""
    rows = MonthEnd.objects.filter(organisation_id__in=by.reach(Permission.MONTHS_ACCEPT).organisations)
    changed = Q(state=State.ACCEPTED, touched_acts__gt=F("seen_acts"))
    waiting = rows.filter(Q(state=State.COMPLETE) | changed).select_related("organisation")
    return waiting.order_by("month", "organisation__code")


def silent_members(by: Actor, month: dt.date) -> list[Organisation]:
    """Members of that month of which the actor accepts months, and which have not called it complete. Three queries.

    Without members of whom nobody had access in that month.
    """
    reach = by.reach(Permission.MONTHS_ACCEPT).organisations
    rows = MonthEnd.objects.filter(month=month, organisation_id__in=reach).exclude(state=State.SENT_BACK)
    heard = set(rows.values_list("organisation_id", flat=True))
    others = members().filter(id__in=reach - heard).order_by("code")
    silent = [row for row in others if is_of_member(row, month)]
    begun = _begun(row.pk for row in silent) if silent else {}
    return [row for row in silent if _had_begun(begun.get(row.pk), month)]


def _begun(organisations: Iterable[uuid.UUID]) -> dict[uuid.UUID, dt.date]:
    """{organisation: the first day on which somebody had access there}."""
    rows = Posting.objects.filter(organisation__in=set(organisations)).order_by()
    return dict(rows.values_list("organisation_id").annotate(first=Min("since")))


def _had_begun(first: dt.date | None, month: dt.date) -> bool:
    """Whether a member could have reported a month: somebody of it had access before the month was over."""
    return first is not None and first <= month_of(month).end


def reported_on(today: dt.date) -> dt.date:
    """The last month that members should have called complete, by its first day: one that has been over for a while."""
    return months_before(today - _TIME_TO_REPORT, 1)
