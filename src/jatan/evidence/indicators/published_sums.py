"""Sums of the published counts of persons, for readers who may read counts only."""
# ruff: noqa: S608 - the texts joined here are names of our own tables and columns; values are parameters

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Max

from jatan.evidence.indicators.definitions import BY_QUARTER, PART_IN
from jatan.evidence.indicators.models import CountSnapshot, NetworkYear, PublishedCount, RecountCursor
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope
from jatan.kernel.periods import Period, financial_year, month_of

# The newest published month (its first day) and when it was published.
type Snapshot = tuple[dt.date | None, dt.datetime | None]
# The same, and when the oldest part of a scope was counted.
type ScopedSnapshot = tuple[dt.date | None, dt.datetime | None, dt.datetime | None]

_LINES = (
    "SELECT organisation_id, district, month, indicator, value, sum(amount)::bigint FROM {table} WHERE {condition}"
    " GROUP BY GROUPING SETS ((indicator, value), (organisation_id, indicator, value), (district, indicator, value),"
    " (month, indicator, value))"
)


@dataclass
class PublishedSums:
    """Rounded sums for each table of a report. `period`: the published whole months inside the report's; None: none.

    `counted_at`: when the oldest part of the scope was counted. `exact`: of the numbers in `totals`, those that are
    exact because they are the whole network's over whole years.
    """

    period: Period | None = None
    taken_at: dt.datetime | None = None
    counted_at: dt.datetime | None = None
    totals: Counter[Key] = field(default_factory=Counter)
    by_organisation: dict[uuid.UUID, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    by_district: dict[str, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    by_month: dict[dt.date, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    exact: frozenset[Key] = frozenset()

    @property
    def quarters(self) -> Period | None:
        """The whole quarters inside the published months."""
        return self.period.whole_quarters() if self.period else None


def read_published(
    scope: Scope, period: Period, network: frozenset[uuid.UUID], snapshot: ScopedSnapshot | None = None
) -> PublishedSums:
    """Sum the published months inside a period. At most three queries. `network`: all organisations.

    `snapshot`: the newest one, where it is known already.
    """
    newest, taken_at, counted_at = snapshot or read_snapshot(scope)
    sums = PublishedSums(published_months(period, newest), taken_at, counted_at)
    if sums.period is None or not scope.every_organisation:
        return sums
    for organisation, district, month, code, value, amount in _fetch(scope, sums):
        key = (code, value)
        if organisation is not None:
            sums.by_organisation[organisation][key] += amount
        elif district is not None:
            sums.by_district[district][key] += amount
        elif month is not None:
            sums.by_month[month][key] += amount
        else:
            sums.totals[key] += amount
    if is_whole_network(network, scope):
        spans = {span: _sum_of_months(sums.by_month, span) for span in spans_of(sums.period)}
        sums.totals, sums.exact = with_exact_years(spans)
    return sums


def newest_snapshot() -> Snapshot:
    """The newest published month (its first day) and when it was published; None before the first snapshot."""
    found = CountSnapshot.objects.aggregate(month=Max("month"), taken_at=Max("taken_at"))
    return found["month"], found["taken_at"]


def read_snapshot(scope: Scope) -> ScopedSnapshot:
    """`newest_snapshot`, and when the oldest part of the scope was counted."""
    statement = (
        f"SELECT max(month), max(taken_at), (SELECT min(counted_at) FROM {RecountCursor._meta.db_table}"
        f" WHERE organisation_id = ANY(%s)) FROM {CountSnapshot._meta.db_table}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(scope.every_organisation)])
        month, taken_at, counted_at = cursor.fetchone()
        return month, taken_at, counted_at


def is_whole_network(network: frozenset[uuid.UUID], scope: Scope) -> bool:
    """True if the scope is every organisation of the network, in every district."""
    return bool(network) and network <= scope.organisations and not scope.districts


def spans_of(period: Period) -> list[Period]:
    """The financial years that lie completely inside, and what remains before and after them, in order."""
    found, start = [], period.start
    while start <= period.end:
        end = min(financial_year(start).end, period.end)
        found.append(Period(start, end))
        start = end + dt.timedelta(days=1)
    return found


def with_exact_years(spans: Mapping[Period, Mapping[Key, int]]) -> tuple[Counter[Key], frozenset[Key]]:
    """The network's numbers over adjoining spans, from its rounded ones: exact in each year that has an exact number.

    Also returns the keys that are exact over all spans. One query.
    """
    years = [span.start for span in spans if span == financial_year(span.start)]
    exact = defaultdict[Key, dict[dt.date, int]](dict)
    for code, value, year, amount in NetworkYear.objects.filter(year__in=years).values_list(
        "indicator", "value", "year", "amount"
    ):
        exact[(code, value)][year] = amount
    totals = Counter[Key]()
    for span, rounded in spans.items():
        of_year = {key: found[span.start] for key, found in exact.items() if span.start in found}
        totals.update({key: _nearest(key, rounded, of_year) for key in {*rounded, *of_year, *PART_IN}})
    return totals, frozenset(key for key, found in exact.items() if len(found) == len(spans))


def _nearest(key: Key, rounded: Mapping[Key, int], exact: Mapping[Key, int]) -> int:
    """The exact number of a year; without one, the rounded rest and the nearest number of its part."""
    if key in exact:
        return exact[key]
    found, part = rounded.get(key, 0), PART_IN.get(key)
    return found if part is None else found - rounded.get(part, 0) + _nearest(part, rounded, exact)


def published_months(period: Period, newest: dt.date | None) -> Period | None:
    """The whole months of a period up to the newest published one; None if there are none."""
    months = [month for month in period.whole_months() if newest is not None and month <= newest]
    return Period(months[0], month_of(months[-1]).end) if months else None


def _sum_of_months(by_month: Mapping[dt.date, Mapping[Key, int]], span: Period) -> Counter[Key]:
    found = Counter[Key]()
    for month, numbers in by_month.items():
        if month in span:
            found.update(numbers)
    return found


def published_condition(scope: Scope) -> tuple[str, list[Any]]:
    """The condition on published counts, and its parameters: whole organisations and the reader's districts."""
    parts, parameters = ["organisation_id = ANY(%s)"], list[Any]([list(scope.organisations)])
    if scope.districts:
        parts.append("district = ANY(%s)")
        parameters.append([str(one) for one in scope.districts])
    condition = " AND ".join(parts)
    for organisation, dimension, place in sorted(scope.places, key=str):
        if dimension == "district":
            condition += " OR organisation_id = %s AND district = %s"
            parameters += [organisation, str(place)]
    return condition, parameters


def _fetch(scope: Scope, sums: PublishedSums) -> list[tuple[Any, ...]]:
    if sums.period is None:
        return []
    condition, parameters = published_condition(scope)
    codes, quarters = sorted(BY_QUARTER), sums.quarters
    when = "month BETWEEN %s AND %s AND (indicator <> ALL(%s) OR month BETWEEN %s AND %s)"
    # Where there is no whole quarter, the empty span is one that ends before it begins.
    first, last = (quarters.start, quarters.end) if quarters else (dt.date.max, dt.date.min)
    statement = _LINES.format(table=PublishedCount._meta.db_table, condition=f"{when} AND ({condition})")
    with connection.cursor() as cursor:
        cursor.execute(statement, [sums.period.start, sums.period.end, codes, first, last, *parameters])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
