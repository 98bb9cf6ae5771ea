"""`kill -9` of `jatan worker` itself while it takes up what nobody has looked at for years, and of the database below.

Several members were lived in for some weeks; then nothing ran. The worker comes at the present hour, is struck within
the walk of one member after another, and is started again: every missed contact, every step, every issue and every
question stands there once, as the table asks.
"""

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import psutil
import psycopg
import pytest

from jatan.kernel import clock
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server
from jatan_postgres.server import postmaster_pid
from tests.kills import kill_when, start_jatan
from tests.programme.safeguarding.oracle import Account, account_of, add_first_walk_after_gap
from tests.programme.safeguarding.year import days, simulated_answer, travellers
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import finished, migrated_home
from tests.runtime.kill_house import jatan, log_position, query, superuser

_PREPARE = "from tests.programme.safeguarding.year import prepare_members\nprepare_members(*map(int, sys.argv[1:5]))"
_FOUND = (
    "from tests.programme.safeguarding.year import recorded\n"
    "sys.stdout.buffer.write(pickle.dumps([recorded(f'Y{n:02}') for n in range(int(sys.argv[1]))]))"
)
_UNWALKED = """
SELECT count(*) FROM network_organisation o WHERE
  EXISTS (SELECT 1 FROM safeguarding_agreement a JOIN journeys_journey j ON j.id = a.journey_id
          WHERE a.organisation_id = o.id AND a.ended_on IS NULL AND j.returned_on IS NULL AND a.walked_until < %s)
  OR EXISTS (SELECT 1 FROM safeguarding_contact c
             WHERE c.organisation_id = o.id AND c.outcome = '' AND c.missed_at IS NULL AND c.answer_by <= now())
  OR EXISTS (SELECT 1 FROM safeguarding_escalation e
             WHERE e.organisation_id = o.id AND e.closed_at IS NULL AND e.next_at <= now())
"""
_LEFT = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status <> 'SUCCESSFUL'"
# So many bytes of the log at most after a member is done: what one member's walk writes.
_WITHIN = 60_000


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


@pytest.mark.long  # the usual run strikes the walk itself and workers at other work
def test_a_worker_struck_fifty_times_in_its_walk_loses_and_doubles_nothing(home: Path) -> None:
    _struck(seed=520, members=56, count=10, last=16, kills=50)


def _struck(*, seed: int, members: int, count: int, last: int, kills: int) -> None:
    finished(_PREPARE, seed, members, count, last)
    day, chance = clock.today(), Random(seed)
    assert unwalked() == members
    for number in range(kills):
        left = members - number * (members - 1) // kills
        _strike(left, chance.randrange(_WITHIN), at_database=number % 3 == 2)
        assert unwalked() >= 1, "the walk was over before the blow"
    server.ensure_running()
    jatan("worker", "--batch")
    if clock.today() != day:
        pytest.skip("SKIPPED LOUDLY: midnight in India fell into the test, and more was due")
    assert (unwalked(), query(_LEFT)) == (0, [(0,)])
    accounts: list[Account] = pickle.loads(finished(_FOUND, members))
    wanted = [wanted_of(seed + number, count, last) for number in range(members)]
    assert [comparable(one) for one in accounts] == [comparable(one) for one in wanted]
    jatan("ledger", "verify")


def _strike(left: int, within: int, *, at_database: bool) -> None:
    """Start a worker, and strike so many bytes after only `left` members wait for their walk."""
    server.ensure_running()
    with closing(superuser()) as watching:
        working = start_jatan("worker", environment=os.environ)
        victim = psutil.Process(postmaster_pid(clusters.cluster())) if at_database else working  # type: ignore[arg-type]
        blow = kill_when(victim, _moment(watching, left, within), working=working)
    assert not blow.came_too_late
    if at_database:
        kill_when(working, lambda: True)
        server.ensure_running()


def _moment(watching: psycopg.Connection, left: int, within: int) -> Callable[[], bool]:
    until: list[int] = []

    def has_come() -> bool:
        if not until and unwalked(watching) <= left:
            until.append(log_position(watching) + within)
        return bool(until) and log_position(watching) >= until[0]

    return has_come


def unwalked(watching: psycopg.Connection | None = None) -> int:
    """Members for whom something is due by the tables alone."""
    if watching is None:
        with closing(superuser()) as connection:
            return unwalked(connection)
    row = watching.execute(_UNWALKED, [clock.today()]).fetchone()
    assert row is not None
    return int(row[0])


def wanted_of(seed: int, count: int, last: int) -> Account:
    """What one member's tables hold once a worker has taken up, now, what was due."""
    crowd = travellers(seed, count, last, children=False)
    account = account_of(crowd, days(last), lambda *args: simulated_answer(seed, *args))
    add_first_walk_after_gap(crowd, account, max(days(last)), clock.now())
    return account


def comparable(account: Account) -> tuple[object, ...]:
    """Without the instants at which steps were planned and entered: the worker's own are not known beforehand."""
    steps = sorted((number, due_on, step, code) for number, due_on, step, code, *_at in account.steps)
    return account.contacts, steps, account.closed, account.issues
