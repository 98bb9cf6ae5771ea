"""Days on which a court is closed, as an office wrote them down: coarse and in clear, no case and no name.

Everybody who works on cases in an organisation reads and writes them; whoever wrote one, or a supervisor, takes it
back.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from django.db.models import FETCH_RAISE, QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import key_office
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.cases import events
from jatan.programme.cases.choices import CourtKind
from jatan.programme.cases.legal.court_closings import days_between
from jatan.programme.cases.models import CourtClosing

_RECORD: Final = Permission.CASES_RECORD
# A court's longest holidays last about a month and a half.
_LONGEST: Final = dt.timedelta(days=92)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordClosing:
    """One closing: which courts of which district, from the first to the last day. Raises Problem."""

    organisation: uuid.UUID
    place: Place
    court: str
    first_day: dt.date
    last_day: dt.date

    def __post_init__(self) -> None:
        if self.court not in CourtKind.values:
            raise Problem("unreadable", field="court")
        if self.last_day < self.first_day:
            raise Problem("wrong_order", _("This day lies before the one above."), field="last_day")
        if self.last_day - self.first_day > _LONGEST:
            raise Problem("unreadable", _("That is longer than a court is closed. Look at the year."), field="last_day")


def closings(by: Actor) -> QuerySet[CourtClosing]:
    """Closings of the actor's organisation, the earliest first; none for whoever works in no office with cases."""
    try:
        office = key_office(by)
    except Forbidden:
        return CourtClosing._default_manager.none()
    rows = CourtClosing._default_manager.filter(organisation_id=office, withdrawn_at__isnull=True)
    return rows.select_related("place").fetch_mode(FETCH_RAISE).order_by("first_day", "id")


def closed_days(by: Actor, first: dt.date, last: dt.date) -> Mapping[dt.date, str]:
    """Each day from `first` to `last` on which some court is closed, with which. One query."""
    return {day: row.get_court_display() for row, days in _days_within(by, first, last) for day in days}


def closed_days_by_court(by: Actor, first: dt.date, last: dt.date) -> Mapping[str, Collection[dt.date]]:
    """For each kind of court its closed days from `first` to `last`. One query."""
    found: dict[str, set[dt.date]] = {}
    for row, days in _days_within(by, first, last):
        found.setdefault(row.court, set()).update(days)
    return found


def _days_within(by: Actor, first: dt.date, last: dt.date) -> Iterator[tuple[CourtClosing, Iterable[dt.date]]]:
    """Each closing with those of its days that lie between `first` and `last`. One query."""
    for row in closings(by).filter(last_day__gte=first, first_day__lte=last):
        yield row, days_between(max(first, row.first_day), min(last, row.last_day))


def record_closing(*, by: Actor, command: RecordClosing) -> CourtClosing:
    """Write a closing down."""
    row = CourtClosing(
        organisation_id=command.organisation,
        place=command.place,
        court=command.court,
        first_day=command.first_day,
        last_day=command.last_day,
    )
    return acts.record(by=by, permission=_RECORD, verb=events.CLOSING_RECORDED, rows=[row])[0]


def withdraw_closing(*, by: Actor, closing: CourtClosing) -> None:
    """Take a closing back. Raises Forbidden for one that a colleague wrote, unless the actor supervises."""
    if not may_withdraw_closing(by, closing):
        raise Forbidden(_RECORD.value)
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.CLOSING_WITHDRAWN, row=closing, reason="")


def may_withdraw_closing(by: Actor, closing: CourtClosing) -> bool:
    """Whether `withdraw_closing` would do it."""
    supervised = by.reach(_RECORD).organisations
    return closing.recorded_by == by.account_id or closing.organisation_id in supervised
