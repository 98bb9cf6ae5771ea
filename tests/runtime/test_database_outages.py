"""The database goes away below a running worker and below running pages, and comes back.

The worker is the same process afterwards: it has finished what was under way, takes the next task, holds every lock
of the periodic table once, and nothing was done twice. Readers meet a whole error page meanwhile.
"""

import os
import pickle
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django.db
import psutil
import psycopg
import pytest

from jatan.kernel import clock
from jatan.runtime import outages
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server, urls
from jatan.runtime.worker import lock_number
from jatan.settings.periodic import PERIODIC
from jatan_postgres.server import postmaster_pid
from tests.kills import kill_family, start_jatan, wait_until
from tests.programme.safeguarding.oracle import Account
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port, get, served, sign_in
from tests.runtime.journey_house import finished, migrated_home
from tests.runtime.kill_house import KillTestHome, jatan, query, reset_home, superuser
from tests.runtime.test_kills_of_a_walking_worker import comparable, unwalked, wanted_of

_PREPARE = "from tests.programme.safeguarding.year import prepare_members\nprepare_members(*map(int, sys.argv[1:5]))"
_FOUND = (
    "from tests.programme.safeguarding.year import recorded\n"
    "sys.stdout.buffer.write(pickle.dumps([recorded(f'Y{n:02}') for n in range(int(sys.argv[1]))]))"
)
_RECOUNT = (
    "from jatan.evidence.indicators.tasks import recount_organisation\n"
    "from jatan.foundation.network.models import Organisation\n"
    "recount_organisation.enqueue(str(Organisation.objects.get(code='Y00').pk))"
)
_ABANDON = "UPDATE django_tasks_database_dbtaskresult SET status = 'RUNNING', worker_ids = '[\"killed\"]' WHERE id = %s"
_STATES = "SELECT status, count(*) FROM django_tasks_database_dbtaskresult GROUP BY 1"
_NEWEST = "SELECT id FROM django_tasks_database_dbtaskresult ORDER BY enqueued_at DESC LIMIT 1"
_LOCKS = """
SELECT (classid::bigint << 32) | objid::bigint, count(*) FROM pg_locks
WHERE locktype = 'advisory' AND granted GROUP BY 1
"""


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


