"""The order of a list, and the ids of one page of it, read from an index however deep the page lies.

A list is ordered by one field of its table and then by the id. Rows where the field is empty come last, upwards and
downwards: an order is a row of segments (with a value, without one), each a range of one index. A page is found by the
id of its neighbour (`after`, `before`); the value to go on from is read from that row and is in no URL. Where somebody
reaches several organisations, PostgreSQL merges one such range of each.
"""

import json
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.lookups import GreaterThan, LessThan

from jatan.web.ui.records.desk import Desk

# So many organisations are merged; a reach beyond is read in one piece.
MERGED = 40


class Segment(NamedTuple):
    """Rows of a list that lie together: the condition, the fields that order them, and the direction."""

    where: Q
    fields: tuple[str, ...]
    is_down: bool


@dataclass(frozen=True)
class Order:
    """By `field` ("" or "id": by the id alone), then by the id. `first`: rows that come before all others."""

    field: str = "id"
    is_down: bool = True
    first: Q | None = None
    empty: Q | None = None

    @property
    def code(self) -> str:
        """The value of `?sort=`."""
        return f"-{self.field}" if self.is_down else self.field

    @property
    def expressions(self) -> list[Any]:
        """For `order_by`: the same order over whole rows."""
        found: list[Any] = []
        for late in (self.empty, ~self.first if self.first is not None else None):
            if late is not None:
                found.insert(0, Case(When(late, then=1), default=0))
        names = ["id"] if self.field == "id" else [self.field, "id"]
        return [*found, *(F(name).desc() if self.is_down else F(name).asc() for name in names)]

    def segments(self) -> list[Segment]:
        """In the order of the list, none overlapping another."""
        parts = [Q()] if self.first is None else [self.first, ~self.first]
        if self.field == "id":
            return [Segment(part, ("id",), self.is_down) for part in parts]
        if self.empty is None:
            return [Segment(part, (self.field, "id"), self.is_down) for part in parts]
        return [
            segment
            for part in parts
            for segment in (
                Segment(part & self._filled, (self.field, "id"), self.is_down),
                Segment(part & self.empty, ("id",), self.is_down),
            )
        ]

    @property
    def _filled(self) -> Q:
        is_null = self.empty == Q(**{f"{self.field}__isnull": True})
        return Q(**{f"{self.field}__isnull": False}) if is_null else Q(**{f"{self.field}__gt": ""})


def order_of(desk: Desk, code: str = "") -> Order:
    """The order that `?sort=` names; the desk's own for "" and for a name that is none of its columns."""
    offered = {show.sort for show in (*desk.columns, *desk.more_columns) if show.sort}
    field = code.removeprefix("-")
    if field not in offered:
        field, is_down = desk.order[0].removeprefix("-"), desk.order[0].startswith("-")
        return Order(field, is_down, desk.first, _empty(desk, field))
    return Order(field, code.startswith("-"), None, _empty(desk, field))


def _empty(desk: Desk, name: str) -> Q | None:
    """The condition of rows where this field says nothing, or None if it always says something."""
    if "__" in name:
        return None
    field: Any = desk.model._meta.get_field(name)
    if field.null:
        return Q(**{f"{name}__isnull": True})
    is_text = isinstance(field, CharField | TextField)
    return Q(**{name: ""}) if is_text and field.blank else None


class Ids(NamedTuple):
    """The ids of one page, in order, and whether rows lie beyond it in the direction of reading."""

    ids: list[uuid.UUID]
    goes_on: bool


def ids_from(
    rows: QuerySet[Any],
    order: Order,
    organisations: Collection[uuid.UUID],
    *,
    size: int,
    skip: int = 0,
    start: Any = None,
    is_backwards: bool = False,
) -> Ids:
    """The next `size` ids: after `skip` rows from the beginning, or after `start`, a row of `with_segment`.

    `is_backwards`: before it, or after `skip` rows from the end. The ids are always in the order of the list.
    """
    found: list[uuid.UUID] = []
    for segment, beyond in _segments_from(order, start, is_backwards):
        ids = _leg(rows, segment, beyond, organisations)
        some = list(ids[skip : skip + size + 1 - len(found)])
        if skip:
            skip = 0 if some else skip - ids[:skip].count()
        found += (line[-1] for line in some)
        if len(found) > size:
            break
    page = found[:size]
    return Ids(page[::-1] if is_backwards else page, len(found) > size)


def with_segment(rows: QuerySet[Any], order: Order) -> QuerySet[Any]:
    """The rows, each with the number of the segment in which it lies (`segment`): a row to go on from needs it."""
    segments = order.segments()
    if len(segments) == 1:
        marked: QuerySet[Any] = rows.annotate(segment=Value(0))
        return marked
    cases = [When(segment.where, then=number) for number, segment in enumerate(segments)]
    marked = rows.annotate(segment=Case(*cases, default=0))
    return marked


def _segments_from(order: Order, start: Any, is_backwards: bool) -> Iterator[tuple[Segment, Any]]:
    """Each segment to read, with the row beyond which it begins (None: at its own beginning)."""
    segments = order.segments()
    place = 0 if start is None else start.segment
    if is_backwards:
        place = len(segments) - 1 - start.segment if start is not None else 0
        segments = [segment._replace(is_down=not segment.is_down) for segment in reversed(segments)]
    for number, segment in enumerate(segments[place:]):
        yield segment, start if number == 0 else None


def _leg(rows: QuerySet[Any], segment: Segment, beyond: Any, organisations: Collection[uuid.UUID]) -> Any:
    """The ids of a segment in order, as a sliceable query."""
    rows = rows.filter(segment.where).order_by()
    if beyond is not None:
        here = _row(F(name) for name in segment.fields)
        there = _row(Value(_value(beyond, name)) for name in segment.fields)
        rows = rows.filter(LessThan(here, there) if segment.is_down else GreaterThan(here, there))
    names = [f"-{name}" if segment.is_down else name for name in segment.fields]
    legs = [rows.filter(organisation_id=one) for one in sorted(organisations)] if is_merged(organisations) else [rows]
    legs = [leg.values_list(*segment.fields) for leg in legs]
    merged = legs[0].union(*legs[1:], all=True) if len(legs) > 1 else legs[0]
    return merged.order_by(*names)


def is_merged(organisations: Collection[uuid.UUID]) -> bool:
    """Whether a range of each organisation is read and merged."""
    return 1 < len(organisations) <= MERGED


def _row(parts: Iterable[Any]) -> Func:
    """Several values that are compared as one, as the index orders them."""
    return Func(*parts, function="ROW", output_field=TextField())


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def estimated_count(rows: QuerySet[Any]) -> int:
    """How many rows PostgreSQL expects, from what it knows of the table: for a number that is shown as "about"."""
    plan = json.loads(rows.order_by().values("pk").explain(format="json"))
    return int(plan[0]["Plan"]["Plan Rows"])
