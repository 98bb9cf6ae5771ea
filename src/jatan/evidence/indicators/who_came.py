"""Attendances by sex and age, from the cells' further dimension. Acts only: exact for all readers.

Who came is not divided by place, so it is given for whole organisations only.
"""

import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection

from jatan.evidence.indicators.definitions import value_of
from jatan.evidence.indicators.edges import edge_cells
from jatan.evidence.indicators.models import MonthlyCell
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel.periods import Period

_CELLS = MonthlyCell._meta.db_table
_OF_SEX = "dimension = 'sex_age' AND organisation_id = ANY(%s)"


def sums_by_sex(scope: Scope, period: Period, numbers: Collection[Key]) -> dict[str, int] | None:
    """{"female:adult": attendances, …} over these numbers, of whole organisations; None for a district or places.

    "unknown:unknown" is what was written as a total only. One query for whole months, one for the days at the edges.
    """
    if scope.districts or scope.places:
        return None
    wanted = set(numbers)
    found: dict[str, int] = {}
    sources = frozenset(value_of(*key)[0].source for key in wanted)
    for member, code, value, amount in _sums(scope.organisations, period, sources):
        if (code, value) in wanted:
            found[member] = found.get(member, 0) + amount
    return found


def _sums(
    organisations: Collection[uuid.UUID], period: Period, sources: frozenset[str]
) -> Iterator[tuple[str, str, str, int]]:
    """(member, indicator, value, sum). The edges are counted from the rows of these sources as the machine, as in every
    report; only sums come back."""
    if not organisations:
        return
    months, edges = period.whole_months(), period.edges()
    if months:
        yield from _fetch(
            f"{_CELLS} WHERE month BETWEEN %s AND %s AND {_OF_SEX}", [months[0], months[-1], list(organisations)]
        )
    if edges:
        text, parameters = edge_cells(organisations, edges, sources, has_sexes=True)
        with acting_as(machine_for(organisations)):
            rows = _fetch(f"({text}) AS edge WHERE {_OF_SEX}", [*parameters, list(organisations)])
        yield from rows


def _fetch(source: str, parameters: list[Any]) -> list[tuple[str, str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT member, indicator, value, sum(amount)::bigint FROM {source} GROUP BY 1, 2, 3",  # noqa: S608 - our own tables
            parameters,
        )
        found: list[tuple[str, str, str, int]] = cursor.fetchall()
        return found
