"""Numbers of activities with one theme, from the cells' dimension "theme". Acts only, so they are exact for all."""

from typing import Any

from django.db import connection

from jatan.evidence.indicators.edges import edge_cells
from jatan.evidence.indicators.models import MonthlyCell
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel.periods import Period

__all__ = ["sums_of_theme"]

_CELLS = MonthlyCell._meta.db_table


def sums_of_theme(scope: Scope, period: Period, theme: str) -> dict[Key, int]:
    """{number: sum} of the activities with this theme, of whole organisations. One query for whole months.

    Days at the edges of the period are counted from rows as the machine, as in every report; only sums come back. A
    reader of places gets none: places and themes are not counted together.
    """
    found: dict[Key, int] = {}
    if not scope.organisations or scope.district is not None:
        return found
    months, edges = period.whole_months(), period.edges()
    where = "dimension = 'theme' AND member = %s AND organisation_id = ANY(%s)"
    chosen: list[Any] = [theme, list(scope.organisations)]
    if months:
        _add(found, f"{_CELLS} WHERE month BETWEEN %s AND %s AND {where}", [months[0], months[-1], *chosen])
    if edges:
        text, parameters = edge_cells(scope.organisations, edges)
        with acting_as(machine_for(scope.organisations)):
            _add(found, f"({text}) AS edge WHERE {where}", [*parameters, *chosen])
    return found


def _add(found: dict[Key, int], source: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT indicator, value, sum(amount)::bigint FROM {source} GROUP BY 1, 2",  # noqa: S608 - our own tables
            parameters,
        )
        for indicator, value, amount in cursor.fetchall():
            found[(indicator, value)] = found.get((indicator, value), 0) + amount
