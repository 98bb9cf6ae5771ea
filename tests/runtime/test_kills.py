"""`kill -9` of an import, or of the database below it, in the middle of its work.

Workbooks are in whole or not at all, and what was said to be in is there.
"""

import json
import os
import subprocess
import sys

import psutil
import pytest

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server
from tests.kills import kill_when, seeds, start_jatan
from tests.runtime.kill_house import Workshop, jatan_in_turn, start_over, state, written


def _survives(workshop: Workshop, *blows: tuple[int, bool]) -> None:
    """An import is struck, begun again and struck; only then it is let go on to the end. A blow: seed, at database."""
    start_over()
    held, whole = workshop.states[0], [one[:4] for one in workshop.states]
    for number, (seed, at_database) in enumerate(blows):
        left = sum(workshop.import_bytes[whole.index(held[:4]) :])
        with written(seed, left) as moment:
            importing = start_jatan("import", "registers", str(workshop.books), environment=os.environ)
            victim = _database() if at_database else importing
            blow = kill_when(victim, moment, working=importing)
            assert not blow.came_too_late, f"seed {seed}: the work was done before the blow"
            assert importing.wait(timeout=300) != 0, f"seed {seed}: said to be done, and was killed"
        server.ensure_running()
        held = state()
        assert held[:4] in whole[:2], f"seed {seed}: a half stayed"
        if not number:  # later ones add events for the workbook that is in already, and no row
            assert held in workshop.states[:2], f"seed {seed}: half an act stayed"
    jatan_in_turn(f"import registers {workshop.books}", "ledger verify")
    assert state()[:3] == workshop.states[2][:3], f"{blows}: not the same after importing again"


def _database() -> psutil.Process:
    pid = server.postmaster_pid(clusters.cluster())
    assert pid is not None
    return psutil.Process(pid)


@pytest.mark.parametrize("blows", [((0, False), (20, True)), ((21, True), (1, False))])
def test_a_killed_import_leaves_whole_workbooks_only(workshop: Workshop, blows: tuple[tuple[int, bool], ...]) -> None:
    _survives(workshop, *blows)


@pytest.mark.long
@pytest.mark.parametrize("seed", seeds(80, base=1000))
def test_eighty_kills_of_imports_and_databases_leave_whole_workbooks_only(workshop: Workshop, seed: int) -> None:
    _survives(workshop, (seed, seed % 2 == 1))


def test_the_imports_answer_is_one_json_document(workshop: Workshop) -> None:
    start_over()
    words = [sys.executable, "-m", "jatan", "import", "registers", str(workshop.books), "--json", "--dry-run"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, env={**os.environ})
    assert set(json.loads(done.stdout)["workbooks"]) == {path.name for path in workshop.books.iterdir()}
    assert state() == workshop.states[0]
