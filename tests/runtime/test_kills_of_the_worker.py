"""SIGKILL of a worker, also during a recount: the next worker finishes its tasks, and the numbers are right."""

import os
from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest

from tests.kills import kill_when, seeds, start_jatan
from tests.runtime.kill_house import KillTestHome, jatan_in_turn, query, reset_home, superuser, written

_LEFT = "SELECT status, count(*) FROM django_tasks_database_dbtaskresult WHERE status <> 'SUCCESSFUL' GROUP BY 1"
_COUNTING = """
SELECT 1 FROM pg_stat_activity WHERE usename = 'jatan_app' AND state = 'active'
  AND query LIKE 'INSERT INTO indicators_monthlycell%'
"""


def _strike(moment: Callable[[], bool], *, in_task: bool = False) -> None:
    working = start_jatan("worker", environment=os.environ)
    blow = kill_when(working, lambda: moment() or working.poll() is not None)
    assert not blow.came_too_late
    left = dict(query(_LEFT))
    assert left, "the work was done before the blow"
    if in_task:
        assert left.get("RUNNING") == 1


def _is_done_by_the_next() -> None:
    jatan_in_turn("worker --batch", "indicators verify")
    assert query(_LEFT) == []


def _counts_now(connection: psycopg.Connection) -> bool:
    return connection.execute(_COUNTING).fetchone() is not None


def test_what_three_killed_workers_had_begun_is_done_by_the_next(kill_test_home: KillTestHome) -> None:
    """The first is struck while it counts, the others while they do whatever comes next."""
    reset_home(taken_in=True)
    with closing(superuser()) as connection:
        _strike(lambda: _counts_now(connection), in_task=True)
    for seed in seeds(2, base=50):
        with written(seed, kill_test_home.recount_bytes, upto=0.35) as moment:
            _strike(moment)
    _is_done_by_the_next()


@pytest.mark.long
@pytest.mark.parametrize("seed", seeds(40, base=2000))
def test_forty_killed_workers_leave_no_work_undone(kill_test_home: KillTestHome, seed: int) -> None:
    reset_home(taken_in=True)
    with written(seed, kill_test_home.recount_bytes) as moment:
        _strike(moment)
    _is_done_by_the_next()
