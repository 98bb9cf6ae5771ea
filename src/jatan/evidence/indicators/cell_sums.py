"""Sums by indicator, organisation, month and place: of places' months and of edge days."""
# ruff: noqa: S608 - the texts joined here are names of our own tables and columns; values are parameters

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db import connection

from jatan.evidence.indicators.casework import GROUPS
from jatan.evidence.indicators.edges import edge_cells
from jatan.evidence.indicators.place_months import Row, first_months, read_place_months, sum_by
from jatan.evidence.indicators.recount import Statement
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.kernel.periods import Period

_LINES = (
    "SELECT '' AS dimension, '' AS member, organisation_id, month, indicator, value, sum(amount)::bigint AS amount"
    " FROM edge WHERE {condition}"
    # What is counted in all is the sum of the organisations: a third set costs a third more.
    " GROUP BY GROUPING SETS ((organisation_id, indicator, value), (month, indicator, value))"
)
_PLACES = (
    "SELECT dimension, member, NULL::uuid, NULL::date AS month, indicator, value, sum(amount)::bigint AS amount"
    " FROM edge WHERE {condition} GROUP BY dimension, member, indicator, value"
)
_BLOCKS_INSIDE = f"SELECT id::text FROM {Place._meta.db_table} WHERE level = 'block' AND district_id = ANY(%s)"


@dataclass
class Sums:
    """Sums for each table of a report. Places are keyed by (dimension, place id as text).

    `first`: the first month with a record of each number, by organisation, of all time up to the period's end.
    """

    totals: Counter[Key] = field(default_factory=Counter)
    by_organisation: dict[uuid.UUID, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    by_month: dict[dt.date, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    by_place: dict[tuple[str, str], Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    first: dict[uuid.UUID, dict[Key, dt.date]] = field(default_factory=dict)


def read_sums(scope: Scope, period: Period, compared_with: Period | None = None) -> tuple[Sums, Sums]:
    """The sums of a period and of the one compared with it; only the first has its `first`. The rows of places are
    read once for the whole months of both; the days at the edges of each period are counted from records in a query.

    Quarterly indicators are summed over the whole quarters of a period only.

    Edge days are counted as the machine actor for exactly the organisations in scope, so that a reader of counts gets
    the same number as a reader of rows; only sums are returned.
    """
    sums, earlier = Sums(), Sums()
    if not scope.every_organisation:
        return sums, earlier
    until = max(period.end, compared_with.end) if compared_with else period.end
    rows = read_place_months(*scope_condition(scope, by_place=True), until)
    is_apart = _apart(scope)
    sums.first |= first_months(row for row in rows if row.month <= period.end and is_apart(row))
    for found, span in ((sums, period), (earlier, compared_with)):
        if span is None:
            continue
        _add_place_months(found, rows, span, is_apart)
        if edges := span.edges():
            with acting_as(machine_for(scope.every_organisation)):
                _add(found, _fetch(*_statement_of_edges(scope, edges)))
    return sums, earlier


def _apart(scope: Scope) -> Callable[[Row], bool]:
    """Which rows add up to the total: a block inside a district that is read as a whole is in its sums already."""
    blocks = {
        (str(organisation), str(place)) for organisation, dimension, place in scope.places if dimension == "block"
    }
    return lambda row: row.dimension == "district" or (row.organisation, row.member) in blocks


def _add_place_months(sums: Sums, rows: Sequence[Row], period: Period, is_apart: Callable[[Row], bool]) -> None:
    for some, quarterly in _in_whole_months(rows, period):
        apart = [row for row in some if is_apart(row)]
        for organisation, numbers in sum_by(attrgetter("organisation"), apart, quarterly=quarterly).items():
            _add_to(sums.totals, numbers)
            _add_to(sums.by_organisation[uuid.UUID(organisation)], _by_line(numbers))
        for month, numbers in sum_by(attrgetter("month"), apart, quarterly=quarterly).items():
            _add_to(sums.by_month[month], _by_line(numbers))
        for place, numbers in sum_by(attrgetter("place"), some, quarterly=quarterly).items():
            _add_to(sums.by_place[place], _by_line(numbers))


def _in_whole_months(rows: Sequence[Row], period: Period) -> Iterator[tuple[list[Row], bool]]:
    """The rows of the period's whole months: in its whole quarters, whose quarterly numbers count, and beside them."""
    months, quarters = period.whole_months(), period.whole_quarters()
    if not months:
        return
    first, last = months[0], months[-1]
    begin, end = (quarters.start, quarters.end) if quarters else (dt.date.max, dt.date.min)
    yield [row for row in rows if begin <= row.month <= end], True
    yield [row for row in rows if first <= row.month <= last and not begin <= row.month <= end], False


def _by_line(numbers: Counter[Key]) -> Mapping[Key, int]:
    """What a single line of a table may tell: without what is given as sums over the whole report only."""
    return {key: amount for key, amount in numbers.items() if key[0] not in GROUPS}


def _add_to(sums: Counter[Key], numbers: Mapping[Key, int]) -> None:
    if sums:
        sums.update(numbers)
    else:
        dict.update(sums, numbers)


def _statement_of_edges(scope: Scope, edges: Sequence[Period]) -> Statement:
    """One statement for lines (by organisation, by month) and places, of edge days."""
    text, parameters = edge_cells(scope.every_organisation, edges)
    parts = []
    for select, by_place in ((_LINES, False), (_PLACES, True)):
        condition, inside = scope_condition(scope, by_place=by_place)
        parts.append(select.format(condition=condition))
        parameters = [*parameters, *inside]
    return f"WITH edge AS MATERIALIZED ({text}) " + " UNION ALL ".join(parts), parameters


def _add(sums: Sums, rows: list[tuple[Any, ...]]) -> None:
    for dimension, member, organisation, month, indicator, value, amount in rows:
        key = (indicator, value)
        if organisation is not None:
            sums.totals[key] += amount
        if indicator in GROUPS:
            continue  # given as sums over the report only
        if dimension:
            sums.by_place[(dimension, member)][key] += amount
        elif organisation is not None:
            sums.by_organisation[organisation][key] += amount
        else:
            sums.by_month[month][key] += amount


def scope_condition(scope: Scope, *, by_place: bool = False) -> Statement:
    """The condition on cells: totals (or one district) of whole organisations, and the reader's places."""
    parts, parameters = [], list[Any]()
    if scope.organisations:
        organisations = list(scope.organisations)
        if by_place and not scope.districts:
            parts.append("(dimension = 'district' AND organisation_id = ANY(%s))")
            parameters.append(organisations)
        elif by_place:
            parts.append(
                "((dimension = 'district' AND member = ANY(%s) OR dimension = 'block' AND member IN"
                f" ({_BLOCKS_INSIDE})) AND organisation_id = ANY(%s))"
            )
            parameters += [[str(one) for one in scope.districts], list(scope.districts), organisations]
        elif not scope.districts:
            parts.append("(dimension = 'total' AND organisation_id = ANY(%s))")
            parameters.append(organisations)
        else:
            parts.append("(dimension = 'district' AND member = ANY(%s) AND organisation_id = ANY(%s))")
            parameters += [[str(one) for one in scope.districts], organisations]
    for organisation, dimension, place in sorted(scope.places, key=str):
        parts.append("(dimension = %s AND member = %s AND organisation_id = %s)")
        parameters += [dimension, str(place), organisation]
    return f"({' OR '.join(parts)})", parameters


def _fetch(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
