"""What cannot be counted is not nought: errors of the spreadsheet, dashes, formulas that were never calculated."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jatan.intake.registers.models import ParkedRow, RowWarning
from jatan.intake.registers.workbook import safety
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from tests.intake.registers.workbooks import HEADER, meeting, meetings


def _with_formula(path: Path, value: Any, column: int = 6, **row: Any) -> Path:
    """A workbook of one meeting; the cell of its women holds a formula with this cached value ("" : none)."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("SHG")
    sheet.write_row(0, 0, HEADER)
    cells = meeting(1, **({"women": "", "total": ""} | row))
    sheet.write_row(1, 0, cells)
    sheet.write_formula(1, column, "=5+6", None, value)
    book.close()
    return path


@pytest.fixture(params=[False, True], ids=["read at once", "streamed"])
def either_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param:
        monkeypatch.setattr(safety, "_BIG_AREA", 0)


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A"])
@pytest.mark.usefixtures("either_reader")
def test_an_error_in_a_part_parks_the_row(tmp_path: Path, take_in: Any, behind_gumla: Any, error: str) -> None:
    """Before: a meeting with nobody present was recorded, without a warning."""
    counts = take_in(_with_formula(tmp_path / "a.xlsx", error))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (0, {"unreadable": 1})
    with behind_gumla():
        assert ParkedRow.objects.get().problems[0]["field"] == "women"
        assert ParkedRow.objects.get().cells["women"] == error


@pytest.mark.parametrize("written", ["-", "n/a", "NA", "#REF!", "पता नहीं"])
def test_a_part_that_is_not_known_is_not_nought(tmp_path: Path, take_in: Any, written: str) -> None:
    path = meetings(tmp_path / "a.xlsx", meeting(1, women=written, total=""))
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (0, {"unreadable": 1})


def test_known_parts_are_counted_beside_an_unknown_one_with_a_warning(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1, women="n/a", men=7, total="")))
    with behind_gumla():
        assert Activity.objects.get().total == 7
        assert [(row.code, row.field) for row in RowWarning.objects.all()] == [("part_unknown", "women")]


def test_a_written_nought_stays_nought(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1, women=0, total="")))
    with behind_gumla():
        assert Activity.objects.get().total == 0


@pytest.mark.usefixtures("either_reader")
def test_a_workbook_that_was_never_calculated_is_refused_with_the_cell_and_what_to_do(tmp_path: Path) -> None:
    path = _with_formula(tmp_path / "a.xlsx", "")
    assert b"<f>5+6</f><v></v>" in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    with pytest.raises(Problem) as refused, open_workbook(path) as book:
        list(book.rows("SHG"))
    assert refused.value.code == "not_calculated"
    assert "G2" in str(refused.value.message)


@pytest.mark.usefixtures("either_reader")
@pytest.mark.parametrize(("value", "read"), [(11, 11), ("twelve", "twelve")])
def test_a_formula_with_a_value_gives_its_value(tmp_path: Path, value: Any, read: Any) -> None:
    path = _with_formula(tmp_path / "a.xlsx", value)
    with open_workbook(path) as book:
        assert list(book.rows("SHG"))[1][6] == read


def test_an_error_in_a_text_is_left_empty_with_a_warning(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(_with_formula(tmp_path / "a.xlsx", "#REF!", column=5, women=9))
    with behind_gumla():
        assert (Activity.objects.get().topic, Activity.objects.get().women) == ("", 9)
        assert [row.code for row in RowWarning.objects.all()] == ["error_in_cell"]
