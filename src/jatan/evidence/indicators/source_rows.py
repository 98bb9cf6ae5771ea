"""From a number to its rows: the same definition, narrowed by the reader's own reach of those rows."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Q, QuerySet

from jatan.evidence.indicators.definitions import value_of
from jatan.evidence.indicators.recount import in_periods
from jatan.evidence.indicators.sources import Source, live_rows
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import InformationCentre
from jatan.kernel.periods import Period, month_of, quarter

__all__ = ["rows_behind"]


def rows_behind(
    indicator: str,
    value: str,
    period: Period,
    *,
    by: Actor,
    organisation: uuid.UUID | None = None,
    district: uuid.UUID | None = None,
    block: uuid.UUID | None = None,
    month: dt.date | None = None,
) -> QuerySet[Any]:
    """Rows that the number counts, newest first, as far as the reader reaches them (none for readers of counts).

    `month` (any day of it) narrows the period, by quarters where a number knows no months. Facts of cases are nobody's
    to read: their number opens onto the register, or onto nothing. Raises KeyError for an unknown number; ValueError
    for a month outside.
    """
    _value, counted = value_of(indicator, value)
    if counted is None:
        return _centres(_narrowed(period, month), by, organisation, district)
    source = counted.behind
    if source is None:
        return live_rows(counted).none()
    rows = live_rows(source).filter(in_periods(source, _spans(source, period, month)))
    if source.key:
        rows = rows.filter(**{source.key: _value.only})
    if organisation is not None:
        rows = rows.filter(organisation_id=organisation)
    if district is not None:
        rows = rows.filter(Q(place_id=district) | Q(place__district_id=district))
    if block is not None:
        rows = rows.filter(Q(place_id=block) | Q(place__block_id=block))
    rows = gate.within_reach(rows, by=by, permission=source.permission, owner=source.owner)
    return rows.select_related("place", "organisation").order_by(f"-{source.day}", "-id")


def _spans(source: Source, period: Period, month: dt.date | None) -> list[Period]:
    """The days that count; of a number that knows quarters the whole ones alone."""
    if not source.by_quarter:
        return [_narrowed(period, month)]
    whole = period.whole_quarters()
    if whole is None or month is None:
        return [whole] if whole else []
    asked = quarter(month)
    return [asked] if asked.start in whole else []


def _narrowed(period: Period, month: dt.date | None) -> Period:
    if month is None:
        return period
    whole = month_of(month)
    return Period(max(period.start, whole.start), min(period.end, whole.end))


def _centres(
    span: Period, by: Actor, organisation: uuid.UUID | None, district: uuid.UUID | None
) -> QuerySet[InformationCentre]:
    reach = by.reach(Permission.REPORTS_SEE)
    rows = InformationCentre.objects.open_between(span.start, span.end).filter(
        organisation_id__in=reach.row_organisations
    )
    if organisation is not None:
        rows = rows.filter(organisation_id=organisation)
    if district is not None:
        rows = rows.filter(district_id=district)
    return rows.select_related("district", "organisation").order_by("organisation__code", "opened_on")
