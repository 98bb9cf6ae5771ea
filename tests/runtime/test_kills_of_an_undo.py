"""The undoing of an import is killed, or meets another one or an import: each step is done whole, once, or not at all.

These workbooks are one step; larger ones: `test_undo_beside_others`.
"""

import json
import os
from contextlib import closing

import pytest

from tests.kills import kill_when, seeds, start_jatan
from tests.runtime.kill_house import (
    KillTestHome,
    jatan,
    jatan_in_turn,
    log_position,
    query,
    reset_home,
    superuser,
    written,
)

_LIVE = ["people_person", "activities_activity", "journeys_journey", "schemes_linkage", "helpdesk_issue"]
_HELD = ["registers_importedrow", "registers_parkedrow", "registers_rowwarning", "people_personkey", "ledger_event"]
_STATE = "SELECT " + ", ".join(
    [f"(SELECT count(*) FROM {table} WHERE withdrawn_at IS NULL)" for table in _LIVE]
    + [f"(SELECT count(*) FROM {table})" for table in _HELD]
)


def _largest_run() -> str:
    runs = json.loads(jatan("import", "runs", "--json"))
    return str(max(runs, key=lambda run: run["rows"])["run"])


@pytest.mark.parametrize(
    "seed",
    [
        1,
        pytest.param(2, marks=pytest.mark.long),
        pytest.param(3, marks=pytest.mark.long),
        pytest.param(4, marks=pytest.mark.long),
    ],
)
def test_a_killed_undo_did_nothing_or_all(kill_test_home: KillTestHome, seed: int) -> None:
    reset_home(taken_in=True)
    run, before = _largest_run(), query(_STATE)
    with closing(superuser()) as connection:
        since = log_position(connection)
        jatan("import", "undo", run, "--reason", "wrong workbook")
        whole = log_position(connection) - since
    after = query(_STATE)
    assert after != before
    reset_home(taken_in=True)
    for number in seeds(2, base=seed * 10):
        with written(number, whole, upto=0.5) as moment:
            undoing = start_jatan("import", "undo", run, "--reason", "wrong workbook", environment=os.environ)
            blow = kill_when(undoing, moment)
            assert not blow.came_too_late, f"seed {number}: the work was done before the blow"
        found = query(_STATE)
        assert found in (before, after), f"seed {number}: half of it was taken back"
        if found == after:  # the step was done, and the run not at its end
            assert query("SELECT status FROM registers_importrun WHERE id = %s", run) == [("undoing",)]
            reset_home(taken_in=True)
    jatan_in_turn(f"import undo {run} --reason again", "worker --batch", "indicators verify", "ledger verify")
    assert query(_STATE)[0][:-1] == after[0][:-1]


def test_two_undos_at_once_take_back_once(kill_test_home: KillTestHome) -> None:
    reset_home(taken_in=True)
    words = ("import", "undo", _largest_run(), "--reason", "wrong workbook")
    both = [start_jatan(*words, environment=os.environ) for _number in range(2)]
    assert sorted(one.wait(timeout=300) for one in both) == [0, 1]
    assert query("SELECT count(*) FROM ledger_event WHERE verb = 'registers.import_undone'") == [(1,)]
    jatan_in_turn("worker --batch", "indicators verify", "ledger verify")


def test_an_undo_and_the_same_import_at_once_keep_the_rows(kill_test_home: KillTestHome) -> None:
    """Whichever comes first: rows are handed on to the new run, or withdrawn and recorded anew."""
    reset_home(taken_in=True)
    before = query(_STATE)[0][: len(_LIVE) + 2]
    undoing = start_jatan("import", "undo", _largest_run(), "--reason", "wrong", environment=os.environ)
    importing = start_jatan("import", "registers", str(kill_test_home.books), environment=os.environ)
    assert [one.wait(timeout=300) for one in (undoing, importing)] == [0, 0]
    assert query(_STATE)[0][: len(_LIVE) + 2] == before
    jatan_in_turn("worker --batch", "indicators verify", "ledger verify")
