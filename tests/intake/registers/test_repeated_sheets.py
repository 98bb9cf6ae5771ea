"""Rows that are repeated in a yearly sheet or a hidden copy are imported once."""

from pathlib import Path
from typing import Any

import pytest

from tests.intake.registers.workbooks import HEADER, meeting, write

MONTHS = [
    [meeting(n, f"{n:02d}/{month:02d}/2022", women=n, village=f"V{n}") for n in range(1, 6)] for month in (4, 5, 6)
]
ALL_MONTHS = [[n, *row[1:]] for n, row in enumerate([row for month in MONTHS for row in month], start=1)]
SHEETS = {f"SHG {name}": [HEADER, *rows] for name, rows in zip(("April", "May", "June"), MONTHS, strict=True)}
ALL = {"SHG meetings": [HEADER, *ALL_MONTHS]}


@pytest.mark.parametrize("sheets", [{**SHEETS, **ALL}, {**ALL, **SHEETS}])
def test_monthly_sheets_and_a_yearly_sheet_count_once(
    tmp_path: Path, take_in: Any, sheets: dict[str, list[list[Any]]]
) -> None:
    path = write(tmp_path / "a.xlsx", sheets)
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["participants"], counts["duplicates"]) == (15, 45, 15)
    assert sum(counts["repeated_sheets"].values()) == 15
    again = take_in(path)["shg_meeting"]
    assert (again["imported"], again["already_in"], again["duplicates"]) == (0, 15, 15)


def test_hidden_sorted_copy_adds_only_its_new_rows(tmp_path: Path, take_in: Any) -> None:
    copy = [[n, *row[1:]] for n, row in enumerate([*reversed(ALL_MONTHS), meeting(0, "1/7/2022")], start=1)]
    # A row duplicated in the first sheet is in the copy twice, with two serial numbers.
    first, copy = [*ALL_MONTHS, ALL_MONTHS[2]], [*copy, [99, *ALL_MONTHS[2][1:]]]
    path = write(tmp_path / "a.xlsx", {"SHG": [HEADER, *first], "SHG old": [HEADER, *copy]}, hidden=["SHG old"])
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["duplicates"], counts["repeated_sheets"]) == (16, 17, {"SHG old": 16})


def test_equal_rows_of_two_different_sheets_are_two(tmp_path: Path, take_in: Any) -> None:
    other = [*[[n + 50, *row[1:]] for n, row in enumerate(MONTHS[0][:2])], *MONTHS[1]]
    counts = take_in(write(tmp_path / "a.xlsx", {"SHG": [HEADER, *MONTHS[0]], "SHG 2": [HEADER, *other]}))
    assert (counts["shg_meeting"]["imported"], counts["shg_meeting"]["duplicates"]) == (12, 0)
