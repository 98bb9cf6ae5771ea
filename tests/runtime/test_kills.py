"""SIGKILL of an import or of its database: each workbook is imported completely or not at all."""

import json
import os
import subprocess
import sys

import psutil
import pytest

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server
from jatan_postgres.server import postmaster_pid
from tests.kills import kill_when, seeds, start_jatan
from tests.runtime.kill_house import KillTestHome, jatan_in_turn, reset_home, state, written


def _assert_import_survives_kills(kill_test_home: KillTestHome, *blows: tuple[int, bool]) -> None:
    """An import is struck, begun again and struck; only then it is let go on to the end. A blow: seed, at database."""
    reset_home()
    held, whole = kill_test_home.states[0], [one[:4] for one in kill_test_home.states]
    for number, (seed, at_database) in enumerate(blows):
        left = sum(kill_test_home.import_bytes[whole.index(held[:4]) :])
        with written(seed, left) as moment:
            importing = start_jatan("import", "registers", str(kill_test_home.books), environment=os.environ)
            victim = _database() if at_database else importing
            blow = kill_when(victim, moment, working=importing)
            assert not blow.came_too_late, f"seed {seed}: the work was done before the blow"
            assert importing.wait(timeout=300) != 0, f"seed {seed}: said to be done, and was killed"
        server.ensure_running()
        held = state()
        assert held[:4] in whole[:2], f"seed {seed}: a half stayed"
        if not number:  # later ones add events for the workbook that is in already, and no row
            assert held in kill_test_home.states[:2], f"seed {seed}: half an act stayed"
    jatan_in_turn(f"import registers {kill_test_home.books}", "ledger verify")
    assert state()[:3] == kill_test_home.states[2][:3], f"{blows}: not the same after importing again"


def _database() -> psutil.Process:
    pid = postmaster_pid(clusters.cluster())
    assert pid is not None
    return psutil.Process(pid)


@pytest.mark.parametrize("blows", [((0, False), (20, True)), ((21, True), (1, False))])
def test_a_killed_import_imports_each_workbook_completely_or_not_at_all(
    kill_test_home: KillTestHome, blows: tuple[tuple[int, bool], ...]
) -> None:
    _assert_import_survives_kills(kill_test_home, *blows)


@pytest.mark.long
@pytest.mark.parametrize("seed", seeds(80, base=1000))
def test_eighty_kills_import_each_workbook_completely_or_not_at_all(kill_test_home: KillTestHome, seed: int) -> None:
    _assert_import_survives_kills(kill_test_home, (seed, seed % 2 == 1))


def test_output_of_an_import_is_one_json_document(kill_test_home: KillTestHome) -> None:
    reset_home()
    words = [sys.executable, "-m", "jatan", "import", "registers", str(kill_test_home.books), "--json", "--dry-run"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, env={**os.environ})
    assert set(json.loads(done.stdout)["workbooks"]) == {path.name for path in kill_test_home.books.iterdir()}
    assert state() == kill_test_home.states[0]
