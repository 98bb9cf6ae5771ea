"""All numbers of an organisation in a place and month as one row: written with the cells, added up by the report.

A report adds up some ten thousand cells, each with its own texts; PostgreSQL needs most of the report's time for that.
The same amounts stand here in a list for each place and month, and lists whose names are the same are added up column
by column. What is counted lies in one district or in none recorded, so the sum of the districts is the total.
"""
# ruff: noqa: S608 - the texts joined here are names of our own tables and columns; values are parameters

import datetime as dt
import functools
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from jatan.evidence.indicators.definitions import BY_QUARTER
from jatan.evidence.indicators.models import MonthlyCell, PlaceMonth
from jatan.evidence.indicators.results import Key

_TABLE, _CELLS = PlaceMonth._meta.db_table, MonthlyCell._meta.db_table
_STORE = (
    f"INSERT INTO {_TABLE} (organisation_id, dimension, month, member, keys, amounts)"
    " SELECT organisation_id, dimension, month, member,"
    " string_agg(indicator || '.' || value, ' ' ORDER BY indicator, value),"
    f" array_agg(amount ORDER BY indicator, value) FROM {_CELLS}"
    " WHERE organisation_id = %s AND dimension IN ('district', 'block') AND {condition}"
    " GROUP BY organisation_id, dimension, month, member"
)


class Row(NamedTuple):
    """A row of the table; the organisation's id as text, which is faster to group by."""

    organisation: str
    dimension: str
    month: dt.date
    member: str
    keys: str
    amounts: list[int]

    @property
    def place(self) -> tuple[str, str]:
        return self.dimension, self.member


def store_place_months(organisation_id: uuid.UUID, months: Collection[dt.date] | None = None) -> None:
    """Write an organisation's rows of these months (None: of all) anew from its cells. In the cells' transaction."""
    rows = PlaceMonth.objects.filter(organisation_id=organisation_id)
    condition, parameters = "true", list[Any]()
    if months is not None:
        rows = rows.filter(month__in=months)
        condition, parameters = "month = ANY(%s)", [sorted(months)]
    rows.delete()
    with connection.cursor() as cursor:
        cursor.execute(_STORE.format(condition=condition), [organisation_id, *parameters])


def read_place_months(condition: str, parameters: Sequence[Any], until: dt.date) -> list[Row]:
    """The rows up to a day, of all time, that meet a condition on places. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT organisation_id::text, dimension, month, member, keys, amounts FROM {_TABLE}"
            f" WHERE month <= %s AND {condition}",
            [until, *parameters],
        )
        return list(map(Row._make, cursor.fetchall()))


def sum_by[Whose](whose: Callable[[Row], Whose], rows: Iterable[Row], *, quarterly: bool) -> dict[Whose, Counter[Key]]:
    """{whose: {number: sum}}; without `quarterly`, of the numbers by month only."""
    groups = defaultdict[tuple[Whose, str], list[list[int]]](list)
    for row in rows:
        groups[(whose(row), row.keys)].append(row.amounts)
    found = defaultdict[Whose, Counter[Key]](Counter)
    for (one, keys), lists in groups.items():
        sums = found[one]
        for key, amount in zip(_split(keys), map(sum, zip(*lists, strict=True)), strict=True):
            if quarterly or key[0] not in BY_QUARTER:
                sums[key] += amount
    return found


def first_months(rows: Iterable[Row]) -> dict[uuid.UUID, dict[Key, dt.date]]:
    """{organisation: {number: the first month with a record of it}}."""
    by_keys: dict[tuple[str, str], dt.date] = {}
    for row in rows:
        which = (row.organisation, row.keys)
        if which not in by_keys or row.month < by_keys[which]:
            by_keys[which] = row.month
    found = defaultdict[uuid.UUID, dict[Key, dt.date]](dict)
    for (organisation, keys), month in by_keys.items():
        mine = found[uuid.UUID(organisation)]
        for key in _split(keys):
            mine[key] = min(month, mine.get(key, month))
    return dict(found)


@functools.lru_cache(maxsize=10_000)
def _split(keys: str) -> tuple[Key, ...]:
    """The numbers named in a row: few different texts in many rows."""
    return tuple((code, value) for code, _dot, value in (one.partition(".") for one in keys.split()))
