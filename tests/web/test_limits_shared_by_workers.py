"""The cache with rate-limit counters is in PostgreSQL and shared by all worker processes."""

import datetime as dt

import psycopg
import pytest
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

pytestmark = pytest.mark.django_db


def test_a_counter_is_stored_in_the_database() -> None:
    cache.set("tried", [1, 2], 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_cache WHERE cache_key LIKE %s AND expires > now()", ["%tried"])
        assert cursor.fetchone() == (1,)


def test_another_worker_process_reads_the_counter() -> None:
    other = DatabaseCache("access_cache", {})
    cache.set("tried", [1, 2], 60)
    assert other.get("tried") == [1, 2]


def test_cache_add_succeeds_in_one_worker_process_only() -> None:
    other = DatabaseCache("access_cache", {})
    assert cache.add("code-used", True, 60)
    assert not other.add("code-used", True, 60)


def test_a_counter_expires() -> None:
    cache.set("tried", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_cache SET expires = now() - %s", [dt.timedelta(minutes=1)])
    assert cache.get("tried") is None


def test_the_runtime_role_may_use_the_cache_table_but_does_not_own_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'access_cache'")
        (owner,) = cursor.fetchone()
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() != (owner,)
        with pytest.raises(psycopg.Error):
            connection.connection.execute("DROP TABLE access_cache")
