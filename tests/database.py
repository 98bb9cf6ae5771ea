"""The test database: real PostgreSQL, made by the owner, used as the runtime role.

One database a worker, under the `JATAN_HOME` that the run was given; the one of daily work is never touched.
"""

import psycopg
from django.conf import settings
from django.db import connections

from jatan.config import startup
from jatan.config.postgres import cluster as clusters
from jatan.config.postgres import roles, urls
from jatan.foundation.places.services import load_facts


def create(name: str) -> None:
    """Make database `name` anew with all tables and places, and point both aliases at it."""
    startup.ensure_database()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    _empty(name)
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    with psycopg.connect(_conninfo(name, clusters.OWNER)) as owner:
        roles.grant_to_app(owner, clusters.APP)
        startup.run_migrations()
        roles.keep_migrations_closed(owner, clusters.APP)
    connections["owner"].close()
    load_facts()


def _empty(name: str) -> None:
    superuser = _conninfo("postgres", clusters.SUPERUSER)
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        roles.ensure_database(connection, name, clusters.OWNER)


def _conninfo(name: str, role: str) -> str:
    if not urls.is_embedded():
        raise RuntimeError("tests run on the embedded server: unset DATABASE_URL")
    return roles.conninfo(clusters.cluster(), role, name)
