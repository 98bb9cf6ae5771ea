"""Hidden rows, columns and sheets are found in every format that has them."""

import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jatan.intake.registers.workbook.hidden_parts import Hidden, hidden_parts
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.intake.registers.workbook.stream import StreamedWorkbook
from tests.intake.registers.workbook.saved_register import DATA, binary_workbook, record
from tests.intake.registers.workbooks import HEADER, meeting


def write_hidden(path: Path) -> Path:
    """Sheet "SHG" with two hidden rows and three hidden columns, and everything below and beside its rows hidden; a
    hidden sheet "SHG old"; a sheet "Awareness" with nothing hidden."""
    book = xlsxwriter.Workbook(path)
    for year, name in enumerate(("SHG", "SHG old", "Awareness"), start=1):
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


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_hidden(tmp_path / "hidden.xlsx")


EXPECTED = {
    "SHG": Hidden(rows=frozenset({3, 5}), columns=frozenset({7, 8, 9})),
    "SHG old": Hidden(is_sheet=True),
    "Awareness": Hidden(),
}


def test_both_readers_count_the_same(workbook: Path) -> None:
    with open_workbook(workbook) as book:
        assert {name: book.hidden(name) for name in book.names} == EXPECTED
    streamed = StreamedWorkbook(workbook)
    assert {name: streamed.hidden(name) for name in streamed.names} == EXPECTED
    streamed.close()


@pytest.mark.parametrize("name", ["hidden.xls", "hidden.ods"])
def test_other_formats_tell_the_same(name: str) -> None:
    """The workbook of `write_hidden`, saved by LibreOffice."""
    with open_workbook(DATA / name) as book:
        assert {name: book.hidden(name) for name in book.names} == EXPECTED


def test_a_binary_sheet_tells_its_hidden_rows_and_columns(tmp_path: Path) -> None:
    """Row 2 is hidden and filled, row 3 is hidden and empty; columns B and C are hidden, and all from column Z."""
    columns = [(1, 2), (25, 16_383)]
    records = [record(60, struct.pack("<IIIIH", first, last, 0, 0, 1)) for first, last in columns]
    for row, is_hidden in enumerate((False, True, True)):
        records.append(record(0, struct.pack("<IIHBB", row, 0, 300, 0, 0x10 * is_hidden) + bytes(13)))
        if row < 2:
            records.append(record(5, struct.pack("<IId", 0, 0, 7.0)))
    path = binary_workbook(tmp_path / "w.xlsb", record(129) + b"".join(records) + record(130))
    with open_workbook(path) as book:
        first = book.names[0]
        assert book.hidden(first) == Hidden(rows=frozenset({2}), columns=frozenset({1, 2}))


def test_rows_without_numbers_are_counted(tmp_path: Path) -> None:
    """A sheet whose rows leave out their numbers, as the format allows."""
    source = write_hidden(tmp_path / "w.xlsx")
    path = tmp_path / "unnumbered.xlsx"
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(path, "w") as unnumbered:
        for part in archive.infolist():
            content = archive.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = re.sub(rb'<row r="[2-9]"', b"<row", content)
            unnumbered.writestr(part.filename, content)
    with zipfile.ZipFile(path) as archive:
        assert hidden_parts(archive, "xl/worksheets/sheet1.xml", is_sheet=False).rows == {3, 5}


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
