"""Days at the edges of a period, counted from rows.

The statement is the same each time, but for the days and the organisations. Putting it together from all sources took
more than everything else that a report asks for, so it is put together once, with marks in the places of the answers.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Collection, Sequence
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, UUIDField, Value

from jatan.evidence.indicators.recount import Statement, cells_of, in_periods, together
from jatan.evidence.indicators.sources import SOURCES
from jatan.kernel.periods import Period

__all__ = ["cells_of_edges"]

_ORGANISATIONS: Final = [uuid.UUID(int=0)]
# Days on which nothing was recorded; a period has an edge at either end, or at one.
_EDGES: Final = tuple(Period(dt.date(1, 1, day), dt.date(1, 1, day + 1)) for day in (1, 3))


def cells_of_edges(organisations: Collection[uuid.UUID], edges: Sequence[Period]) -> Statement:
    """A SELECT of CELL_COLUMNS: every cell of these organisations' rows of one or two spans of days."""
    text, parts = _put_together(len(edges))
    theirs, days = list(organisations), dict[dt.date, dt.date]()
    for mark, edge in zip(_EDGES[: len(edges)], edges, strict=True):
        days |= {mark.start: edge.start, mark.end: edge.end}
    return text, [_answer(part, theirs, days) for part in parts]


def _answer(part: Any, organisations: list[uuid.UUID], days: dict[dt.date, dt.date]) -> Any:
    if isinstance(part, dt.date):
        return days[part]
    return organisations if part == _ORGANISATIONS else part


@functools.cache
def _put_together(edges: int) -> Statement:
    is_theirs = Func(
        F("organisation_id"),
        Func(Value(_ORGANISATIONS, output_field=ArrayField(UUIDField())), function="ANY"),
        arg_joiner=" = ",
        template="%(expressions)s",
        output_field=BooleanField(),
    )
    by_day = [source for source in SOURCES.values() if not source.by_quarter]
    return together(cells_of(source, Q(is_theirs) & in_periods(source, _EDGES[:edges])) for source in by_day)
