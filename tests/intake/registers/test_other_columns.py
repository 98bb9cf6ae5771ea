"""A column that no field takes is kept with its row: imported, waiting or proposed, mended, and undone with it."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers import selectors
from jatan.intake.registers.models import ImportedRow, ImportRun, OtherCell, ParkedRow
from jatan.intake.registers.repair.actions import accept_correction, record_as_another, repair_row
from jatan.intake.registers.repair.lessons import learn_mapping
from jatan.intake.registers.undo.services import undo_run
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, write

BY_HEADING = ["Xylophones", "Xylophones", "Bus fare"]


def _with(others: Sequence[str], *rows: tuple[list[Any], Sequence[Any]]) -> dict[str, list[list[Any]]]:
    return {SHG: [[*HEADER, *others], *([*row, *more] for row, more in rows)]}


def _cells() -> list[tuple[int, str, str]]:
    return list(OtherCell.objects.order_by("row", "column").values_list("column", "heading", "value"))


def _of(cast: Cast, as_: Any, village: str) -> list[tuple[str, str]]:
    with as_("coordinator") as by:
        record = Activity.objects.live().get(village=village)
        return [(one.heading, one.value) for one in selectors.other_cells_of(by, record)]


def test_the_cells_stand_with_their_rows_as_written(
    tmp_path: Path, take_in: Any, behind_gumla: Any, cast: Cast, as_: Any
) -> None:
    """Headings that repeat, a day, a number, a formula with its value, an Aadhaar number and a very long text."""
    long = "बहुत लंबी बात " * 800
    rows = _with(
        BY_HEADING,
        (meeting(1, village="Kemte"), [dt.date(2022, 3, 1), 7.0, ("=1+1", 2)]),
        (meeting(2, village="Toto"), ["2341 2341 2346", "", long]),
        (meeting(3, village="Navapur"), ["", None, ""]),
    )
    counts = take_in(write(tmp_path / "a.xlsx", rows))["shg_meeting"]
    assert counts["imported"] == 3
    assert set(counts["unknown_columns"]) == {"Xylophones", "Bus fare"}
    assert _of(cast, as_, "Kemte") == [("Xylophones", "2022-03-01"), ("Xylophones", "7"), ("Bus fare", "2")]
    assert _of(cast, as_, "Toto") == [("Xylophones", "XXXX XXXX 2346"), ("Bus fare", " ".join(long.split()))]
    assert _of(cast, as_, "Navapur") == []
    with as_("khunti_coordinator") as by:
        assert not selectors.find_other_cells(by, text="7").exists()
        assert selectors.other_headings(by) == []
    with as_("field_worker") as by:
        assert not selectors.find_other_cells(by, text="7").exists()


def test_two_hundred_columns(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    headings = [f"Qq{number:03}zz" for number in range(200)]
    rows = ((meeting(n, village=f"Village {n}"), [f"{n}/{one}" for one in headings]) for n in range(1, 4))
    assert take_in(write(tmp_path / "a.xlsx", _with(headings, *rows)))["shg_meeting"]["imported"] == 3
    with behind_gumla():
        assert OtherCell.objects.count() == 600


def test_a_column_that_nobody_wants_is_not_kept(
    tmp_path: Path, take_in: Any, behind_gumla: Any, cast: Cast, as_: Any
) -> None:
    with as_("coordinator") as by:
        what = {"what": "header", "kind": "shg_meeting", "written": "Bus fare", "meaning": "ignore"}
        learn_mapping(by=by, organisation_id=cast.gumla.id, **what)
    take_in(write(tmp_path / "a.xlsx", _with(["Bus fare"], (meeting(1), ["12"]))))
    with behind_gumla():
        assert _cells() == []


def test_a_row_that_waited_keeps_them_when_it_is_mended(
    tmp_path: Path, take_in: Any, behind_gumla: Any, cast: Cast, as_: Any
) -> None:
    take_in(write(tmp_path / "a.xlsx", _with(["Bus fare"], (meeting(1, block="Xyzabad", village="Kemte"), ["12"]))))
    with as_("coordinator") as by:
        parked = ParkedRow.objects.get()
        assert [cell.row for cell in selectors.find_other_cells(by, text="१२")] == [parked.pk]
        repair_row(by=by, parked=parked, cells={"block": "Basia"})
        (cell,) = selectors.find_other_cells(by, text="12")
        assert isinstance(selectors.rows_of_cells(by, [cell])[cell.row], ImportedRow)
    assert _of(cast, as_, "Kemte") == [("Bus fare", "12")]


def test_a_row_that_waited_and_comes_again_has_what_the_newer_workbook_says(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    for fare in ("12", "13"):
        take_in(write(tmp_path / "a.xlsx", _with(["Bus fare"], (meeting(1, block="Xyzabad"), [fare]))))
    with behind_gumla():
        assert _cells() == [(len(HEADER), "Bus fare", "13")]


@pytest.mark.parametrize("is_apart", [False, True])
def test_a_changed_row_brings_its_own(
    tmp_path: Path, take_in: Any, behind_gumla: Any, cast: Cast, as_: Any, *, is_apart: bool
) -> None:
    first = (meeting(1, village="Kemte"), ["12"])
    take_in(write(tmp_path / "a.xlsx", _with(["Bus fare"], first, (meeting(2, village="Toto"), ["5"]))))
    changed = (meeting(1, village="Kemte", women=11), ["20"])
    take_in(write(tmp_path / "a.xlsx", _with(["Bus fare"], changed, (meeting(2, village="Toto"), ["5"]))))
    with as_("coordinator") as by:
        proposed = selectors.corrections(by).get()
        if is_apart:
            made = record_as_another(by=by, correction=proposed)
            record = Activity.objects.get(pk=made)
            assert [one.value for one in selectors.other_cells_of(by, record)] == ["20"]
        else:
            accept_correction(by=by, correction=proposed)
            assert sorted(one.value for _h, one in enumerate(selectors.other_cells_of(by, _kemte()))) == ["12", "20"]


def _kemte() -> Activity:
    return Activity.objects.live().get(village="Kemte")


def test_they_are_gone_when_the_import_is_undone(
    tmp_path: Path, take_in: Any, behind_gumla: Any, cast: Cast, as_: Any
) -> None:
    take_in(write(tmp_path / "keep.xlsx", _with(["Bus fare"], (meeting(1, village="Toto"), ["5"]))))
    rows = ((meeting(1, village="Kemte"), ["12"]), (meeting(2, block="Xyzabad"), ["13"]))
    take_in(write(tmp_path / "a.xlsx", _with(["Bus fare"], *rows)))
    with behind_gumla():
        run = ImportRun.objects.order_by("-started_at").first()
        assert run is not None
        assert len(_cells()) == 3
    undo_run(run, by=cast.accounts["coordinator"].id, reason="wrong workbook")
    with behind_gumla():
        assert [value for _column, _heading, value in _cells()] == ["5"]
