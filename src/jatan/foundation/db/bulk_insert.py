"""Many new rows of one model in one statement, for an office's whole workbook is written at once.

Django builds its statement value by value, which for twenty thousand rows takes longer than reading the workbook. Here
the rows are handed over as one JSON text, and PostgreSQL makes them rows of its own table: types, limits, checks and
row walls hold as ever (COPY would be quicker still, but is not there behind row walls).
"""

import functools
import json
from collections.abc import Callable, Sequence
from itertools import batched
from operator import methodcaller
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

__all__ = ["write_rows"]

_BATCH: Final = 2_000
_ON_SAVING: Final = ("auto_now", "auto_now_add")
type _Speak = Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


def _hexadecimal(value: bytes | memoryview) -> str:
    return f"\\x{bytes(value).hex()}"


# How a value that is not None is said in JSON, by the kind of its field.
_SPOKEN: Final[tuple[tuple[tuple[type[models.Field[Any, Any]], ...], _Speak], ...]] = (
    ((models.UUIDField, models.DecimalField), str),
    ((models.DateField,), methodcaller("isoformat")),
    ((models.BinaryField,), _hexadecimal),
    ((models.CharField, models.TextField, models.BooleanField, models.IntegerField), _as_it_is),
    ((models.JSONField, ArrayField), _as_it_is),
)


def write_rows(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Insert rows that carry their own ids. `ignore_conflicts`: those that are there already are passed over.

    All or nothing. No signals. A model with a field that does something when it is saved (a file, a number that the
    database gives) goes in as Django does it. Raises what Django raises: IntegrityError, DataError, ProgrammingError.
    """
    if not rows:
        return
    model = type(rows[0])
    said = _said(model)
    if said is None:
        model._default_manager.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=ignore_conflicts)
        return
    table, columns = _quoted(model._meta.db_table), ", ".join(map(_quoted, said))
    statement = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"  # noqa: S608 - names of our own tables
        + (" ON CONFLICT DO NOTHING" if ignore_conflicts else "")
    )
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for batch in batched(rows, _BATCH, strict=False):
            cursor.execute(statement, [_text(batch, said)])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _text(rows: Sequence[models.Model], said: dict[str, tuple[str, _Speak]]) -> str:
    values = [
        {
            column: None if (value := getattr(row, name)) is None else speak(value)
            for column, (name, speak) in said.items()
        }
        for row in rows
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


@functools.cache
def _said(model: type[models.Model]) -> dict[str, tuple[str, _Speak]] | None:
    """Column -> name of the attribute, and how its value is said in JSON; None for a model that needs Django."""
    found: dict[str, tuple[str, _Speak]] = {}
    for field in model._meta.concrete_fields:
        kind = field.target_field if isinstance(field, models.ForeignKey) else field
        speak = next((speak for kinds, speak in _SPOKEN if isinstance(kind, kinds)), None)
        is_set_on_saving = isinstance(kind, models.AutoField) or any(getattr(kind, when, False) for when in _ON_SAVING)
        is_plain = type(kind).__module__.startswith(("django.db.models.fields", "django.contrib.postgres.fields"))
        if speak is None or is_set_on_saving or not is_plain:
            return None
        found[str(field.column)] = (field.attname, speak)
    return found


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
