"""The test database: real PostgreSQL, created by the owner's role and used with the runtime role.

One database per xdist worker under the run's `JATAN_HOME`. The first worker of a run applies the migrations to a
template database; each worker copies it.
"""

import os
import uuid
from pathlib import Path
from typing import Final

import psycopg
from django.db import connections
from filelock import FileLock
from psycopg import sql

from jatan.foundation.places.services import load_places
from jatan.runtime import startup
from jatan.runtime.backup import database_dump
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles, urls
from jatan.settings import options
from jatan_postgres.cluster import SUPERUSER

_TEMPLATE: Final = "test_template"
_RUN: Final = os.environ.get("JATAN_TEST_RUN")  # set by `jatan test`, the same for all of its checks


def create(name: str) -> None:
    """Create database `name` with all tables and places, replacing an existing one, and use it for both aliases."""
    startup.ensure_database()
    with FileLock(options.home() / "test-template.lock"):
        _bring_up_template(_RUN or os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex))
        _copy_template(name)
    _point_at(name)


def dumped_template(target: Path) -> dict[str, int] | None:
    """Dump this run's template database to a file. Returns table -> rows, or None if there is no template."""
    if _RUN is None:
        return None
    with FileLock(options.home() / "test-template.lock"):
        with _superuser() as connection:
            if not _is_of(_RUN, connection):
                return None
        with target.open("wb") as out:
            return database_dump.dump(_conninfo(_TEMPLATE, SUPERUSER), out)


def _is_of(run: str, connection: psycopg.Connection) -> bool:
    noted = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    return connection.execute(noted, [_TEMPLATE]).fetchone() == (run,)


def _bring_up_template(run: str) -> None:
    """Create the template unless it is of this run, according to the comment on it."""
    with _superuser() as connection:
        if _is_of(run, connection):
            return
        _drop(connection, _TEMPLATE)
        roles.ensure_database(connection, _TEMPLATE, clusters.OWNER)
    _point_at(_TEMPLATE)
    with psycopg.connect(_conninfo(_TEMPLATE, clusters.OWNER)) as owner:
        roles.grant_to_app(owner, clusters.APP)
        startup.run_migrations()
        roles.keep_migrations_closed(owner, clusters.APP)
    load_places()
    connections.close_all()
    with _superuser() as connection:
        note = sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(note.format(sql.Identifier(_TEMPLATE), sql.Literal(run)))


def _copy_template(name: str) -> None:
    with _superuser() as connection:
        _drop(connection, name)
        copy = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy")
        connection.execute(copy.format(*map(sql.Identifier, (name, clusters.OWNER, _TEMPLATE))))
        roles.ensure_database(connection, name, clusters.OWNER)
    # What may be done with a database is not copied along with it.
    with psycopg.connect(_conninfo(name, clusters.OWNER)) as owner:
        roles.grant_to_app(owner, clusters.APP)


def _point_at(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _superuser() -> psycopg.Connection:
    return psycopg.connect(_conninfo("postgres", SUPERUSER), autocommit=True)


def _conninfo(name: str, role: str) -> str:
    if not urls.is_embedded():
        raise RuntimeError("tests run on the embedded server: unset DATABASE_URL")
    return roles.conninfo(clusters.cluster(), role, name)
