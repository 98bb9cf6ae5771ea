"""Reading cells: sums by indicator, organisation, month and place, in two statements whatever the number of rows."""
# ruff: noqa: S608 - the texts joined here are names of our own tables and columns; values are parameters

import datetime as dt
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q

from jatan.evidence.indicators.counting import Statement, cells_of, in_periods, together
from jatan.evidence.indicators.models import MonthlyCell
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope
from jatan.evidence.indicators.sources import SOURCES
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.kernel.periods import Period

__all__ = ["Sums", "read_sums", "totals_of_months"]

_TABLE = MonthlyCell._meta.db_table


@dataclass
class Sums:
    """Sums by what a line is about. Places are keyed by (dimension, place id as text)."""

    totals: Counter[Key] = field(default_factory=Counter)
    by_organisation: dict[uuid.UUID, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    by_month: dict[dt.date, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    by_place: dict[tuple[str, str], Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    # Which organisations stand behind a place's number: small counts are hidden by organisation.
    behind_place: dict[tuple[str, str], set[uuid.UUID]] = field(default_factory=lambda: defaultdict(set))


def read_sums(scope: Scope, period: Period) -> Sums:
    """Whole months from cells; days at the edges counted from rows by the same definitions.

    Edge days are counted by the machine for exactly the organisations in scope, so that a reader of counts gets the
    same number as a reader of rows; nothing but sums leaves.
    """
    sums = Sums()
    months = period.whole_months()
    if not scope.every_organisation:
        return sums
    if months:
        # The table itself and no sub-select around it: with one, GROUPING SETS would keep the index from being used.
        _add(sums, scope, (_TABLE, []), ("month BETWEEN %s AND %s", [months[0], months[-1]]))
    edges = period.edges()
    if edges:
        with acting_as(machine_for(scope.every_organisation)):
            text, parameters = _edge_cells(scope, edges)
            _add(sums, scope, (f"({text})", parameters), ("true", []))
    return sums


def totals_of_months(scope: Scope, period: Period) -> Counter[Key]:
    """Totals alone, of the whole months of a period. One statement."""
    months = period.whole_months()
    if not months or not scope.every_organisation:
        return Counter()
    condition, parameters = _in_scope(scope)
    statement = (
        f"SELECT indicator, value, sum(amount)::bigint FROM {_TABLE} AS c"
        f" WHERE month BETWEEN %s AND %s AND {condition} GROUP BY indicator, value"
    )
    rows = _rows(statement, [months[0], months[-1], *parameters])
    return Counter({(indicator, value): amount for indicator, value, amount in rows})


def _edge_cells(scope: Scope, edges: list[Period]) -> Statement:
    mine = Q(organisation_id__in=scope.every_organisation)
    return together(cells_of(source, mine & in_periods(source, edges)) for source in SOURCES.values())


def _add(sums: Sums, scope: Scope, cells: Statement, when: Statement) -> None:
    for organisation, month, indicator, value, amount in _lines(scope, cells, when):
        key = (indicator, value)
        if organisation is not None:
            sums.by_organisation[organisation][key] += amount
        elif month is not None:
            sums.by_month[month][key] += amount
        else:
            sums.totals[key] += amount
    for dimension, member, organisation, indicator, value, amount in _places(scope, cells, when):
        sums.by_place[(dimension, member)][(indicator, value)] += amount
        sums.behind_place[(dimension, member)].add(organisation)


def _lines(scope: Scope, cells: Statement, when: Statement) -> list[tuple[Any, ...]]:
    condition, parameters = _in_scope(scope)
    statement = (
        f"SELECT organisation_id, month, indicator, value, sum(amount)::bigint FROM {cells[0]} AS c"
        f" WHERE {when[0]} AND {condition} GROUP BY GROUPING SETS"
        " ((indicator, value), (organisation_id, indicator, value), (month, indicator, value))"
    )
    return _rows(statement, [*cells[1], *when[1], *parameters])


def _places(scope: Scope, cells: Statement, when: Statement) -> list[tuple[Any, ...]]:
    condition, parameters = _in_scope(scope, by_place=True)
    statement = (
        "SELECT dimension, member, organisation_id, indicator, value, sum(amount)::bigint"
        f" FROM {cells[0]} AS c WHERE {when[0]} AND {condition}"
        " GROUP BY dimension, member, organisation_id, indicator, value"
    )
    return _rows(statement, [*cells[1], *when[1], *parameters])


def _in_scope(scope: Scope, *, by_place: bool = False) -> Statement:
    """The condition on cells. Whole organisations: totals (or one district); posted places: their own members."""
    parts, parameters = [], list[Any]()
    if scope.organisations:
        organisations = list(scope.organisations)
        if by_place and scope.district is None:
            parts.append("(dimension = 'district' AND organisation_id = ANY(%s))")
            parameters.append(organisations)
        elif by_place:
            inside = f"SELECT id::text FROM {Place._meta.db_table} WHERE level = 'block' AND district_id = %s"
            parts.append(
                "((dimension = 'district' AND member = %s OR dimension = 'block' AND member IN"
                f" ({inside})) AND organisation_id = ANY(%s))"
            )
            parameters += [str(scope.district), scope.district, organisations]
        elif scope.district is None:
            parts.append("(dimension = 'total' AND organisation_id = ANY(%s))")
            parameters.append(organisations)
        else:
            parts.append("(dimension = 'district' AND member = %s AND organisation_id = ANY(%s))")
            parameters += [str(scope.district), organisations]
    for organisation, dimension, place in sorted(scope.places, key=str):
        parts.append("(dimension = %s AND member = %s AND organisation_id = %s)")
        parameters += [dimension, str(place), organisation]
    return f"({' OR '.join(parts)})", parameters


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
