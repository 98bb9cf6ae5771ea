"""Every row of every sheet of a workbook stands in one account, whatever became of it."""

from pathlib import Path
from typing import Any

from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.row_account import counted_rows
from jatan.intake.registers.run import import_paths, import_workbook
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, write

_AWARENESS = ["S.No.", "Date", "Block", "Village", "Total"]


def _workbook(path: Path) -> Path:
    sheets: dict[str, list[list[Any]]] = {
        SHG: [
            ["हमारी संस्था"],
            [],
            HEADER,
            meeting(1, women=4),
            meeting(2, women="many"),
            meeting(3, women=6, village="Kotari"),
            meeting(3, women=6, village="Kotari"),
            ["", "", "", "", "", "Total", 10, "", "", "", 10],
            HEADER,
            ["", "मार्च 2022"],
            ["4"],
            [],
            ["Awareness programmes"],
            _AWARENESS,
            [1, "12/03/2022", "Basia", "Navapur", 40],
        ],
        "Budget": [["Item", "Rupees"], ["Tea", 40], [], ["Milk", 20]],
        "Empty": [],
    }
    return write(path, sheets)


def test_every_row_is_in_the_account_by_the_command(tmp_path: Path, cast: Cast) -> None:
    """Before: empty rows, titles and the rows of sheets that are no register were counted nowhere."""
    path = _workbook(tmp_path / "a.xlsx")
    found = import_paths([path], organisation=cast.gumla, dry_run=True)["rows"]["a.xlsx"]
    shg, budget = found
    assert (shg["sheet"], shg["rows"], shg["records"]) == (SHG, 15, {"waiting": 1, "new": 3, "duplicates": 1})
    assert shg["others"] == {
        "headers": {"count": 7, "rows": "1, 3, 9–11, 13–14"},
        "totals": {"count": 1, "rows": "8"},
        "blank": {"count": 2, "rows": "2, 12"},
    }
    assert (budget["records"], budget["others"]) == (
        {},
        {"blank": {"count": 1, "rows": "3"}, "unread": {"count": 3, "rows": "1–2, 4"}},
    )
    assert all(counted_rows(sheet) == sheet["rows"] for sheet in found)


def test_the_account_is_kept_with_the_run(tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    path = _workbook(tmp_path / "a.xlsx")
    tally = import_workbook(path, cast.gumla)
    with behind_gumla():
        assert ImportRun.objects.get().row_account == tally.account() != []
    again = import_workbook(path, cast.gumla).account()[0]
    assert again["records"] == {"waiting": 1, "already_in": 3, "duplicates": 1}
