"""Real workers whose clock is wrong: +45 and -400 days move nothing, and the right clock goes on where it stood.

libfaketime gives one process another time, as a machine with an empty battery would have it. What the processes share
is the database and how long the machine has run.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from jatan.kernel import clock
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import finished, migrated_home
from tests.runtime.kill_house import jatan, query, superuser
from tests.runtime.test_kills_of_a_walking_worker import unwalked

_LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
_PREPARE = "from tests.programme.safeguarding.year import prepare_members\nprepare_members(*map(int, sys.argv[1:5]))"
_BE_SURE = "from jatan.foundation.access.house_clock import sure_time\nassert sure_time() is not None"
_TABLES = ("safeguarding_contact", "safeguarding_escalation", "safeguarding_escalationstep", "messaging_outmessage")
_EVENTS = "SELECT count(*) FROM ledger_event WHERE verb LIKE 'safeguarding.%%'"


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    if _LIBRARY is None:
        pytest.skip("SKIPPED LOUDLY: libfaketime is not installed")
    with migrated_home(houses) as path:
        finished(_PREPARE, 25, 2, 8, 16)
        yield path


def _worker(moved: str) -> None:
    """Let a worker do everything that is due once, its clock moved by so much, as `FAKETIME` says it."""
    environment = {**os.environ, "LD_PRELOAD": str(_LIBRARY), "FAKETIME": moved}
    words = [sys.executable, "-m", "jatan", "worker", "--batch"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]


def _content() -> str:
    """Digest of all rows that a walk may change, and of their number of events."""
    found = hashlib.sha256()
    with closing(superuser()) as connection:
        for table in _TABLES:
            for row in connection.execute(f"SELECT t::text FROM {table} t ORDER BY organisation_id, id".encode()):
                found.update(row[0].encode())
    found.update(str(query(_EVENTS)).encode())
    return found.hexdigest()


def _doubt() -> str:
    return str(query("SELECT doubt FROM operation_clockwatch")[0][0])


def _problems() -> set[str]:
    done = subprocess.run(
        [sys.executable, "-m", "jatan", "doctor", "--json"], capture_output=True, text=True, timeout=300
    )
    return {one["code"] for one in json.loads(done.stdout) if one["level"] == "bad"}


def test_workers_with_a_wrong_clock_move_no_step_and_one_with_the_right_clock_goes_on(home: Path) -> None:
    finished(_BE_SURE)
    before = _content()
    for moved in ("+45d", "-400d"):
        _worker(moved)
        assert (_content(), _doubt()) == (before, "jumped")
        assert "clock_jumped" in _problems()
    assert unwalked() > 0
    jatan("worker", "--batch")
    assert (unwalked(), _doubt()) == (0, "")
    assert _content() != before


def test_a_quiet_week_moves_on_and_two_days_without_power_wait_for_an_answer(home: Path) -> None:
    finished(_BE_SURE)
    back = "UPDATE operation_clockwatch SET at = at - interval '{0} days', uptime = uptime - {0} * 86400 RETURNING 1"
    query(back.format(7) + " -- the machine has run all week")
    jatan("worker", "--batch")
    assert (unwalked(), _doubt()) == (0, "")
    query(back.format(2).replace(" RETURNING", ", boot = 'another start' RETURNING"))
    before = _content()
    jatan("worker", "--batch")
    assert (_content(), _doubt()) == (before, "long_off")
    assert "clock_asked" in _problems()
    somebody = query("SELECT id FROM access_account WHERE email LIKE 'Y00%%'")[0][0]
    words = [sys.executable, "-m", "jatan", "clock", "--right", str(somebody)]
    answered = subprocess.run(words, input="y\n", capture_output=True, text=True, timeout=300)
    assert answered.returncode == 0, answered.stderr[-2000:]
    assert f"{clock.now().astimezone(clock.INDIA):%Y-%m-}" in answered.stdout
    jatan("worker", "--batch")
    assert _doubt() == ""
    assert query("SELECT count(*) FROM ledger_event WHERE verb = 'house.time_confirmed' AND by IS NOT NULL") == [(1,)]
