"""Since when a number has been recorded at all, so that "0" and "never recorded" do not look the same.

A register without a column for counselling has no counselling in it: 0 would say that nobody was counselled. A number
is recorded from the first month in which a record of its kind exists in the reader's scope; before that month, and
where there is none, it is printed as "not recorded". What a record of another kind always tells is in `KNOWN_BY`: an
office that records cases knows how many are closed, also where none is.

For counts of persons that a reader sees rounded, the first month is read from what was published, and asked only where
the published number is exact: a rounded 0 can be up to four people (`absences.FEW`).
"""
# ruff: noqa: S608 - the texts joined here are names of our own tables and columns; values are parameters

import datetime as dt
import uuid
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from jatan.evidence.indicators.casework import CASEWORK
from jatan.evidence.indicators.cell_sums import scope_condition
from jatan.evidence.indicators.centres import CENTRES
from jatan.evidence.indicators.definitions import COUNTED, PERSONS
from jatan.evidence.indicators.models import MonthlyCell, PublishedCount
from jatan.evidence.indicators.published_sums import published_condition
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope, scope_of
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission

type _First = Mapping[Key, dt.date]

_JOURNEY_OF: Key = ("registered_before_leaving", "leaving")
_PARTS: dict[Key, Key] = {
    ("registered_before_leaving", "before"): _JOURNEY_OF,
    ("heard_from_on_time", "heard"): ("heard_from_on_time", "due"),
    ("wage_gap", "less"): ("wage_gap", "outcomes"),
    **{(one.code, value.name): ("case_work", "cases") for one in CASEWORK for value in one.values},
}
# {number: the number whose records tell it too}: parts of a whole, and sums of rows (people at a meeting).
KNOWN_BY: dict[Key, Key] = {
    (one.code, value.name): (one.code, rows.name)
    for one in COUNTED
    for value in one.values
    for rows in one.values
    if value.measure == "amount" and rows.measure == "rows" and (rows.source, rows.only) == (value.source, value.only)
} | _PARTS
_CELLS, _PUBLISHED = MonthlyCell._meta.db_table, PublishedCount._meta.db_table
_PERSONS = [f"{code}.{value}" for code, value in PERSONS]
_IS_ACT = "indicator || '.' || value <> ALL(%s)"
_KEYS = frozenset((one.code, value.name) for one in COUNTED for value in one.values) - {CENTRES}
_KNOWN_BY = tuple((key, KNOWN_BY.get(key, key)) for key in _KEYS)


@dataclass(frozen=True)
class FirstMonths:
    """The first month with a record of each number, for each organisation: from all records, and as published."""

    exact: Mapping[uuid.UUID, _First] = field(default_factory=dict)
    published: Mapping[uuid.UUID, _First] = field(default_factory=dict)

    def among(self, organisations: Collection[uuid.UUID], rounded: Collection[Key]) -> dict[Key, dt.date]:
        """The first month of each number in any of these organisations; `rounded` numbers as published."""
        found: dict[Key, dt.date] = {}
        for table, is_published in ((self.exact, False), (self.published, True)):
            for organisation in organisations:
                for key, month in table.get(organisation, {}).items():
                    if (key in rounded) is is_published:
                        found[key] = min(month, found.get(key, month))
        return found


class Unrecorded:
    """The numbers of which no record exists, by day: few days differ, for a report that asks for every month."""

    def __init__(self, first: _First) -> None:
        self._first = first
        self._months = sorted(set(first.values()))
        self._found: dict[int, frozenset[Key]] = {}

    def until(self, day: dt.date) -> frozenset[Key]:
        """Those without a record up to a day. The list of centres is always known."""
        begun = bisect_right(self._months, day)
        if begun not in self._found:
            first, never = self._first, dt.date.max
            self._found[begun] = frozenset(key for key, known in _KNOWN_BY if first.get(known, never) > day)
        return self._found[begun]


def read_first_months(
    scope: Scope, until: dt.date, exact: Mapping[uuid.UUID, _First], *, with_published: bool
) -> FirstMonths:
    """The first months of the reader's scope up to a day: `exact` as summed, and one query for what is published."""
    if not scope.every_organisation:
        return FirstMonths()
    if not with_published:
        return FirstMonths(exact)
    condition, parameters = published_condition(scope)
    return FirstMonths(exact, _first_published(f"amount > 0 AND month <= %s AND ({condition})", [until, *parameters]))


def last_months(by: Actor, until: dt.date) -> dict[uuid.UUID, dt.date]:
    """{organisation: the last month up to a day in which something was held}, of those that this reader may count.

    Of acts only, which are exact for every reader: when a person was last recorded is not told. One query. Raises
    Forbidden when the reader may see no numbers.
    """
    scope = scope_of(by)
    if not scope.every_organisation:
        return {}
    condition, parameters = scope_condition(scope)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT organisation_id, max(month) FROM {_CELLS} WHERE month <= %s AND {_IS_ACT} AND {condition}"
            " GROUP BY 1",
            [until, _PERSONS, *parameters],
        )
        return dict(cursor.fetchall())


def last_month(by: Actor, until: dt.date) -> dt.date | None:
    """The last month up to a day in which this reader has any number at all, as far as she may know; None: none.

    Counts of persons from what is published, or exactly where she reads the rows. One query.
    """
    scope = scope_of(by)
    if not scope.every_organisation:
        return None
    condition, parameters = scope_condition(scope)
    published, more = published_condition(scope)
    readable = list(by.reach(Permission.PEOPLE_SEE).organisations)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT max(month) FROM (SELECT month FROM {_CELLS} WHERE month <= %s"
            f" AND ({_IS_ACT} OR organisation_id = ANY(%s)) AND {condition}"
            f" UNION ALL SELECT month FROM {_PUBLISHED} WHERE amount > 0 AND month <= %s AND ({published})) AS found",
            [until, _PERSONS, readable, *parameters, until, *more],
        )
        found: dt.date | None = cursor.fetchone()[0]
        return found


def _first_published(condition: str, parameters: list[Any]) -> dict[uuid.UUID, dict[Key, dt.date]]:
    found = defaultdict[uuid.UUID, dict[Key, dt.date]](dict)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT organisation_id, indicator, value, min(month) FROM {_PUBLISHED} WHERE {condition}"
            " GROUP BY 1, 2, 3",
            parameters,
        )
        for organisation, code, value, month in cursor.fetchall():
            found[organisation][(code, value)] = month
    return dict(found)
