"""A large workbook is taken back while colleagues write: they wait for a step at most; killed, it goes on."""

import json
import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.intake.registers.undo.office_workbook import office_workbook
from tests.kills import kill_when, start_jatan
from tests.runtime.kill_house import KillTestHome, jatan, jatan_in_turn, query, reset_home

REGISTERS, OFFICE, TOPIC = 8, "demo-03-gumla", "Written beside an undoing"
_LIVE = "SELECT count(*) FROM activities_activity WHERE withdrawn_at IS NULL"
_RUN = "SELECT status, rows_done, undo_counts FROM registers_importrun ORDER BY id DESC LIMIT 1"


def _taken_in(folder: Path, rows: int) -> tuple[str, str]:
    """Take in a workbook of so many rows; its run, and the code of its organisation."""
    reset_home()
    jatan("import", "registers", str(office_workbook(folder / f"{OFFICE}.xlsx", range(rows // REGISTERS))))
    (run,) = json.loads(jatan("import", "runs", "--json"))
    assert run["rows"] == rows
    return run["run"], run["organisation"]


@pytest.mark.parametrize(("rows", "colleagues"), [(2_000, 8), pytest.param(20_000, 50, marks=pytest.mark.long)])
def test_colleagues_wait_for_a_step_at_most(
    kill_test_home: KillTestHome, tmp_path: Path, rows: int, colleagues: int
) -> None:
    (run, code), end = _taken_in(tmp_path, rows), tmp_path / "end"
    writers = subprocess.Popen(
        [sys.executable, "-m", "tests.runtime.undo_writers", code, TOPIC, str(colleagues), str(end)],
        stdout=subprocess.PIPE,
        env=dict(os.environ),
    )
    while not query("SELECT 1 FROM activities_activity WHERE topic = %s", TOPIC):
        assert writers.poll() is None
        time.sleep(0.1)
    words = [sys.executable, "-m", "jatan", "import", "undo", run, "--reason", "wrong workbook"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(os.environ)) as undoing:
        assert undoing.stderr is not None
        moments = [time.monotonic() for line in undoing.stderr if b" of " in line]
    assert undoing.returncode == 0
    end.touch()
    found = json.loads(writers.communicate()[0])
    assert found["failed"] == []
    steps = [later - earlier for earlier, later in pairwise(moments)]
    assert len(steps) == rows // 500 - 1
    longest = max(found["took"])
    sys.stdout.write(
        f"{rows} rows beside {colleagues} colleagues, {len(found['took'])} acts: the longest took {longest:.2f} s,"
        f" the longest step {max(steps):.2f} s\n"
    )
    assert longest <= 2 * max(steps)
    assert query(_LIVE) == [(len(found["took"]),)]
    jatan("ledger", "verify")


def test_a_killed_one_is_half_done_with_right_numbers_and_goes_on(kill_test_home: KillTestHome, tmp_path: Path) -> None:
    run, _code = _taken_in(tmp_path, 2_000)
    undoing = start_jatan("import", "undo", run, "--reason", "wrong workbook", environment=os.environ)
    blow = kill_when(undoing, lambda: query(_RUN)[0][1] not in (0, 2_000))
    assert not blow.came_too_late
    ((status, done, counts),) = query(_RUN)
    assert status == "undoing"
    assert isinstance(counts, dict)
    assert (counts["rows"], counts["of"]) == (done, 2_000)
    assert query("SELECT count(*) FROM registers_importedrow") == [(2_000 - counts["rows"],)]
    assert query("SELECT count(*) FROM ledger_event WHERE verb = 'registers.import_undone'") == [
        (counts["rows"] // 500,)
    ]
    jatan_in_turn("worker --batch", "indicators verify", "ledger verify", f"import undo {run} --reason wrong")
    ((status, _done, counts),) = query(_RUN)
    assert isinstance(counts, dict)
    assert (status, counts["rows"], "of" in counts) == ("undone", 2_000, False)
    assert query(_LIVE) == [(0,)]
    jatan_in_turn("worker --batch", "indicators verify", "ledger verify")
