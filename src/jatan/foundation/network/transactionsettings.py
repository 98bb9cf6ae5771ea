"""PostgreSQL settings for one transaction, by `SET LOCAL`: a cluster (Citus) hands that on, and not `set_config()`."""

import re
from collections.abc import Mapping
from typing import Final

from django.db.backends.utils import CursorWrapper
from psycopg import sql

# Ids by commas and codes need no quoting; this is asked at the start of every transaction.
_PLAIN: Final = re.compile(r"[\w,.-]*", re.ASCII)


def set_local(cursor: CursorWrapper, settings: Mapping[str, str]) -> None:
    """Give each setting (name -> value) its value until the transaction ends. Names come from the program alone."""
    cursor.execute("; ".join(f"SET LOCAL {name} = {_literal(value)}" for name, value in settings.items()))


def _literal(value: str) -> str:
    return f"'{value}'" if _PLAIN.fullmatch(value) else sql.Literal(value).as_string(None)
