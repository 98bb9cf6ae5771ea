"""What asks whether a row took place: words of a remark, and unmistakable words in whatever column."""

from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.models import ParkedRow
from tests.intake.registers.workbooks import HEADER, meeting, write


def _with(path: Path, heading: str, text: str) -> Path:
    rows = [[*meeting(number, f"1{number}/05/2022", village=f"V{number}"), ""] for number in range(3, 7)]
    rows[1][-1] = text
    return write(path / "a.xlsx", {"SHG meetings": [[*HEADER, heading], *rows]})


@pytest.mark.parametrize("heading", ["Toilet built", "Follow-up", "शौचालय"])
@pytest.mark.parametrize("text", ["Not done", "नहीं हुआ", "postponed", "स्थगित"])
def test_a_column_of_something_else_says_nothing_of_the_meeting(
    heading: str, text: str, tmp_path: Path, take_in: Any
) -> None:
    """Before: each such meeting waited, whatever column said that something was not done."""
    counts = take_in(_with(tmp_path, heading, text))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (4, {})


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Remarks", "Not done"),
        ("टिप्पणी", "नहीं हुआ"),
        ("Status", "postponed"),
        ("Toilet built", "Cancelled"),
        ("शौचालय", "बैठक रद्द"),
    ],
)
def test_a_remark_and_an_unmistakable_word_are_asked_about(
    heading: str, text: str, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    assert take_in(_with(tmp_path, heading, text))["shg_meeting"]["imported"] == 3
    with behind_gumla():
        (row,) = ParkedRow.objects.all()
        assert row.problems[0]["field"] == "date"
