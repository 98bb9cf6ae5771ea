"""Numbers of activities by theme and by who came, from the cells' further dimensions. Acts only: exact for all readers.

Dimensions are not combined with each other, so neither is told for a district or for a reader of places.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection

from jatan.evidence.indicators.edges import edge_cells
from jatan.evidence.indicators.models import MonthlyCell
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel.periods import Period

__all__ = ["sums_by_sex", "sums_of_theme"]

_CELLS = MonthlyCell._meta.db_table


def sums_of_theme(scope: Scope, period: Period, theme: str) -> dict[Key, int]:
    """{number: sum} of the activities with this theme, of whole organisations; empty for places."""
    found: dict[Key, int] = {}
    for member, code, value, amount in _sums(scope, period, "theme"):
        if member == theme:
            found[(code, value)] = found.get((code, value), 0) + amount
    return found


def sums_by_sex(scope: Scope, period: Period, numbers: Collection[Key]) -> dict[str, int]:
    """{"female:adult": attendances, …} over these numbers, of whole organisations; empty for places.

    "unknown:unknown" is what was written as a total only.
    """
    wanted = set(numbers)
    found: dict[str, int] = {}
    for member, code, value, amount in _sums(scope, period, "sex_age"):
        if (code, value) in wanted:
            found[member] = found.get(member, 0) + amount
    return found


def _sums(scope: Scope, period: Period, dimension: str) -> Iterator[tuple[str, str, str, int]]:
    """(member, indicator, value, sum) of one dimension. One query for whole months, one for the days at the edges.

    Those are counted from rows as the machine, as in every report; only sums come back.
    """
    if not scope.organisations or scope.district is not None or scope.places:
        return
    months, edges = period.whole_months(), period.edges()
    where = "dimension = %s AND organisation_id = ANY(%s)"
    chosen: list[Any] = [dimension, list(scope.organisations)]
    if months:
        yield from _fetch(f"{_CELLS} WHERE month BETWEEN %s AND %s AND {where}", [months[0], months[-1], *chosen])
    if edges:
        text, parameters = edge_cells(scope.organisations, edges)
        with acting_as(machine_for(scope.organisations)):
            rows = _fetch(f"({text}) AS edge WHERE {where}", [*parameters, *chosen])
        yield from rows


def _fetch(source: str, parameters: list[Any]) -> list[tuple[str, str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT member, indicator, value, sum(amount)::bigint FROM {source} GROUP BY 1, 2, 3",  # noqa: S608 - our own tables
            parameters,
        )
        found: list[tuple[str, str, str, int]] = cursor.fetchall()
        return found
