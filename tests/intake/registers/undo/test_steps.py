"""An undoing goes in steps: each whole, others work between them, and whoever was killed goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.verify import verify_chain
from jatan.intake.registers import events
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.models import ImportedRow, ImportRun
from jatan.intake.registers.undo import parts
from jatan.intake.registers.undo.services import NAMED, OF, end_undo, undo_run
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.groups.models import Group, Membership
from jatan.programme.journeys.models import Journey
from tests.cast import Cast
from tests.intake.registers.undo.office_workbook import office_workbook

ROWS, STEP = 4 * 8, 3
STEPS = -(-(ROWS + 2) // STEP)  # two more rows wait

type Between = Callable[[Callable[[int], None]], Any]


def _counts(run: ImportRun) -> dict[str, int]:
    """What the run keeps of its undoing, without the villages that go with their last row."""
    return {name: number for name, number in run.undo_counts.items() if name not in ("localities", NAMED)}


class Killed(BaseException):
    """The process is gone: nothing after this line is run."""


@pytest.fixture
def run(tmp_path: Path, take_in: Any, newest_run: Any, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """A run with four rows of every register, which is undone three rows at a time."""
    monkeypatch.setattr(parts, "MOST_ROWS", STEP)
    take_in(office_workbook(tmp_path / "office.xlsx", range(4), bad=(4, 5)))
    found: ImportRun = newest_run()
    return found


@pytest.fixture
def undo_and(run: ImportRun) -> Between:
    """Undo the run and call something after each step with the number of rows done."""
    return lambda between: undo_run(run, by=None, reason="wrong", progress=lambda rows, _of: between(rows))


def _kill_after(rows: int) -> Callable[[int], None]:
    def between(done: int) -> None:
        if done >= rows:
            raise Killed

    return between


def test_each_step_is_an_act_and_leaves_nothing_hanging(
    run: ImportRun, undo_and: Between, behind_gumla: Any, rows_of_gumla: Any, cast: Cast
) -> None:
    done: list[int] = []

    def between(rows: int) -> None:
        done.append(rows)
        with behind_gumla():
            assert ImportRun.objects.get(pk=run.pk).status == RunStatus.UNDOING
            assert ImportedRow.objects.filter(run=run).count() == max(0, ROWS - rows)
            assert not Membership.objects.live().filter(group__withdrawn_at__isnull=False).exists()
            assert not Membership.objects.live().filter(person__withdrawn_at__isnull=False).exists()
            assert not Activity.objects.live().filter(group__withdrawn_at__isnull=False).exists()
            assert not Journey.objects.live().filter(person__withdrawn_at__isnull=False).exists()

    plan = undo_and(between)
    assert plan.counts() == {"rows": ROWS, "parked": 2}
    assert len(done) == STEPS
    assert done[-1] == ROWS + 2
    with behind_gumla():
        acts = Event.objects.filter(verb=events.IMPORT_UNDONE)
        assert len(acts) == STEPS
        assert sum(one.payload["counts"].get("rows", 0) for one in acts) == ROWS
        assert not verify_chain(cast.gumla.id).faults
        assert _counts(ImportRun.objects.get(pk=run.pk)) == {"rows": ROWS, "parked": 2}
    assert not any(rows for label, rows in rows_of_gumla().items() if label.startswith("registers."))


@pytest.mark.parametrize("rows", [STEP, ROWS // 2, ROWS, ROWS + 2])
def test_a_killed_one_is_shown_as_it_is_and_goes_on(
    run: ImportRun, undo_and: Between, behind_gumla: Any, rows_of_gumla: Any, rows: int
) -> None:
    with pytest.raises(Killed):
        undo_and(_kill_after(rows))
    with behind_gumla():
        half = ImportRun.objects.get(pk=run.pk)
        assert (half.status, half.undo_counts[OF]) == (RunStatus.UNDOING, ROWS + 2)
        assert half.rows_done >= rows
        assert ImportedRow.objects.filter(run=run).count() == ROWS - half.undo_counts["rows"]
    begun: list[int] = []
    undo_and(begun.append)
    assert begun[:1] == ([min(half.rows_done + STEP, ROWS + 2)] if half.rows_done < ROWS + 2 else [])
    with behind_gumla():
        whole = ImportRun.objects.get(pk=run.pk)
        assert (whole.status, _counts(whole)) == (RunStatus.UNDONE, {"rows": ROWS, "parked": 2})
        assert not Activity.objects.live().exists()
        assert not Group.objects.live().exists()


def test_one_that_failed_halfway_says_so_and_is_taken_up_again(
    run: ImportRun, undo_and: Between, behind_gumla: Any
) -> None:
    with pytest.raises(Killed):
        undo_and(_kill_after(STEP))
    end_undo(run, "not_undone")
    with behind_gumla():
        half = ImportRun.objects.get(pk=run.pk)
    assert (half.status, half.problem, _counts(half)) == (
        RunStatus.UNDONE,
        "not_undone",
        {"rows": STEP, OF: ROWS + 2},
    )
    undo_and(lambda _rows: None)
    with behind_gumla():
        whole = ImportRun.objects.get(pk=run.pk)
    assert (whole.problem, _counts(whole)) == ("", {"rows": ROWS, "parked": 2})


def test_what_was_built_on_a_later_row_meanwhile_stays_with_what_it_needs(
    run: ImportRun, undo_and: Between, behind_gumla: Any, as_: Any
) -> None:
    changed: list[Any] = []

    def between(_rows: int) -> None:
        if not changed:
            with as_("coordinator") as by:
                meeting = Activity.objects.live().filter(group__isnull=False).order_by("id")[0]
                ACTIVITY.amend(by=by, row=meeting, changes={"topic": "Another"})
                changed.append(meeting)

    plan = undo_and(between)
    assert sorted(row.kind for row in plan.staying) == ["forum_meeting", "forums"]
    assert plan.counts() == {"rows": ROWS - 2, "stayed": 2, "parked": 2}
    with behind_gumla():
        assert [row.pk for row in Activity.objects.live()] == [changed[0].pk]
        assert [row.pk for row in Group.objects.live()] == [changed[0].group_id]
        assert _counts(ImportRun.objects.get(pk=run.pk)) == {"rows": ROWS - 2, "stayed": 2, "parked": 2}


@pytest.mark.parametrize("step", [1, STEPS // 2, STEPS])
def test_the_same_workbook_taken_in_meanwhile_has_its_rows_afterwards(
    tmp_path: Path, run: ImportRun, undo_and: Between, take_in: Any, rows_of_gumla: Any, step: int
) -> None:
    before, steps = rows_of_gumla(), list[int]()

    def between(rows: int) -> None:
        steps.append(rows)
        if len(steps) == step:
            take_in(office_workbook(tmp_path / "again.xlsx", range(4), bad=(4, 5)))

    undo_and(between)
    assert rows_of_gumla() == before


@pytest.mark.parametrize("step", [1, 3])
def test_rows_that_another_undoing_hands_on_meanwhile_go_too(
    tmp_path: Path, run: ImportRun, take_in: Any, newest_run: Any, rows_of_gumla: Any, step: int
) -> None:
    take_in(office_workbook(tmp_path / "later.xlsx", range(2, 6)))
    later, steps = newest_run(), list[int]()

    def between(rows: int, _of: int) -> None:
        steps.append(rows)
        if len(steps) == step:
            undo_run(run, by=None, reason="wrong as well")

    undo_run(later, by=None, reason="wrong", progress=between)
    assert not any(rows for label, rows in rows_of_gumla().items() if label.startswith("registers."))
    assert not rows_of_gumla().get("activities.activity")
