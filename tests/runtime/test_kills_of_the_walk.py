"""SIGKILL of the safeguarding walk or its database on any day of a year: contacts, steps and issues are those of the
independent oracle, none missing and none twice.
"""

import pickle
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psutil
import pytest

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server
from jatan_postgres.server import postmaster_pid
from tests.kills import kill_when
from tests.programme.safeguarding.oracle import Account
from tests.programme.safeguarding.year import expected
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import finished, migrated_home, python
from tests.runtime.kill_house import grown_by, jatan

_PREPARE = (
    "from tests.programme.safeguarding.year import prepare\n"
    "prepare(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))"
)
_LIVE = (
    "from tests.programme.safeguarding.year import resume\n"
    "resume(int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3]))"
)
_FOUND = "from tests.programme.safeguarding.year import recorded\nsys.stdout.buffer.write(pickle.dumps(recorded()))"


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


def _run_year(home: Path, *, seed: int, last: int, kills: int, whole: int) -> int:
    """Run a year of walks and kill `kills` times: the walk, every third time the database. Returns the kills made."""
    day, blows, chance = home / "day", 0, Random(seed)
    while blows < kills:
        server.ensure_running()
        with grown_by(int(chance.uniform(0.2, 1.8) * whole / (kills + 1))) as moment:
            year_process = python(_LIVE, seed, last, day)
            at_database = blows % 3 == 2
            victim = psutil.Process(postmaster_pid(clusters.cluster())) if at_database else year_process  # type: ignore[arg-type]
            blow = kill_when(victim, moment, seconds=600, working=year_process)
        year_process.communicate(timeout=600)
        if blow.came_too_late:
            break
        blows += 1
    server.ensure_running()
    finished(_LIVE, seed, last, day)
    return blows


def _as_the_table_asks(home: Path, *, seed: int, count: int, last: int, kills: int) -> int:
    finished(_PREPARE, seed, count, last)
    blows = _run_year(home, seed=seed, last=last, kills=kills, whole=count * last * 400)
    found: Account = pickle.loads(finished(_FOUND))
    wanted = expected(seed, count, last)
    assert found.contacts == wanted.contacts
    assert found.steps == wanted.steps
    assert found.closed == wanted.closed
    assert found.issues == wanted.issues
    jatan("ledger", "verify")
    return blows


def test_three_kills_leave_what_the_table_asks_for(home: Path) -> None:
    assert _as_the_table_asks(home, seed=31, count=8, last=30, kills=3) == 3


@pytest.mark.long
def test_sixty_kills_in_a_year_of_two_thousand_journeys_leave_what_the_table_asks_for(home: Path) -> None:
    assert _as_the_table_asks(home, seed=35, count=2000, last=365, kills=60) >= 50
