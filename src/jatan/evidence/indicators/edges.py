"""The SQL that counts the days at the edges of a period from rows.

Building it from all sources took longer than all queries of a report, so it is built once with placeholder values for
days and organisations, which are replaced in the parameters of each call.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Collection, Sequence
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, UUIDField, Value

from jatan.evidence.indicators.recount import Statement, cells_of, in_periods, union_all
from jatan.evidence.indicators.sources import SOURCES
from jatan.kernel.periods import Period

_PLACEHOLDER_ORGANISATIONS: Final = [uuid.UUID(int=0)]
_BY_DAY: Final = frozenset(code for code, source in SOURCES.items() if not source.by_quarter)
# Placeholder periods; a period has one or two edges.
_PLACEHOLDER_EDGES: Final = tuple(Period(dt.date(1, 1, day), dt.date(1, 1, day + 1)) for day in (1, 3))


def edge_cells(
    organisations: Collection[uuid.UUID],
    edges: Sequence[Period],
    sources: frozenset[str] = _BY_DAY,
    *,
    has_sexes: bool = False,
) -> Statement:
    """A SELECT of CELL_COLUMNS: the cells of these organisations' rows of these sources in one or two spans of days.

    In all, by district and by block; with `has_sexes` also who came, which costs more than these.
    """
    text, parts = _build_statement(len(edges), sources, has_sexes=has_sexes)
    organisation_ids, days = list(organisations), dict[dt.date, dt.date]()
    for placeholder, edge in zip(_PLACEHOLDER_EDGES[: len(edges)], edges, strict=True):
        days |= {placeholder.start: edge.start, placeholder.end: edge.end}
    return text, [_replace_placeholder(part, organisation_ids, days) for part in parts]


def _replace_placeholder(part: Any, organisations: list[uuid.UUID], days: dict[dt.date, dt.date]) -> Any:
    if isinstance(part, dt.date):
        return days[part]
    return organisations if part == _PLACEHOLDER_ORGANISATIONS else part


@functools.cache
def _build_statement(edges: int, sources: frozenset[str], *, has_sexes: bool) -> Statement:
    is_of_organisation = Func(
        F("organisation_id"),
        Func(Value(_PLACEHOLDER_ORGANISATIONS, output_field=ArrayField(UUIDField())), function="ANY"),
        arg_joiner=" = ",
        template="%(expressions)s",
        output_field=BooleanField(),
    )
    return union_all(
        cells_of(source, Q(is_of_organisation) & in_periods(source, _PLACEHOLDER_EDGES[:edges]), has_sexes=has_sexes)
        for code, source in SOURCES.items()
        if code in sources
    )
