"""A separate database for tests of migrations, filled and read by plain SQL."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Self

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from jatan.runtime.migration_states import rendering_one_model
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles
from jatan_postgres.cluster import SUPERUSER


@dataclass(frozen=True)
class OldHouse:
    """The database `name`, with the tables of the migrations run so far."""

    name: str

    def migrate(self, *to: str, rendering: Callable[[], AbstractContextManager[None]] = rendering_one_model) -> Self:
        """Migrate as owner: all applications, or one (`to`: label and name) forwards or backwards to one migration."""
        kept = {alias: dict(connections[alias].settings_dict) for alias in ("default", "owner")}
        for alias in kept:
            connections[alias].close()
            connections[alias].settings_dict.update(kept["owner"] | {"NAME": self.name})
        try:
            with rendering():
                call_command("migrate", *to, database="owner", interactive=False, verbosity=0)
        finally:
            for alias, before in kept.items():
                connections[alias].close()
                connections[alias].settings_dict.clear()
                connections[alias].settings_dict.update(before)
        return self

    def rows(self, question: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query, bypassing row security."""
        with superuser(self.name) as connection:
            return connection.execute(question.encode(), values).fetchall()

    def insert(self, table: str, **values: Any) -> None:
        """Insert one row; columns that are not given get their default."""
        columns = sql.SQL(", ").join(map(sql.Identifier, values))
        places = sql.SQL(", ").join(sql.Placeholder() * len(values))
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), columns, places)
        with superuser(self.name) as connection:
            connection.execute(statement, list(values.values()))


def superuser(name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(roles.conninfo(clusters.cluster(), SUPERUSER, name), autocommit=True)


@contextmanager
def empty_database(name: str) -> Iterator[OldHouse]:
    """A database without tables, dropped at the end."""
    database = sql.Identifier(name)
    with superuser("postgres") as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        roles.ensure_database(server, name, clusters.OWNER)
    yield OldHouse(name)
    with superuser("postgres") as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


@pytest.fixture
def old_house(django_db_setup: None, django_db_blocker: Any) -> Iterator[OldHouse]:
    """An empty database in which migrations can be run one by one."""
    name = f"test_moving_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock(), empty_database(name) as house:
        yield house
