"""Database checks at start-up.

Row-level security does not bind a superuser, a role with BYPASSRLS, or a table's owner, who can switch it off. With
such a role web server, worker and commands refuse to start.
"""

from collections.abc import Iterable
from contextlib import closing
from typing import Final

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

from jatan.runtime.postgres import urls
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan_postgres.programs import PostgresProblem

_POWERS: Final = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls
FROM pg_roles r WHERE r.rolname IN (current_user, session_user)
"""
_OWNED: Final = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  AND (pg_has_role(current_user, c.relowner, 'MEMBER') OR pg_has_role(session_user, c.relowner, 'MEMBER'))
ORDER BY c.relname LIMIT 3
"""
_CONNECT_SECONDS: Final = 3
_IDENTITY: Final = """
SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()) FROM pg_control_system()
"""
_DIFFERENT: Final = _(
    "DATABASE_URL, DATABASE_APP_URL and DATABASE_PAGES_URL, or the servers that one of them names, lead to different"
    " databases. All must be copies of one (the same system_identifier)."
)
_ENCODING: Final = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
_WRITING: Final = """
SELECT lower('ÉCOLE') = 'école', length('गुमला') = 5 AND upper('गुमला') = 'गुमला' AND 'क' < 'ख'
"""


def refuse_unsafe_role(connection: BaseDatabaseWrapper) -> None:
    """Raise PostgresProblem if the role of this connection could bypass row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(_POWERS)
        for name, is_super, passes_walls in cursor.fetchall():
            if is_super or passes_walls:
                power = "is a superuser" if is_super else "may bypass row-level security"
                raise PostgresProblem(f"The database role {name} {power}. Set another one in DATABASE_APP_URL.")
        cursor.execute(_OWNED)
        if owned := [row[0] for row in cursor.fetchall()]:
            raise PostgresProblem(
                f"The role of DATABASE_APP_URL owns tables ({', '.join(owned)}). It must own nothing."
            )


def refuse_another_database(addresses: Iterable[str]) -> None:
    """Raise PostgresProblem if these addresses, or the servers that one of them names, do not all lead to one database
    of one cluster. A copy that was promoted has the identity of its cluster.

    Those that do not answer (a server, or a pooler) are not asked: a worker goes on while a pooler is away. Raises
    psycopg.OperationalError if none answers.
    """
    found, lost = set(), None
    for one in dict.fromkeys(server for address in addresses for server in urls.servers(address)):
        try:
            with closing(psycopg.connect(one, connect_timeout=_CONNECT_SECONDS)) as opened:
                found.add(opened.execute(_IDENTITY).fetchone())
        except psycopg.OperationalError as error:
            lost = error
    if not found and lost is not None:
        raise lost
    if len(found) > 1:
        raise PostgresProblem(both(_DIFFERENT))


def refuse_unreadable_writing(connection: BaseDatabaseWrapper) -> None:
    """Raise PostgresProblem if the database cannot store, compare and case-fold Latin and Devanagari text."""
    with connection.cursor() as cursor:
        cursor.execute(_ENCODING)
        if cursor.fetchone() != ("UTF8",):
            raise PostgresProblem("The database is not in UTF-8. Create it with ENCODING 'UTF8' TEMPLATE template0.")
        cursor.execute(_WRITING)
        folds, compares = cursor.fetchone()
    if not (folds and compares):
        raise PostgresProblem(
            "The database's locale does not know letters outside English. Create it with "
            "LOCALE_PROVIDER icu ICU_LOCALE 'und', or on PostgreSQL 17 and newer LOCALE_PROVIDER builtin "
            "BUILTIN_LOCALE 'C.UTF-8'."
        )
