"""A changed row is proposed as a correction; the next month's register of the same name is new."""

from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.models import ImportedRow, ProposedCorrection
from jatan.intake.registers.repair.actions import accept_same_columns
from jatan.intake.registers.selectors import corrections_by_columns
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, meeting, meetings, write


def _month(month: int, more: int, serials: bool = True) -> list[list[Any]]:
    return [
        meeting(
            n if serials else "", f"{n:02d}/{month:02d}/2022", women=4 + n + more, village=f"V{n}", group=f"V{n} SHG"
        )
        for n in range(1, 7)
    ]


def _counts(counts: dict[str, Any]) -> tuple[int, ...]:
    found = counts["shg_meeting"]
    return tuple(found.get(name, 0) for name in ("imported", "proposed", "already_in"))


def _changed(row: list[Any], women: int) -> list[Any]:
    return [*row[:6], women, *row[7:10], women]


@pytest.mark.parametrize("serials", [True, False])
def test_changed_row_is_proposed_with_and_without_serial_number(
    tmp_path: Path, take_in: Any, behind_gumla: Any, serials: bool
) -> None:
    rows = _month(5, 0, serials)
    take_in(meetings(tmp_path / "a.xlsx", *rows))
    rows[2] = _changed(rows[2], 50)
    for _time in range(2):
        assert _counts(take_in(meetings(tmp_path / "a.xlsx", *rows))) == (0, 1, 5)
    with behind_gumla():
        assert ProposedCorrection.objects.get().fields == ["total", "women"]
        assert ImportedRow.objects.count() == 6


@pytest.mark.parametrize("place", [0, 3, 4])
def test_changed_row_is_proposed_after_renumbering(tmp_path: Path, take_in: Any, behind_gumla: Any, place: int) -> None:
    rows = _month(5, 0)
    take_in(meetings(tmp_path / "a.xlsx", *rows))
    rows[4] = _changed(rows[4], 50)
    rows.insert(place, meeting(0, "20/08/2022", women=31, village="New", group="New SHG"))
    rows = [[number, *row[1:]] for number, row in enumerate(rows, start=1)]
    assert _counts(take_in(meetings(tmp_path / "a.xlsx", *rows))) == (1, 1, 5)
    with behind_gumla():
        assert ProposedCorrection.objects.get().imported_row.serial == "5"


def test_next_months_register_of_the_same_name_is_new(tmp_path: Path, take_in: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", *_month(4, 0)))
    assert _counts(take_in(meetings(tmp_path / "a.xlsx", *_month(5, 1)))) == (6, 0, 0)
    assert _counts(take_in(meetings(tmp_path / "a.xlsx", *_month(4, 0), *_month(5, 1), *_month(6, 2)))) == (6, 0, 12)


def test_corrected_row_without_serial_closes_its_parked_row(tmp_path: Path, take_in: Any) -> None:
    rows = _month(5, 0, serials=False)
    rows[1][1] = "31/02/2022"
    take_in(meetings(tmp_path / "a.xlsx", *rows))
    rows[1][1] = "28/02/2022"
    counts = take_in(meetings(tmp_path / "a.xlsx", *rows))
    assert (*_counts(counts), counts["shg_meeting"]["mended"]) == (1, 0, 5, 1)


def test_next_years_member_list_proposes_no_correction(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    header = ["S.No.", "Forum", "Name", "Father", "Sex", "Block", "Joined on"]
    forums = ["Forum", "Block", "Formed on"], ["Navapur Forum", "Basia", "01/01/2021"]

    def taken(year: int, *names: str) -> dict[str, Any]:
        days = ["02/03/2021" if name == "Sita" else f"02/03/{year}" for name in names]
        people = [
            [n, "Navapur Forum", name, f"{name} father", "F", "Basia", day]
            for n, (name, day) in enumerate(zip(names, days, strict=True), start=1)
        ]
        found = take_in(write(tmp_path / "a.xlsx", {"Forums": forums, "Forum members": [header, *people]}))
        return {name: found["forum_members"].get(name, 0) for name in ("imported", "already_in", "proposed")}

    assert taken(2021, "Sita", "Gita", "Rita", "Mina")["imported"] == 4
    assert taken(2022, "Sita", "Asha", "Usha", "Nisha") == {"imported": 3, "already_in": 1, "proposed": 0}


def test_next_meetings_of_the_same_group_are_new(tmp_path: Path, take_in: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", *_month(4, 0)))
    assert _counts(take_in(meetings(tmp_path / "a.xlsx", _month(4, 0)[0], *_month(5, 0)[1:]))) == (5, 0, 1)


def test_corrected_date_is_proposed(tmp_path: Path, take_in: Any) -> None:
    rows = _month(5, 0)
    take_in(meetings(tmp_path / "a.xlsx", *rows))
    rows[2][1] = "23/05/2022"
    assert _counts(take_in(meetings(tmp_path / "a.xlsx", *rows))) == (0, 1, 5)


@pytest.mark.parametrize("serials", [True, False])
@pytest.mark.parametrize("column", [3, 5, 6])
def test_added_or_removed_column_duplicates_no_row(tmp_path: Path, take_in: Any, serials: bool, column: int) -> None:
    rows = [HEADER, *_month(5, 0, serials)]
    fewer = [[*row[:column], "x" if number == 0 else "", *row[column + 1 :]] for number, row in enumerate(rows)]
    take_in(write(tmp_path / "a.xlsx", {"SHG": fewer}))
    assert _counts(take_in(write(tmp_path / "a.xlsx", {"SHG": rows}))) == (0, 6, 0)
    take_in(write(tmp_path / "b.xlsx", {"Awareness": rows}))
    counts = take_in(write(tmp_path / "b.xlsx", {"Awareness": fewer}))["awareness"]
    assert (counts["imported"], counts.get("proposed", 0), counts["already_in"]) == (0, 0, 6)


def test_corrections_of_one_column_are_accepted_together(tmp_path: Path, take_in: Any, as_: Any, cast: Cast) -> None:
    rows = [HEADER, *_month(5, 0)]
    take_in(write(tmp_path / "a.xlsx", {"SHG": [[*row[:5], "", *row[6:]] for row in rows]}))
    take_in(write(tmp_path / "a.xlsx", {"SHG": rows}))
    with as_("coordinator") as by:
        group = corrections_by_columns(by)
        assert [(one["kind"], one["fields"], one["rows"]) for one in group] == [("shg_meeting", ["topic"], 6)]
        done = accept_same_columns(by=by, organisation_id=cast.gumla.id, kind="shg_meeting", columns=["topic"])
        assert done == (6, 0)
        assert not corrections_by_columns(by)
        assert not Activity.objects.filter(theme="").exists()
    assert _counts(take_in(write(tmp_path / "a.xlsx", {"SHG": rows}))) == (0, 0, 6)
