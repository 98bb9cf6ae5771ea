"""Set PostgreSQL settings for one transaction with `SET LOCAL`, which Citus propagates to its nodes (`set_config()`
it does not)."""

import re
from collections.abc import Mapping
from typing import Final

from django.db.backends.utils import CursorWrapper
from psycopg import sql

# Values of these characters need no escaping; a shortcut, because this runs at the start of every transaction.
_PLAIN: Final = re.compile(r"[\w,.-]*", re.ASCII)


def set_local(cursor: CursorWrapper, settings: Mapping[str, str]) -> None:
    """Give each setting (name -> value) its value until the transaction ends. Names come from the program alone."""
    cursor.execute(_statements(settings))


def change_local(cursor: CursorWrapper, settings: Mapping[str, str]) -> dict[str, str]:
    """As `set_local`, in one message with the question what the settings said before; answers that, "" for nothing."""
    names = ", ".join(f"'{name}'" for name in settings)
    before = f"SELECT name, coalesce(current_setting(name, true), '') FROM unnest(ARRAY[{names}]) s(name)"  # noqa: S608
    cursor.execute(f"{before}; {_statements(settings)}")
    return dict(cursor.fetchall())


def _statements(settings: Mapping[str, str]) -> str:
    return "; ".join(f"SET LOCAL {name} = {_literal(value)}" for name, value in settings.items())


def _literal(value: str) -> str:
    return f"'{value}'" if _PLAIN.fullmatch(value) else sql.Literal(value).as_string(None)
