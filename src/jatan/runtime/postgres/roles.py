"""The two roles of the database, and the privileges of the runtime role.

`jatan_owner` owns the tables and runs migrations. `jatan_app` runs web server and worker: it owns nothing, so row-level
security binds it and it cannot alter tables. Default privileges give it access to new tables; migrations of append-only
tables revoke some.
"""

from typing import Final

import psycopg
from psycopg import sql

from jatan.runtime.postgres.cluster import APP, DATABASE, OWNER
from jatan_postgres.cluster import SUPERUSER, Cluster, password_of

_TABLE_RIGHTS: Final = "SELECT, INSERT, UPDATE, DELETE"
_LOCK_NUMBER: Final = 1_784_001  # advisory lock: one process grants at a time, also across machines


def conninfo(where: Cluster, role: str, database: str = DATABASE) -> str:
    """URL of a role in the embedded cluster."""
    return where.url(role, database)


def prepare_embedded(where: Cluster) -> None:
    """Create or reset roles and database of the embedded cluster. Idempotent; the caller holds the lock."""
    with psycopg.connect(conninfo(where, SUPERUSER, "postgres"), autocommit=True) as connection:
        for role in (OWNER, APP):
            ensure_login(connection, role, password_of(where, role))
        ensure_database(connection, DATABASE, OWNER)
    with psycopg.connect(conninfo(where, OWNER)) as connection:
        grant_to_app(connection, APP)


def ensure_login(connection: psycopg.Connection, role: str, password: str) -> None:
    """Create a login role without special attributes, or reset an existing one to that."""
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER" if found else "CREATE")
    powers = sql.SQL("LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD")
    statement = sql.SQL("{} ROLE {} {} {}")
    connection.execute(statement.format(verb, sql.Identifier(role), powers, sql.Literal(password)))


def ensure_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    """Create a UTF-8 database owned by `owner`, unless it exists, and revoke PUBLIC's privileges on it."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        make = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(owner)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def grant_to_app(connection: psycopg.Connection, app: str) -> None:
    """Grant `app` the schema and, by default privileges, future tables. Needs the owner's role; call before migrations.

    Existing tables are not changed, because a migration may have revoked a privilege.
    """
    names = {"app": sql.Identifier(app), "database": sql.Identifier(connection.info.dbname)}
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_NUMBER])
    for statement in (
        "GRANT CONNECT ON DATABASE {database} TO {app}",
        # Temporary tables and functions of its own are a way around checks for whoever gets SQL past the programme.
        "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {app}",
        "GRANT USAGE ON SCHEMA public TO {app}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {_TABLE_RIGHTS} ON TABLES TO {{app}}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    ):
        connection.execute(sql.SQL(statement).format(**names))
    connection.commit()


def keep_migrations_closed(connection: psycopg.Connection, app: str) -> None:
    """Make django_migrations read-only for `app`. Needs the owner's role; call after migrations."""
    statement = sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}")
    connection.execute(statement.format(sql.Identifier(app)))
    connection.commit()


def instructions(owner: str, database: str) -> str:
    """SQL that a database administrator runs once to prepare an external server."""
    return f"""\
CREATE ROLE {APP} LOGIN PASSWORD 'choose-one' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
ALTER DATABASE {database} OWNER TO {owner};
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {APP};"""
