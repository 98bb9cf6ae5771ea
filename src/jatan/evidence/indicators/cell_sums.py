"""Sums of cells by indicator, organisation, month and place, in one SQL statement."""
# ruff: noqa: S608 - the texts joined here are names of our own tables and columns; values are parameters

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from jatan.evidence.indicators.casework import GROUPS
from jatan.evidence.indicators.definitions import BY_QUARTER
from jatan.evidence.indicators.edges import edge_cells
from jatan.evidence.indicators.models import MonthlyCell
from jatan.evidence.indicators.recount import Statement
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.kernel.periods import Period

__all__ = ["Sums", "read_sums", "scope_condition"]

_TABLE = MonthlyCell._meta.db_table
_LINES = (
    "SELECT '' AS dimension, '' AS member, organisation_id, month, indicator, value, sum(amount)::bigint AS amount"
    " FROM {table} WHERE {condition} GROUP BY GROUPING SETS"
    " ((indicator, value), (organisation_id, indicator, value), (month, indicator, value))"
)
_PLACES = (
    "SELECT dimension, member, NULL::uuid, NULL::date AS month, indicator, value, sum(amount)::bigint AS amount"
    " FROM {table} WHERE {condition} GROUP BY dimension, member, indicator, value"
)


@dataclass
class Sums:
    """Sums for each table of a report. Places are keyed by (dimension, place id as text)."""

    totals: Counter[Key] = field(default_factory=Counter)
    by_organisation: dict[uuid.UUID, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    by_month: dict[dt.date, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    by_place: dict[tuple[str, str], Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))


def read_sums(scope: Scope, period: Period) -> Sums:
    """Sum whole months from cells and count the days at the period's edges from rows, in one statement.

    Quarterly indicators are summed over the whole quarters of the period only.

    Edge days are counted as the machine actor for exactly the organisations in scope, so that a reader of counts gets
    the same number as a reader of rows; only sums are returned.
    """
    sums = Sums()
    if not scope.every_organisation:
        return sums
    if period.edges():
        with acting_as(machine_for(scope.every_organisation)):
            _add(sums, _fetch(*_statement(scope, period)))
    else:
        _add(sums, _fetch(*_statement(scope, period)))
    return sums


def _statement(scope: Scope, period: Period) -> Statement:
    """One statement for lines (all, by organisation, by month) and places, from cells and edge days."""
    months, edges = period.whole_months(), period.edges()
    first, parts, parameters = "", list[str](), list[Any]()
    if edges:
        text, parameters = edge_cells(scope.every_organisation, edges)
        first = f"WITH edge AS MATERIALIZED ({text}) "
    # Selects from the table itself: around a sub-select, GROUPING SETS would prevent use of the index.
    cells: list[tuple[str, Statement]] = [("edge", ("true", []))] if edges else []
    if months:
        cells.insert(0, (_TABLE, _month_condition(months, period.whole_quarters())))
    for table, (when, days) in cells:
        for select, by_place in ((_LINES, False), (_PLACES, True)):
            condition, inside = scope_condition(scope, by_place=by_place)
            parts.append(select.format(table=table, condition=f"{when} AND {condition}"))
            parameters = [*parameters, *days, *inside]
    return first + " UNION ALL ".join(parts), parameters


def _month_condition(months: Sequence[dt.date], quarters: Period | None) -> Statement:
    """The condition on cells' months; a quarter's cell has the quarter's first month."""
    codes = sorted(BY_QUARTER)
    if quarters is None:
        return "month BETWEEN %s AND %s AND indicator <> ALL(%s)", [months[0], months[-1], codes]
    asked = [months[0], months[-1], codes, quarters.start, quarters.end]
    return "month BETWEEN %s AND %s AND (indicator <> ALL(%s) OR month BETWEEN %s AND %s)", asked


def _add(sums: Sums, rows: list[tuple[Any, ...]]) -> None:
    for dimension, member, organisation, month, indicator, value, amount in rows:
        key = (indicator, value)
        if indicator in GROUPS and (dimension or organisation or month):
            continue  # given as sums over the report only
        if dimension:
            sums.by_place[(dimension, member)][key] += amount
        elif organisation is not None:
            sums.by_organisation[organisation][key] += amount
        elif month is not None:
            sums.by_month[month][key] += amount
        else:
            sums.totals[key] += amount


def scope_condition(scope: Scope, *, by_place: bool = False) -> Statement:
    """The condition on cells: totals (or one district) of whole organisations, and the reader's places."""
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


def _fetch(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
