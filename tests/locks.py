"""Check every SELECT ... FOR UPDATE of the tests: it must filter by organisation (ADR 18).

A cluster distributed by organisation refuses other locks, because they would involve all of its nodes.
"""

import functools
import re
from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

_LOCK: Final = re.compile(r"\bFOR (?:NO KEY )?UPDATE\b")
_TABLE: Final = re.compile(r' FROM "(\w+)"')


@functools.cache
def _of_organisations() -> frozenset[str]:
    """Tables with a non-null organisation."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.column == "organisation_id" and not field.null
    )


def fault(sql: str) -> str:
    """An error text for a statement that locks rows without the organisation, else ""."""
    if not _LOCK.search(sql):
        return ""
    found = _TABLE.search(sql)
    if found is None or found[1] not in _of_organisations():
        return ""
    _before, _where, condition = sql.partition(" WHERE ")
    named = re.search(rf'"{found[1]}"\."organisation_id" (?:= |IN \()', condition)
    return "" if named else f"locks rows of {found[1]} without naming the organisation"


def refuse_wide_locks(connection: BaseDatabaseWrapper) -> None:
    """Make statements on this connection fail that lock rows without filtering by organisation."""

    def check(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if wrong := fault(sql) if " UPDATE" in sql else "":
            raise AssertionError(f"{wrong}: {sql}")
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(check)
