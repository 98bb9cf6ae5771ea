"""Rows of many querysets in one SELECT: the page of a record asks for a dozen kinds of child rows at once.

Each queryset becomes one `ARRAY(SELECT jsonb …)` and its rows are built again from that, with the relations of its
`select_related` and its annotations. Walls and conditions are those of the querysets. Measured against one query for
each kind by `tests/foundation/db/test_fetch_together.py`: the same rows, field by field.
"""

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import DEFERRED, F, Func, JSONField, QuerySet
from django.db.models.functions import Cast

_MOST_ARGUMENTS = 50  # PostgreSQL takes at most 100 in one call


@dataclass(frozen=True)
class _Shape:
    """How one row is built: the fields of its model, then of each relation, each with the path that leads to it."""

    model: type[models.Model]
    path: str
    relations: tuple[tuple[Any, "_Shape"], ...]

    @property
    def fields(self) -> Sequence[Any]:
        return _stored_fields(self.model)

    def columns(self) -> Iterator[F]:
        """The columns of this model and of its relations, in the order in which `_built` takes them."""
        yield from (F(f"{self.path}{field.attname}") for field in self.fields)
        for _relation, shape in self.relations:
            yield from shape.columns()


def fetch_together(rows: Mapping[str, QuerySet[Any]], most: int) -> dict[str, list[Any]]:
    """At most `most` rows of each queryset, by its name: one query for all of them.

    A queryset that cannot be read this way (`values`, `only`, `defer`, `union`, `distinct`, aggregates, an order by
    annotations, relations that lead back, binary columns, prefetched rows, other databases) is asked for on its own.
    An instance is the same as the queryset's own.
    """
    found: dict[str, list[Any]] = {}
    packed: dict[str, tuple[QuerySet[Any], _Shape, str, Sequence[Any]]] = {}
    for name, one in rows.items():
        shape = _shape_of(one)
        if shape is None:
            found[name] = list(one[:most])
            continue
        try:
            packed[name] = (one, shape, *_packed(one, shape)[:most].query.sql_with_params())
        except EmptyResultSet:
            found[name] = []
    if packed:
        for name, texts in zip(
            packed, _asked([(sql, values) for _one, _shape, sql, values in packed.values()]), strict=True
        ):
            one, shape, _sql, _values = packed[name]
            found[name] = [_row(one, shape, text) for text in texts]
    return {name: found[name] for name in rows}


def _asked(queries: Sequence[tuple[str, Sequence[Any]]]) -> Sequence[Sequence[str]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'ARRAY({sql})' for sql, _values in queries)}",
            [value for _sql, values in queries for value in values],
        )
        answer: Sequence[Sequence[str]] = cursor.fetchone()
    return answer


@functools.cache
def _stored_fields(model: type[models.Model]) -> tuple[Any, ...]:
    return tuple(model._meta.concrete_fields)


@functools.cache
def _is_plain(model: type[models.Model]) -> bool:
    """True if every column comes through JSON unchanged."""
    return not any(
        isinstance(field, models.BinaryField | models.GeneratedField)
        or (hasattr(field, "from_db_value") and not isinstance(field, JSONField))
        for field in _stored_fields(model)
    )


def _shape_of(rows: QuerySet[Any]) -> _Shape | None:
    query = rows.query
    is_odd = (
        rows._fields is not None  # type: ignore[attr-defined]
        or query.is_sliced
        or bool(query.combinator)
        or query.distinct
        or query.group_by is not None
        or bool(query.extra)
        # Annotations travel inside the row: the statement has no column of that name to order by.
        or any(str(one).lstrip("-") in query.annotations for one in query.order_by)
        or bool(query.deferred_loading[0])
        or not query.deferred_loading[1]
        or rows.db != "default"
        or bool(rows._prefetch_related_lookups)  # type: ignore[attr-defined]
    )
    wanted = query.select_related or {}
    return None if is_odd or wanted is True else _shape(rows.model, "", wanted)


def _shape(model: type[models.Model], path: str, wanted: Mapping[str, Any]) -> _Shape | None:
    if not _is_plain(model):
        return None
    relations = []
    for name, deeper in wanted.items():
        field = {one.name: one for one in _stored_fields(model)}.get(name)
        shape = _shape(field.related_model, f"{path}{name}__", deeper) if field is not None else None
        if shape is None:
            return None
        relations.append((field, shape))
    return _Shape(model, path, tuple(relations))


def _packed(rows: QuerySet[Any], shape: _Shape) -> QuerySet[Any, Any]:
    columns: list[Any] = list(shape.columns())
    columns += [Cast(F(name), value.output_field) for name, value in _annotations(rows).items()]
    return rows.values_list(
        _array([_array(columns[at : at + _MOST_ARGUMENTS]) for at in range(0, len(columns), _MOST_ARGUMENTS)])
    )


def _annotations(rows: QuerySet[Any]) -> Mapping[str, Any]:
    return rows.query.annotation_select


def _array(parts: Sequence[Any]) -> Func:
    return Func(*parts, function="jsonb_build_array", output_field=JSONField())


def _row(rows: QuerySet[Any], shape: _Shape, text: str) -> Any:
    values = iter([value for part in json.loads(text, parse_float=Decimal) for value in part])
    row = _built(shape, values, rows._fetch_mode)  # type: ignore[attr-defined]
    for name, annotation in _annotations(rows).items():
        setattr(row, name, _read(annotation.output_field, next(values)))
    for field, known in rows._known_related_objects.items():  # type: ignore[attr-defined]
        if not field.is_cached(row) and (other := known.get(getattr(row, field.attname))) is not None:
            field.set_cached_value(row, other)
    return row


def _built(shape: _Shape, values: Iterator[Any], fetch_mode: Any) -> Any:
    own = [_read(field, next(values)) for field in shape.fields]
    related = [(field, _built(one, values, fetch_mode)) for field, one in shape.relations]
    key = shape.fields.index(shape.model._meta.pk)
    if own[key] is None or own[key] is DEFERRED:
        return None
    row = shape.model.from_db("default", [field.attname for field in shape.fields], own, fetch_mode=fetch_mode)
    for field, other in related:
        field.set_cached_value(row, other)
    return row


def _read(field: Any, value: Any) -> Any:
    if isinstance(field, ArrayField) and value is not None:
        return [_read(field.base_field, one) for one in value]
    return value if value is None or isinstance(field, JSONField) else field.to_python(value)
