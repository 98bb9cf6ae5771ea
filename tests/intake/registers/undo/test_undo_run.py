"""A run that was taken in is undone as one act; rows on which somebody built stay and are named."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.verify import verify_chain
from jatan.intake.registers import events
from jatan.intake.registers.choices import ParkedStatus, RunStatus
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow, ProposedCorrection, RowWarning
from jatan.intake.registers.repair.actions import accept_correction, dismiss_row, repair_row
from jatan.intake.registers.repair.joined_rows import join_rows
from jatan.intake.registers.repair.lessons import learn_mapping
from jatan.intake.registers.repair.many_rows import retry_parked
from jatan.intake.registers.selectors import corrections, parked_rows
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings
from tests.programme.activities.builders import an_activity

A, B = meeting(1, women=4), meeting(2, women=5, village="Kemte")
C = meeting(3, "01/05/2023", women=6, village="Toto", group="Toto SHG", topic="Health")
PARKED = meeting(4, block="Xyzabad")


def test_undoing_leaves_every_table_as_before_and_the_workbook_comes_in_afresh(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, rows_of_gumla: Any, behind_gumla: Any, cast: Cast
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", C))
    before = rows_of_gumla()
    path = meetings(tmp_path / "b.xlsx", A, B, PARKED, meeting(5, women="~7", total=""))
    counts = take_in(path)["shg_meeting"]
    after = rows_of_gumla()
    assert after != before
    run = newest_run()
    plan = undo(run)
    assert plan.counts() == {"rows": 3, "parked": 1}
    assert rows_of_gumla() == before
    with behind_gumla():
        run.refresh_from_db()
        assert (run.status, run.undo_counts["rows"], run.undo_reason) == (RunStatus.UNDONE, 3, "wrong workbook")
        assert run.undone_by == cast.accounts["coordinator"].id
        event = Event.objects.get(verb=events.IMPORT_UNDONE)
        assert event.payload["rows"] == {"activities.activity": 3}
        assert event.payload["counts"]["rows"] == 3
        assert "wrong" not in str(event.payload)
        assert not verify_chain(cast.gumla.id).faults
    assert take_in(path)["shg_meeting"] == counts
    assert rows_of_gumla() == after


def test_a_corrected_row_stays_and_the_rest_goes(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, behind_gumla: Any, as_: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, B))
    with as_("coordinator") as by:
        ACTIVITY.amend(by=by, row=Activity.objects.select_related("place").get(women=4), changes={"women": 9})
    plan = undo(newest_run())
    assert [[reason.code for reason in row.reasons] for row in plan.staying] == [["changed"]]
    with behind_gumla():
        assert [row.women for row in Activity.objects.live()] == [9]
        assert ImportedRow.objects.count() == 1
    with pytest.raises(Problem, match="nothing_to_undo"):
        undo(newest_run())


def test_a_row_that_was_mended_stays_and_one_that_a_taught_word_brought_in_goes(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, behind_gumla: Any, as_: Any, cast: Cast
) -> None:
    take_in(
        meetings(tmp_path / "a.xlsx", A, PARKED, meeting(5, block="Yyyabad", women=8), meeting(6, date="31/02/2022"))
    )
    with as_("coordinator") as by:
        learn_mapping(
            by=by, organisation_id=cast.gumla.id, what="place", written="Xyzabad", meaning=str(cast.gumla_block.id)
        )
        assert retry_parked(by=by, organisation_id=cast.gumla.id) == 1
        yyy = parked_rows(by).get(code="unknown_place")
        repair_row(by=by, parked=yyy, cells={"block": "Basia"})
        dismiss_row(by=by, parked=parked_rows(by).get(), reason="no meeting")
    plan = undo(newest_run())
    assert [[reason.code for reason in row.reasons] for row in plan.staying] == [["mended"]]
    assert plan.counts() == {"rows": 2, "stayed": 1, "parked": 1, "parked_stayed": 2}
    with behind_gumla():
        assert [row.women for row in Activity.objects.live()] == [8]
        assert {row.status for row in ParkedRow.objects.all()} == {ParkedStatus.CLOSED, ParkedStatus.DISMISSED}


@pytest.mark.parametrize("runs", [1, 2])
def test_a_row_that_was_joined_to_a_meeting_stays_and_the_meeting_is_never_withdrawn(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, behind_gumla: Any, as_: Any, cast: Cast, runs: int
) -> None:
    """Before: what somebody had said was forgotten. With two runs the row is handed on, and stays with the second."""
    held = {"kind": "shg_meeting", "held_on": dt.date(2022, 3, 12), "village": "Navapur", "place": cast.gumla_block}
    with as_("coordinator") as by:
        an_activity(by, cast, **held, group_name="Navapur Mahila Mandal", women=10, men=0, girls=0, boys=0)
    path = meetings(tmp_path / "a.xlsx", meeting(1, block=cast.gumla_block.name_en), meeting(2, "13/03/2022"))
    take_in(path)
    first = newest_run()
    with as_("coordinator") as by:
        join_rows(by=by, parked=parked_rows(by).get())
    for _again in range(runs - 1):
        take_in(meetings(tmp_path / "b.xlsx", meeting(1, block=cast.gumla_block.name_en)))
        assert undo(first).counts() == {"rows": 1, "handed_on": 1}
    if runs == 2:
        with pytest.raises(Problem, match="nothing_to_undo"):
            undo(newest_run())
    else:
        plan = undo(first)
        assert plan.counts() == {"rows": 1, "stayed": 1, "parked_stayed": 1}
        assert "joined" in [reason.code for row in plan.staying for reason in row.reasons]
    with behind_gumla():
        assert [row.total for row in Activity.objects.live()] == [10]
    assert take_in(path)["shg_meeting"]["refused"] == {}
    with behind_gumla():
        assert sorted(row.women for row in Activity.objects.live()) == [10, 10]


def test_what_a_later_run_has_too_is_handed_on_to_it(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, rows_of_gumla: Any, behind_gumla: Any
) -> None:
    empty = rows_of_gumla()
    take_in(meetings(tmp_path / "b.xlsx", B, C, PARKED))
    alone = rows_of_gumla()
    undo(newest_run())
    assert rows_of_gumla() == empty
    take_in(meetings(tmp_path / "a.xlsx", A, B, PARKED))
    first = newest_run()
    take_in(meetings(tmp_path / "b.xlsx", B, C, PARKED))
    plan = undo(first)
    assert plan.counts() == {"rows": 1, "handed_on": 1}
    assert rows_of_gumla() == alone
    undo(newest_run())
    assert rows_of_gumla() == empty


def test_the_newer_run_goes_first_and_leaves_what_the_older_had(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, rows_of_gumla: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, PARKED))
    before = rows_of_gumla()
    take_in(meetings(tmp_path / "a.xlsx", A, C, PARKED))
    undo(newest_run())
    assert rows_of_gumla() == before


def test_a_row_that_a_later_run_brought_in_waits_again(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, rows_of_gumla: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, meeting(2, block="Xyzabad", women=5)))
    before = rows_of_gumla()
    assert take_in(meetings(tmp_path / "a.xlsx", A, meeting(2, women=5)))["shg_meeting"]["mended"] == 1
    undo(newest_run())
    assert rows_of_gumla() == before


def test_proposals_go_with_their_run_and_keep_the_row_of_the_run_before(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, rows_of_gumla: Any, behind_gumla: Any, as_: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, B))
    first, before = newest_run(), rows_of_gumla()
    take_in(meetings(tmp_path / "a.xlsx", A, meeting(2, women=50, village="Kemte")))
    second = newest_run()
    plan = undo(first)
    assert [[reason.code for reason in row.reasons] for row in plan.staying] == [["later_import"]]
    assert plan.counts() == {"stayed": 1, "handed_on": 1}
    undo(second)
    with behind_gumla():
        assert not ProposedCorrection.objects.exists()
        assert [row.women for row in Activity.objects.live()] == [5]
    undo(first)
    assert rows_of_gumla().keys() < before.keys()


def test_an_accepted_correction_of_a_later_run_stays(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, behind_gumla: Any, as_: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, B))
    take_in(meetings(tmp_path / "a.xlsx", A, meeting(2, women=50, village="Kemte")))
    with as_("coordinator") as by:
        accept_correction(by=by, correction=corrections(by)[0])
    with pytest.raises(Problem, match="nothing_to_undo"):
        undo(newest_run())
    with behind_gumla():
        assert {row.women for row in Activity.objects.live()} == {4, 50}


def test_warnings_go_with_their_rows(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, behind_gumla: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1, women="~7", total="")))
    with behind_gumla():
        assert RowWarning.objects.exists()
    undo(newest_run())
    with behind_gumla():
        assert not RowWarning.objects.exists()


@pytest.mark.parametrize("status", ["waiting", "running", "previewed", "failed"])
def test_only_a_run_that_was_taken_in_is_undone(
    tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, behind_gumla: Any, status: str
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A))
    with behind_gumla():
        ImportRun.objects.update(status=status)
    with pytest.raises(Problem, match="not_waiting"):
        undo(newest_run())
    with behind_gumla():
        assert Activity.objects.live().count() == 1
