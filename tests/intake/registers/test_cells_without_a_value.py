"""What cannot be counted is not nought: errors of the spreadsheet, dashes, formulas that were never calculated."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from jatan.intake.registers.models import ParkedRow, RowWarning
from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.repair.many_rows import confirm_figures, repair_rows, retry_parked
from jatan.intake.registers.selectors import parked_rows
from jatan.intake.registers.workbook import safety
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.models import Activity
from tests.intake.registers.workbooks import HEADER, SHG, meeting, meetings, write


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
def test_a_list_that_is_no_register_is_refused_with_the_cell_that_was_never_calculated(tmp_path: Path) -> None:
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


def _with_error_values(path: Path, rows: list[list[Any]]) -> Path:
    """A workbook of SHG meetings in which "#REF!" and the like are error cells without a formula, as pasted values."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHG
    for row in [HEADER, *rows]:
        sheet.append(row)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("#"):
                cell.data_type = "e"
    book.save(path)
    return path


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
@pytest.mark.usefixtures("either_reader")
def test_an_error_without_a_formula_parks_the_row_and_names_its_cell(
    tmp_path: Path, take_in: Any, behind_gumla: Any, error: str
) -> None:
    """Before: the women were read as nobody, and the total was the sum of who was left."""
    rows = [meeting(1), meeting(2, women=error, men=9, total=""), meeting(3, women=error, men=9, total=9)]
    path = _with_error_values(tmp_path / "a.xlsx", rows)
    assert zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").count(b't="e"') == 2
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (1, {"unreadable": 2})
    with behind_gumla():
        waiting = list(ParkedRow.objects.order_by("row_number"))
        assert [one.problems[0]["cell"] for one in waiting] == ["G3", "G4"]
        assert [one.cells["women"] for one in waiting] == [error] * 2


@pytest.mark.parametrize("column", ["date", "block", "village", "group_name", "total"])
@pytest.mark.parametrize("error", ["#N/A", "#REF!", "Err:502", "#ERROR!", "####", "=VLOOKUP(A2,B:C,2)"])
def test_an_error_where_a_row_is_known_by_or_counted_by_makes_it_wait(
    tmp_path: Path, take_in: Any, behind_gumla: Any, column: str, error: str
) -> None:
    """Before: "#N/A" in a village was no village, in a block the whole district, beside parts no total."""
    names = ("serial", "date", "block", "village", "group_name", "topic", "women", "men", "girls", "boys", "total")
    row = meeting(1)
    row[names.index(column)] = error
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHG
    sheet.append(HEADER)
    sheet.append(row)
    sheet.cell(2, names.index(column) + 1).data_type = "s"
    book.save(tmp_path / "a.xlsx")
    counts = take_in(tmp_path / "a.xlsx")["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (0, {"unreadable": 1})
    with behind_gumla():
        (problem,) = ParkedRow.objects.get().problems
        assert (problem["field"], problem["cell"]) == (column, f"{'ABCDEFGHIJK'[names.index(column)]}2")


def test_a_total_without_its_parts_is_asked_about_and_may_be_confirmed(
    tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    """Before: a row whose women, men, girls and boys were lost came in as 20 people of no sex and age."""
    rows = [meeting(1), meeting(2, women="", men="", girls="", boys="", total=20)]
    counts = take_in(meetings(tmp_path / "a.xlsx", *rows))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (1, {"implausible": 1})
    with as_("coordinator") as by:
        waiting = parked_rows(by).get()
        assert (waiting.problems[0]["field"], waiting.problems[0]["cell"]) == ("total", "K3")
        assert confirm_figures(by=by, parked=waiting, column="total") == (1, 0)
    with behind_gumla():
        assert Activity.objects.get(total=20).women is None


@pytest.mark.parametrize("door", ["again", "as_it_is", "mended", "mended_workbook"])
def test_a_total_alone_is_asked_about_at_every_door(tmp_path: Path, take_in: Any, as_: Any, door: str) -> None:
    """Before: once a word was taught, or a block was mended, the row came in unasked."""
    block = "Basia" if door in ("again", "as_it_is") else "Xyzabad"
    take_in(meetings(tmp_path / "a.xlsx", meeting(1, block=block, women="", men="", girls="", boys="", total=20)))
    with as_("coordinator") as by:
        row = parked_rows(by).get()
        if door == "again":
            assert retry_parked(by=by, organisation_id=row.organisation_id) == 0
        elif door == "mended_workbook":
            assert repair_rows(by=by, changes={row.pk: {"block": "Basia"}}).recorded == 0
        else:
            with pytest.raises(Problems, match="implausible"):
                repair_row(by=by, parked=row, cells={"block": "Basia"})
        assert parked_rows(by).count() == 1
        repair_row(by=by, parked=row, cells={"block": "Basia", "women": "20"})


def test_a_sheet_that_counts_only_the_total_is_asked_nothing(tmp_path: Path, take_in: Any) -> None:
    head, row = [*HEADER[:6], "Total"], meeting(1)
    counts = take_in(write(tmp_path / "a.xlsx", {SHG: [head, [*row[:6], 20]]}))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (1, {})


@pytest.mark.usefixtures("either_reader")
def test_a_total_that_was_never_calculated_is_added_up_from_its_parts(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    """Before: the whole workbook was refused for a total that says nothing new."""
    path = _formulas(tmp_path / "a.xlsx", ["=SUM(G{0}:J{0})", "=G{0}+H{0}+I{0}+J{0}", "=sum($G{0},H{0},I{0}, J{0})"])
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["participants"], counts["refused"]) == (3, 3 * 18, {})
    assert counts["warnings"] == {"total_added_up": 3}
    assert counts["skipped"] == {"totals": 1}
    with behind_gumla():
        assert set(Activity.objects.values_list("women", "men", "total")) == {(11, 7, 18)}


@pytest.mark.usefixtures("either_reader")
def test_a_formula_that_says_something_of_its_own_keeps_its_row_waiting(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    path = _formulas(tmp_path / "a.xlsx", ["=SUM(G{0}:J{0})", "=G{0}*2", "=SUM(G{0}:H{0})", "=SUM(F{0}:J{0})"])
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (1, {"unreadable": 3})
    with behind_gumla():
        assert [one.problems[0]["cell"] for one in ParkedRow.objects.order_by("row_number")] == ["K3", "K4", "K5"]


def _formulas(path: Path, totals: list[str]) -> Path:
    """Meetings of 11 women and 7 men whose totals are these formulas, a sum below, and rows filled down: openpyxl
    writes formulas without their values, as all programs do that do not calculate."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHG
    sheet.append(HEADER)
    for number, formula in enumerate(totals, start=2):
        sheet.append(meeting(number - 1, women=11, men=7, village=f"Village {number}", total=formula.format(number)))
    last = len(totals) + 1
    sheet.append([*[""] * 6, *(f"=SUM({letter}2:{letter}{last})" for letter in "GHIJK")])
    for number in range(last + 2, last + 5):
        sheet.append([number, *[""] * 9, f"=SUM(G{number}:J{number})"])
    book.save(path)
    return path


def test_an_error_in_a_text_is_left_empty_with_a_warning(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(_with_formula(tmp_path / "a.xlsx", "#REF!", column=5, women=9))
    with behind_gumla():
        assert (Activity.objects.get().topic, Activity.objects.get().women) == ("", 9)
        assert [row.code for row in RowWarning.objects.all()] == ["error_in_cell"]
