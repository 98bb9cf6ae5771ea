"""What the tables of a house hold, as rows and a hash for each: to compare a house before and after an upgrade."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import psycopg
from psycopg import sql

__all__ = ["Contents", "contents", "tables"]

type Contents = dict[str, dict[str, object]]

_TABLES = """
SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY 1 ORDER BY 1
"""


def tables(connection: psycopg.Connection) -> dict[str, list[str]]:
    """Name of each table -> its columns."""
    return dict(connection.execute(_TABLES).fetchall())


def contents(
    connection: psycopg.Connection,
    columns: Mapping[str, Sequence[str]],
    renamed: Mapping[tuple[str, str], str] | None = None,
) -> Contents:
    """By table of `columns`: these columns, how many rows, and SHA-256 of the rows' text in order.

    `renamed`: (table, column) -> the name that the column has here. Needs a role that sees every row.
    """
    found: Contents = {}
    for table, wanted in columns.items():
        here = [(renamed or {}).get((table, column), column) for column in wanted]
        rows = sorted(_rows(connection, table, here))
        digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        found[table] = {"columns": list(wanted), "rows": len(rows), "sha256": digest}
    return found


def _rows(connection: psycopg.Connection, table: str, columns: Sequence[str]) -> Iterator[str]:
    row = sql.SQL(", ").join(map(sql.Identifier, columns))
    question = sql.SQL("SELECT ROW({})::text FROM {}").format(row, sql.Identifier(table))
    return (text for (text,) in connection.execute(question))
