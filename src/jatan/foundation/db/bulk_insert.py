"""Insert many rows of one model with one statement per 2,000 rows, as an import of a whole workbook needs.

`bulk_create` builds its statement value by value, which for twenty thousand rows takes longer than reading the
workbook. Here the rows are passed as one JSON parameter to PostgreSQL's `json_populate_recordset`, so column types,
constraints and row-level security apply as usual. (COPY FROM would be faster, but PostgreSQL refuses it on tables with
row-level security.)
"""

import functools
import json
import uuid
from collections.abc import Callable, Sequence
from itertools import batched
from operator import methodcaller
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

_BATCH: Final = 2_000
_ON_SAVING: Final = ("auto_now", "auto_now_add")
type _Encode = Callable[[Any], Any]


def _unchanged(value: Any) -> Any:
    return value


def _array(value: Sequence[Any]) -> list[Any]:
    return [str(one) if isinstance(one, uuid.UUID) else one for one in value]


def _as_hex(value: bytes | memoryview) -> str:
    return f"\\x{bytes(value).hex()}"


# How a value other than None becomes JSON, by the class of its field.
_ENCODERS: Final[tuple[tuple[tuple[type[models.Field[Any, Any]], ...], _Encode], ...]] = (
    ((models.UUIDField, models.DecimalField), str),
    ((models.DateField,), methodcaller("isoformat")),
    ((models.BinaryField,), _as_hex),
    ((models.CharField, models.TextField, models.BooleanField, models.IntegerField), _unchanged),
    ((models.JSONField,), _unchanged),
    ((ArrayField,), _array),
)


def insert_rows(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Insert unsaved instances of one model, all or none; their primary keys are set already.

    `ignore_conflicts`: skip rows that violate a unique constraint. Sends no signals. Models with an auto field,
    `auto_now`, a file field or any other field that is not in `_ENCODERS` fall back to `bulk_create`.
    Raises what Django raises: IntegrityError, DataError, ProgrammingError.
    """
    if not rows:
        return
    model = type(rows[0])
    readers = _column_readers(model)
    if readers is None:
        model._default_manager.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=ignore_conflicts)
        return
    table, columns = _quoted(model._meta.db_table), ", ".join(map(_quoted, readers))
    statement = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"  # noqa: S608 - names of our own tables
        + (" ON CONFLICT DO NOTHING" if ignore_conflicts else "")
    )
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for batch in batched(rows, _BATCH, strict=False):
            cursor.execute(statement, [_as_json(batch, readers)])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _as_json(rows: Sequence[models.Model], readers: dict[str, tuple[str, _Encode]]) -> str:
    # From the dictionary of a row, where every column of an unsaved one stands: `getattr` takes twice as long.
    values = [
        {
            column: None if (value := row_values[name]) is None else encode(value)
            for column, (name, encode) in readers.items()
        }
        for row_values in map(vars, rows)
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


@functools.cache
def _column_readers(model: type[models.Model]) -> dict[str, tuple[str, _Encode]] | None:
    """Column -> (attribute name, encoder to JSON); None for a model that only `bulk_create` can insert."""
    readers: dict[str, tuple[str, _Encode]] = {}
    for field in model._meta.concrete_fields:
        kind = field.target_field if isinstance(field, models.ForeignKey) else field
        encode = next((encode for kinds, encode in _ENCODERS if isinstance(kind, kinds)), None)
        is_set_on_saving = isinstance(kind, models.AutoField) or any(getattr(kind, when, False) for when in _ON_SAVING)
        is_plain = type(kind).__module__.startswith(("django.db.models.fields", "django.contrib.postgres.fields"))
        if encode is None or is_set_on_saving or not is_plain:
            return None
        readers[str(field.column)] = (field.attname, encode)
    return readers


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
