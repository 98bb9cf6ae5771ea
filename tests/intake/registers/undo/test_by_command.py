"""The command line lists runs, counts what undoing one would do, and undoes it through the same service as the page."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.undo.by_command import runs_taken_in, undo_by_command
from jatan.intake.registers.undo.services import is_worked_at
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings


def test_run_is_listed_counted_and_undone(cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1), meeting(2, block="Xyzabad")))
    with behind_gumla():
        run = ImportRun.objects.get()
        (listed,) = runs_taken_in(cast.gumla.id)
    assert (listed["run"], listed["rows"], listed["status"], listed["file"]) == (str(run.pk), 1, "done", "a.xlsx")
    counted = undo_by_command(run.pk, reason="wrong", dry_run=True)
    with behind_gumla():
        assert Activity.objects.live().count() == 1
    lines: list[str] = []
    assert undo_by_command(run.pk, reason="wrong", progress=lines.append) == counted == {"rows": 1, "parked": 1}
    assert lines == ["  2 of 2"]
    with behind_gumla():
        assert not Activity.objects.live().exists()
        assert runs_taken_in(cast.gumla.id)[0]["status"] == "undone"


def test_an_unknown_run_is_refused(cast: Cast, tmp_path: Path, take_in: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1)))
    with pytest.raises(Problem, match="no_such_run"):
        undo_by_command(new_id(), reason="wrong")


def test_a_reason_is_needed_and_holds_no_aadhaar_number(
    cast: Cast, tmp_path: Path, take_in: Any, newest_run: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1)))
    with pytest.raises(Problem, match="missing_required"):
        undo_by_command(newest_run().pk, reason="  ")
    with pytest.raises(Problem, match="aadhaar_number"):
        undo_by_command(newest_run().pk, reason="2345 6789 0124")


@pytest.mark.parametrize("failure", [RuntimeError, OperationalError, KeyboardInterrupt])
def test_one_that_fails_is_ended_and_goes_on(
    cast: Cast, tmp_path: Path, take_in: Any, newest_run: Any, failure: type[BaseException], behind_gumla: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1)))

    def fail(_text: str) -> None:
        raise failure

    with pytest.raises(failure):
        undo_by_command(newest_run().pk, reason="wrong", progress=fail)
    half = newest_run()
    assert (half.status, half.problem) == (RunStatus.UNDONE, "not_undone")
    undo_by_command(half.pk, reason="wrong")
    assert (newest_run().status, newest_run().problem) == (RunStatus.UNDONE, "")


def test_whoever_only_waits_for_it_does_not_end_what_another_process_works_at(
    cast: Cast, tmp_path: Path, take_in: Any, newest_run: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1)))

    def meanwhile(_text: str) -> None:
        assert is_worked_at(newest_run())
        with pytest.raises(Problem, match="missing_required"):
            undo_by_command(newest_run().pk, reason=" ")
        assert newest_run().status == RunStatus.UNDOING

    undo_by_command(newest_run().pk, reason="wrong", progress=meanwhile)
    assert not is_worked_at(newest_run())
