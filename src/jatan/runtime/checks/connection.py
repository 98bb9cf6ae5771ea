"""Whether processes talk to PostgreSQL directly and with few privileges."""

from contextlib import closing

import psycopg
from django.db import DatabaseError, InterfaceError, connection
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level, in_both_languages
from jatan.runtime.postgres import check, urls
from jatan_postgres.programs import PostgresProblem


def check_reachable() -> list[Finding]:
    """The database answers. Starts nothing."""
    try:
        connection.ensure_connection()
    except (DatabaseError, InterfaceError):
        remedy = (
            _("Start the house: ./jatan run")
            if urls.is_embedded()
            else _("Look whether PostgreSQL runs, and whether DATABASE_APP_URL is right.")
        )
        return [Finding("database_unreachable", Level.BAD, _("The database does not answer."), remedy)]
    return [Finding("database_unreachable", Level.OK, _("The database answers."))]


def check_pooler() -> list[Finding]:
    """No pooler that gives each transaction another connection stands before the database."""
    if not _is_pooled_by_transaction():
        return [Finding("transaction_pooler", Level.OK, _("Every connection is one connection of the database."))]
    sentence = _("A pooler (pgbouncer) gives every transaction another connection: the worker cannot hold its locks.")
    remedy = _(
        "Give DATABASE_APP_URL the address of PostgreSQL itself; the pooler's for pages goes into DATABASE_PAGES_URL."
    )
    return [Finding("transaction_pooler", Level.BAD, sentence, remedy)]


def check_privileges() -> list[Finding]:
    """The runtime role cannot pass the row walls, owns nothing and makes no temporary tables."""
    try:
        check.refuse_unsafe_role(connection)
    except PostgresProblem as problem:
        return [
            Finding(
                "role_too_powerful", Level.BAD, str(problem), _("docs/how-to/own-postgresql.md has the statements.")
            )
        ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(current_database(), 'TEMPORARY')")
        may_make_tables = cursor.fetchone()[0]
    if not may_make_tables:
        return [Finding("role_too_powerful", Level.OK, _("The runtime role has no privilege too many."))]
    sentence = _("The runtime role may make temporary tables.")
    remedy = _("As the owner of the database: REVOKE TEMPORARY ON DATABASE … FROM PUBLIC, jatan_app;")
    return [Finding("role_too_powerful", Level.WARN, sentence, remedy)]


def refuse_transaction_pooler() -> None:
    """Raise PostgresProblem if the worker's session locks would stay with a pooler. The embedded server has none."""
    if not urls.is_embedded() and _is_pooled_by_transaction():
        raise PostgresProblem("\n".join(text for finding in check_pooler() for text in in_both_languages(finding)))


def _is_pooled_by_transaction() -> bool:
    """True if two open connections share one of the server's, which only a transaction pooler does."""
    url = urls.database_urls().app
    with closing(psycopg.connect(url, autocommit=True)) as first, closing(psycopg.connect(url)) as second:
        before = _backend(first)
        taken = _backend(second)  # in a transaction, so that the pooler cannot give this one away
        return taken == before or _backend(first) != before


def _backend(opened: psycopg.Connection) -> int:
    row = opened.execute("SELECT pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0
