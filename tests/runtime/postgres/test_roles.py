"""The runtime role owns nothing and cannot bypass row security; roles that could are refused at start-up."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from pytest_django import DjangoDbBlocker

from jatan.runtime.postgres import check, connect, roles, urls
from jatan.runtime.postgres import cluster as clusters
from jatan.settings.options import OptionProblem
from jatan_postgres.cluster import SUPERUSER
from jatan_postgres.programs import PostgresProblem
from tests.runtime.homes import as_app, as_owner


@pytest.fixture(autouse=True)
def connections_of_its_own(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """These tests speak to servers of their own, never to the tests' database."""
    with django_db_blocker.unblock():
        yield


@contextmanager
def _speaking_as(url: str) -> Iterator[DatabaseWrapper]:
    """Django's own connection to `url`, under a name of its own: `contrib.postgres` looks each new one up by name."""
    defaults = {"TIME_ZONE": None, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
    wrapper = connections["trial"] = DatabaseWrapper({**urls.as_django(url), **defaults}, "trial")
    try:
        yield wrapper
    finally:
        wrapper.close()
        del connections["trial"]


def _refuse(url: str) -> None:
    with _speaking_as(url) as connection:
        check.refuse_unsafe_role(connection)


def test_the_runtime_role_is_taken(emptied: Path) -> None:
    as_owner("CREATE TABLE t (n int)")
    _refuse(urls.database_urls().app)
    as_app("INSERT INTO t VALUES (1)")
    assert as_app("SELECT n FROM t") == [(1,)]


def test_the_owner_of_tables_is_refused(emptied: Path) -> None:
    as_owner("CREATE TABLE t (n int)")
    with pytest.raises(PostgresProblem, match="owns tables"):
        _refuse(urls.database_urls().owner)


def test_a_superuser_is_refused(emptied: Path) -> None:
    with pytest.raises(PostgresProblem, match="superuser"):
        _refuse(roles.conninfo(clusters.cluster(), SUPERUSER, clusters.DATABASE))


def test_a_role_that_bypasses_the_walls_or_may_become_the_owner_is_refused(emptied: Path) -> None:
    as_owner("CREATE TABLE t (n int)")
    superuser = roles.conninfo(clusters.cluster(), SUPERUSER)
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("ALTER ROLE jatan_app BYPASSRLS")
        with pytest.raises(PostgresProblem, match="bypass"):
            _refuse(urls.database_urls().app)
        connection.execute("ALTER ROLE jatan_app NOBYPASSRLS")
        connection.execute("GRANT jatan_owner TO jatan_app")
        with pytest.raises(PostgresProblem, match="owns tables"):
            _refuse(urls.database_urls().app)


def test_the_runtime_role_can_neither_make_nor_change_tables(emptied: Path) -> None:
    as_owner("CREATE TABLE t (n int)")
    for statement in (
        "CREATE TABLE mine (n int)",
        "CREATE TEMPORARY TABLE mine (n int)",
        "ALTER TABLE t ADD m int",
        "DROP TABLE t",
        "TRUNCATE t",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_app(statement)


def test_a_house_of_an_earlier_version_loses_temporary_tables_at_the_next_start(emptied: Path) -> None:
    as_owner(f"GRANT TEMPORARY ON DATABASE {clusters.DATABASE} TO jatan_app, PUBLIC")
    as_app("CREATE TEMPORARY TABLE mine (n int)")
    roles.prepare_embedded(clusters.cluster())
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app("CREATE TEMPORARY TABLE mine (n int)")


def test_a_right_taken_away_stays_away_at_the_next_start(emptied: Path) -> None:
    as_owner("CREATE TABLE t (n int); REVOKE DELETE ON t FROM jatan_app")
    roles.prepare_embedded(clusters.cluster())
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app("DELETE FROM t")


def test_a_database_that_does_not_know_our_letters_is_refused(emptied: Path) -> None:
    where = clusters.cluster()
    with psycopg.connect(roles.conninfo(where, SUPERUSER), autocommit=True) as connection:
        connection.execute("CREATE DATABASE plain TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'")
        connection.execute("CREATE DATABASE latin TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C' ENCODING 'LATIN1'")
    for name, reason in (("plain", "locale"), ("latin", "UTF-8")):
        url = roles.conninfo(where, SUPERUSER, name)
        with _speaking_as(url) as connection, pytest.raises(PostgresProblem, match=reason):
            check.refuse_unreadable_writing(connection)
    with _speaking_as(urls.database_urls().app) as connection:
        check.refuse_unreadable_writing(connection)


def test_a_given_server_needs_both_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://boss:x@db.example:5432/jatan")
    monkeypatch.delenv("DATABASE_APP_URL", raising=False)
    with pytest.raises(OptionProblem, match="CREATE ROLE jatan_app"):
        connect.django_databases()
    monkeypatch.setenv("DATABASE_APP_URL", "postgresql://boss:x@db.example:5432/jatan")
    with pytest.raises(OptionProblem, match="two different roles"):
        connect.django_databases()
    monkeypatch.setenv("DATABASE_APP_URL", "postgresql://clerk:y@db.example:5432/other")
    with pytest.raises(OptionProblem, match="same database"):
        connect.django_databases()
    monkeypatch.setenv("DATABASE_APP_URL", "postgresql://clerk:p%40ss@db.example:5432/jatan?sslmode=require")
    monkeypatch.setenv("DATABASE_PAGES_URL", "postgresql://boss:x@pooler.example:6432/jatan")
    with pytest.raises(OptionProblem, match="same role"):
        connect.django_databases()
    monkeypatch.setenv("DATABASE_PAGES_URL", "postgresql://clerk:y@pooler.example:6432/jatan")
    assert urls.database_urls().pages.endswith("@pooler.example:6432/jatan")
    found = connect.django_databases()
    assert (found["default"]["USER"], found["default"]["PASSWORD"]) == ("clerk", "p@ss")
    assert found["default"]["OPTIONS"]["sslmode"] == "require"
    assert found["owner"]["USER"] == "boss"


def test_naming_the_embedded_database_starts_and_makes_nothing(new_home: Path) -> None:
    found = connect.django_databases()
    assert found["default"]["USER"] == "jatan_app"
    assert list(new_home.iterdir()) == []
