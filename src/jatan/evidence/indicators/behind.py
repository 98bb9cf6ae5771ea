"""From a number to its rows: the same definition, narrowed by the reader's own reach of those rows."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Q, QuerySet

from jatan.evidence.indicators.counting import in_periods
from jatan.evidence.indicators.definitions import value_of
from jatan.evidence.indicators.sources import live_rows
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import InformationCentre
from jatan.kernel.periods import Period, month_of

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

    `month` (any day of it) narrows the period. Raises KeyError for an unknown number; ValueError for a month outside.
    """
    span = _narrowed(period, month)
    _value, source = value_of(indicator, value)
    if source is None:
        return _centres(span, by, organisation, district)
    rows = live_rows(source).filter(in_periods(source, [span]))
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
