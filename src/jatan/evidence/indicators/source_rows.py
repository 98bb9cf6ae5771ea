"""The rows behind a number, by the same definition, limited to the reader's reach."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from jatan.evidence.indicators.cuts import cut_rows
from jatan.evidence.indicators.definitions import value_of
from jatan.evidence.indicators.recount import in_periods
from jatan.evidence.indicators.sources import SOURCES, Source, live_rows
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import InformationCentre
from jatan.kernel.periods import Period, month_of, quarter

_SHARED = frozenset({Permission.ALLIES_SEE, Permission.LIBRARY_SEE})


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
    organisations: frozenset[uuid.UUID] = frozenset(),
    districts: frozenset[uuid.UUID] = frozenset(),
    themes: Collection[str] = (),
    project: uuid.UUID | None = None,
) -> QuerySet[Any]:
    """The rows that the number counts, newest first, within the reader's reach (none for readers of counts).

    Narrowed to organisations and districts, one of each or several (none: all), and to themes and a project (by its
    common id), which only activities have: of anything else there are then no rows.
    `month` (any day of it) narrows the period; for a quarterly number, to its quarter. Case facts cannot be read:
    their numbers give rows of the case register, or none. Raises KeyError for an unknown number, ValueError for a month
    outside the period.
    """
    _value, counted = value_of(indicator, value)
    offices = organisations | ({organisation} if organisation is not None else set())
    inside = districts | ({district} if district is not None else set())
    is_cut = bool(themes or project)
    if counted is None:
        centres = _centres(_narrow(period, month), by, offices, inside)
        return centres.none() if is_cut else centres
    source = counted.rows_source
    if source is None:
        return live_rows(counted).none()
    rows = live_rows(source).filter(in_periods(source, _counted_periods(source, period, month)))
    if source.key:
        rows = rows.filter(**{source.key: _value.only})
    if is_cut:
        rows = cut_rows(rows, themes, project) if source is SOURCES["activities"] else rows.none()
    if offices:
        rows = rows.filter(organisation_id__in=offices)
    if inside:
        rows = rows.filter(Q(place_id__in=inside) | Q(place__district_id__in=inside))
    if block is not None:
        rows = rows.filter(Q(place_id=block) | Q(place__block_id=block))
    rows = gate.within_reach(rows, by=by, permission=source.permission, owner=source.owner)
    if source.permission in _SHARED:
        # Everybody in the network reads these; a number counts those of the organisations whose report it stands in.
        rows = gate.within_reach(rows, by=by, permission=Permission.REPORTS_SEE, owner=source.owner)
    return rows.select_related("place", "organisation").order_by(f"-{source.day}", "-id")


def _counted_periods(source: Source, period: Period, month: dt.date | None) -> list[Period]:
    """The days that are counted; only whole quarters for a quarterly source."""
    if not source.by_quarter:
        return [_narrow(period, month)]
    whole = period.whole_quarters()
    if whole is None or month is None:
        return [whole] if whole else []
    asked = quarter(month)
    return [asked] if asked.start in whole else []


def _narrow(period: Period, month: dt.date | None) -> Period:
    if month is None:
        return period
    whole = month_of(month)
    return Period(max(period.start, whole.start), min(period.end, whole.end))


def _centres(
    span: Period, by: Actor, organisations: frozenset[uuid.UUID], districts: frozenset[uuid.UUID]
) -> QuerySet[InformationCentre]:
    reach = by.reach(Permission.REPORTS_SEE)
    rows = InformationCentre.objects.open_between(span.start, span.end).filter(
        organisation_id__in=reach.row_organisations
    )
    if organisations:
        rows = rows.filter(organisation_id__in=organisations)
    if districts:
        rows = rows.filter(district_id__in=districts)
    return rows.select_related("district", "organisation").order_by("organisation__code", "opened_on")
