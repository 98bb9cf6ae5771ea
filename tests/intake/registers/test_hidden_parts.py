"""Hidden rows, columns and sheets are read and reported, in both readers."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jatan.intake.registers.workbook.hidden_parts import Hidden
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.intake.registers.workbook.stream import StreamedWorkbook
from tests.intake.registers.workbooks import HEADER, meeting


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Sheet "SHG" with two hidden rows and three hidden columns, and everything below and beside its rows hidden; a
    hidden sheet "SHG old"; a sheet "Awareness" with nothing hidden."""
    path = tmp_path / "hidden.xlsx"
    book = xlsxwriter.Workbook(path)
    for year, name in enumerate(("SHG", "SHG old", "Awareness")):
        sheet = book.add_worksheet(name)
        for row, cells in enumerate([HEADER, *(meeting(n, date=f"1{n}/03/202{year}") for n in range(1, 6))]):
            sheet.write_row(row, 0, cells)
        if name == "SHG":
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.set_row(4, None, None, {"hidden": True})
            sheet.set_row(40, None, None, {"hidden": True})
            sheet.set_column(7, 9, None, None, {"hidden": True})
            sheet.set_column(20, 16_383, None, None, {"hidden": True})
    book.get_worksheet_by_name("SHG old").hide()
    book.close()
    return path


def test_both_readers_count_the_same(workbook: Path) -> None:
    shg = Hidden(rows=frozenset({3, 5}), columns=frozenset({7, 8, 9}))
    expected = {"SHG": shg, "SHG old": Hidden(is_sheet=True), "Awareness": Hidden()}
    with open_workbook(workbook) as book:
        assert {name: book.hidden(name) for name in book.names} == expected
    streamed = StreamedWorkbook(workbook)
    assert {name: streamed.hidden(name) for name in streamed.names} == expected
    streamed.close()


@pytest.mark.django_db
def test_the_import_reports_what_is_hidden_and_takes_it_in(workbook: Path, take_in: Any) -> None:
    """Before: hidden rows and sheets were taken in without a word."""
    for is_dry_run in (True, False):
        counts = take_in(workbook, dry_run=is_dry_run)
        assert counts["shg_meeting"]["imported"] == 10
        assert counts["shg_meeting"]["hidden"] == {
            "SHG": {"rows": 2, "columns": 3, "sheet": 0},
            "SHG old": {"rows": 0, "columns": 0, "sheet": 1},
        }
        assert "hidden" not in counts["awareness"]
