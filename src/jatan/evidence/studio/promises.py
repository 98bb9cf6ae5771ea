"""What became of the promises of offices and allies over a period, for a report."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.allies.choices import Outcome
from jatan.programme.allies.selectors import commitments

_MOST_LISTED = 30


@dataclass(frozen=True)
class Promise:
    """A promise that was kept, at least in part."""

    what: str
    ally: str
    promised_on: dt.date
    ended_on: dt.date
    outcome: Outcome


@dataclass(frozen=True)
class Promises:
    """Counts over a period: `made` by the day promised (of them `open` and `overdue` now), the others by the day
    settled. `kept_lately`: the kept ones, the latest first, at most thirty."""

    made: int
    kept: int
    partly: int
    broken: int
    open: int
    overdue: int
    kept_lately: tuple[Promise, ...]


def promises_in(
    period: Period, *, by: Actor, organisations: Collection[uuid.UUID], districts: Collection[uuid.UUID] = ()
) -> Promises:
    """The promises on record with these organisations, within the actor's reach. Two queries.

    A paper leaves the house, so confidential ones stay out, one's own too.
    """
    days = (period.start, period.end)
    rows = commitments(by).filter(organisation_id__in=organisations, is_confidential=False)
    if districts:
        rows = rows.filter(Q(place_id__in=districts) | Q(place__district_id__in=districts))
    made, ended = Q(promised_on__range=days), Q(settled_on__range=days)
    still_open = made & Q(outcome=Outcome.OPEN)
    counts = rows.order_by().aggregate(
        made=Count("id", filter=made),
        kept=Count("id", filter=ended & Q(outcome=Outcome.KEPT)),
        partly=Count("id", filter=ended & Q(outcome=Outcome.PARTLY)),
        broken=Count("id", filter=ended & Q(outcome=Outcome.BROKEN)),
        open=Count("id", filter=still_open),
        overdue=Count("id", filter=still_open & Q(due_on__lt=clock.today())),
    )
    listed = rows.filter(ended, outcome__in=(Outcome.KEPT, Outcome.PARTLY)).order_by("-settled_on", "-id")[
        :_MOST_LISTED
    ]
    return Promises(
        **counts,
        kept_lately=tuple(
            Promise(row.what, row.ally.current.name, row.promised_on, row.settled_on, Outcome(row.outcome))
            for row in listed
            if row.settled_on is not None
        ),
    )