@contextmanager
def _worker(log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    process = start_jatan("worker", environment=os.environ, log=log)
    try:
        yield process
    finally:
        if process.poll() is None:
            kill_family(psutil.Process(process.pid))
        process.wait(timeout=30)


def _kill_postmaster() -> None:
    pid = postmaster_pid(clusters.cluster())
    assert pid is not None
    psutil.Process(pid).kill()
    wait_until(lambda: postmaster_pid(clusters.cluster()) is None, what="the database is away")


def _stop_orderly() -> None:
    assert server.stop()


def _holds_every_lock_once() -> bool:
    held = dict(query(_LOCKS))
    wanted = [lock_number(f"periodic:{name}") & (2**64 - 1) for name in PERIODIC]
    return [held.get(_unsigned(number)) for number in wanted] == [1] * len(wanted)


def _unsigned(number: int) -> int:
    return number - 2**64 if number >= 2**63 else number


def _no_task_is_left() -> bool:
    return set(dict(query(_STATES))) <= {"SUCCESSFUL"}


OUTAGES: dict[str, tuple[Callable[[], None], float]] = {
    "killed": (_kill_postmaster, 0.0),
    "orderly restart": (_stop_orderly, 0.0),
    "away for ten seconds": (_stop_orderly, 10.0),
}


def test_a_worker_outlives_every_way_in_which_the_database_goes(home: Path) -> None:
    members, count, last, seed = 5, 6, 10, 77
    finished(_PREPARE, seed, members, count, last)
    day, log = clock.today(), home / "worker.log"
    with _worker(log) as working:
        # The first blow falls within the walk: some members are done, others are not.
        with closing(superuser()) as watching:
            wait_until(lambda: unwalked(watching) < members, what="the walk has begun", working=working)
        for blow, seconds in OUTAGES.values():
            blow()
            time.sleep(seconds)
            server.ensure_running()
            finished(_RECOUNT)
            wait_until(_no_task_is_left, what="the next task is done", working=working)
            wait_until(_holds_every_lock_once, what="every entry is run by one thread", working=working)
        wait_until(lambda: unwalked() == 0, what="the walk is done", working=working)
        assert working.poll() is None
    if clock.today() != day:
        pytest.skip("SKIPPED LOUDLY: midnight in India fell into the test, and more was due")
    accounts: list[Account] = pickle.loads(finished(_FOUND, members))
    wanted = [wanted_of(seed + number, count, last) for number in range(members)]
    assert [comparable(one) for one in accounts] == [comparable(one) for one in wanted]
    jatan("ledger", "verify")
    _is_a_calm_log(log.read_text(), outages_of=len(OUTAGES))


def _is_a_calm_log(text: str, *, outages_of: int) -> None:
    assert "Traceback" not in text
    assert urls.database_urls().app not in text
    assert 1 <= text.count("the database cannot be used") <= outages_of
    assert text.count("the database answers again") <= outages_of


def test_a_task_of_a_killed_worker_is_done_while_another_lives(home: Path) -> None:
    finished(_PREPARE, 77, 1, 6, 10)
    with _worker(home / "worker.log") as working:
        wait_until(_holds_every_lock_once, what="the worker is at work", working=working)
        finished(_RECOUNT)
        wait_until(_no_task_is_left, what="the task is done", working=working)
        with closing(superuser()) as connection:
            connection.execute(_ABANDON, [query(_NEWEST)[0][0]])
        assert dict(query(_STATES))["RUNNING"] == 1
        wait_until(_no_task_is_left, what="the task of the killed one is done", working=working, seconds=180)
        assert working.poll() is None


def test_a_batch_ends_with_an_error_when_the_database_is_away(home: Path) -> None:
    finished(_PREPARE, 77, 1, 6, 10)
    environment = {
        **os.environ,
        "DATABASE_URL": urls.database_urls().owner,
        "DATABASE_APP_URL": urls.database_urls().app,
    }
    server.stop()
    process = start_jatan("worker", "--batch", environment=environment)
    assert process.wait(timeout=120) != 0


@pytest.mark.parametrize(
    ("met", "is_lost"),
    [
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.CannotConnectNow(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.OperationalError("the connection is closed"), True),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.DeadlockDetected(), False),
        (psycopg.errors.LockNotAvailable(), False),
        (psycopg.errors.DuplicateTable(), False),
        (ValueError("of a migration"), False),
    ],
)
def test_a_lost_connection_is_told_from_other_faults_of_the_database(met: Exception, is_lost: bool) -> None:
    later = django.db.OperationalError()
    later.__cause__ = met
    rolled_back = django.db.InterfaceError()
    rolled_back.__context__ = later
    assert [outages.was_connection_lost(error) for error in (met, later, rolled_back)] == [is_lost] * 3


def test_pauses_between_tries_are_bounded() -> None:
    pauses = outages.pauses()
    first = [next(pauses) for _try in range(20)]
    assert first == sorted(first)
    assert (first[0], first[-1]) == (0.5, 10.0)


def test_a_long_outage_is_one_line_however_many_threads_meet_it(caplog: pytest.LogCaptureFixture) -> None:
    for _thread in range(30):
        outages.report(OSError("password of somebody"))
    outages.report_end()
    outages.report_end()
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["the database cannot be used (OSError); trying again", "the database answers again"]


def test_a_reader_who_is_signed_in_meets_a_whole_error_page_while_the_database_is_away(
    kill_test_home: KillTestHome,
) -> None:
    reset_home()
    session, port, log = sign_in("desk@demo.jatan"), free_port(), kill_test_home.books.parent / "pages.log"
    found = urls.database_urls()  # given, so that `serve` does not start the server itself
    given = {"DATABASE_URL": found.owner, "DATABASE_APP_URL": found.app}
    with served(port, log, **given):
        assert get(port, session, "/people/")[0] == 200
        _kill_postmaster()
        status, page = get(port, session, "/people/")
        assert status == 503
        assert "हमारी तरफ" in page
        assert "</html>" in page
        server.ensure_running()
        wait_until(lambda: get(port, session, "/people/")[0] == 200, what="the page is there again")
    assert "Traceback (most recent call last)" not in log.read_text()
