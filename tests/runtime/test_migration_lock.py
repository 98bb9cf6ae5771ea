"""Two upgrades wait for each other, say what they wait for, and leave no lock with a pooler."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from jatan.runtime import startup
from jatan.runtime.postgres import urls
from tests.kills import start_jatan, wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import query

_OURS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s"


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


def test_after_ten_seconds_it_says_what_it_waits_for_and_goes_on_when_that_is_over(home: Path) -> None:
    log = home / "migrate.log"
    with closing(psycopg.connect(urls.database_urls().owner, autocommit=True)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [startup._MIGRATION_LOCK])
        waiting = start_jatan("migrate", environment=os.environ, log=log)
        message = f"{other.info.backend_pid} (local)"
        wait_until(lambda: message in log.read_text(), what="it says what it waits for", working=waiting)
        assert "pg_terminate_backend" in log.read_text()
        assert "रुके हैं" in log.read_text()
        assert waiting.poll() is None
        other.execute("SELECT pg_advisory_unlock(%s)", [startup._MIGRATION_LOCK])
        assert waiting.wait(timeout=120) == 0
    assert log.read_text().count(message) == 2  # in Hindi and in English, once


def test_the_lock_ends_with_its_transaction_and_not_with_the_connection(home: Path) -> None:
    """A pooler hands the connection on after the transaction; a lock of the session would go along with it."""
    with closing(psycopg.connect(urls.database_urls().owner)) as pooled:
        startup._wait_for_lock(pooled, lambda _line: None)
        assert query(_OURS, startup._MIGRATION_LOCK) == [(1,)]
        pooled.commit()
        assert query(_OURS, startup._MIGRATION_LOCK) == [(0,)]
