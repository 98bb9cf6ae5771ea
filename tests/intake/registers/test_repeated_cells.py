"""Merged cells and ditto marks. No database."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jatan.intake.registers.recognise.layout import Layout, recognise
from jatan.intake.registers.recognise.rows import RegisterRow, read_records
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.intake.registers.workbook.stream import StreamedWorkbook

HEADER = ["S.No.", "Date", "Block", "SHG name", "Women", "Total"]
# First row, first column, last row, last column, from 0.
type Box = tuple[int, int, int, int]


def _workbook(path: Path, rows: Sequence[Sequence[Any]], boxes: Sequence[Box], header: list[str] = HEADER) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("SHG meetings")
    for number, row in enumerate([header, *rows]):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(number, column, value)
    for top, left, bottom, right in boxes:
        sheet.merge_range(top, left, bottom, right, rows[top - 1][left])
    book.close()
    return path


def _read(path: Path, sheet: str = "SHG meetings") -> tuple[list[RegisterRow], Counter[str]]:
    words, skipped = Vocabulary(), Counter[str]()
    with open_workbook(path) as book:
        rows, merged = list(book.rows(sheet)), book.merged(sheet)
    layout = recognise(sheet, rows, words)
    assert isinstance(layout, Layout)
    return list(read_records(layout, rows, words, skipped, merged)), skipped


def test_merged_cells_beside_an_empty_first_column_are_repeated(tmp_path: Path) -> None:
    rows = [["", 1, "12/03/2022", "Basia", "Asha", 5, 20], ["", 2, "", "", "Umang", 7, 7]]
    path = _workbook(tmp_path / "a.xlsx", rows, [(1, 2, 2, 2), (1, 3, 2, 3)], ["", *HEADER])
    records, _skipped = _read(path)
    assert [(row.cells["date"], row.cells["block"]) for row in records] == [("12/03/2022", "Basia")] * 2


def test_merged_date_and_block_are_repeated_and_counts_are_not(
    tmp_path: Path,
) -> None:
    rows = [
        [1, "12/03/2022", "Basia", "Asha", 5, 20],
        [2, "", "", "Umang", 7, ""],
        ["", "", "", "", 8, ""],
        [3, "14/03/2022", "Palkot", "Jyoti", 3, 3],
    ]
    found, skipped = _read(_workbook(tmp_path / "a.xlsx", rows, [(1, 1, 3, 1), (1, 2, 3, 2), (1, 5, 3, 5)]))
    assert [(row.cells["date"], row.cells["block"], row.cells.get("total")) for row in found] == [
        ("12/03/2022", "Basia", 20), ("12/03/2022", "Basia", None), ("12/03/2022", "Basia", None),
        ("14/03/2022", "Palkot", 3),
    ]  # fmt: skip
    assert not skipped


def test_merged_cell_is_not_repeated_in_blank_rows(tmp_path: Path) -> None:
    rows = [[1, "12/03/2022", "Basia", "Asha", 5, 5], ["", "", "", "", "", ""], [2, "", "", "Umang", 7, 7]]
    found, _ = _read(_workbook(tmp_path / "a.xlsx", rows, [(1, 1, 3, 1)]))
    assert [(row.serial, row.cells["date"]) for row in found] == [("1", "12/03/2022"), ("2", "12/03/2022")]


def test_a_forum_in_two_villages_is_one_forum(tmp_path: Path) -> None:
    header = ["S.No.", "Forum name", "Village", "Formed on"]
    rows = [[1, "Asha Forum", "Navapur", "12/03/2022"], ["", "", "Chhotapur", ""]]
    path = _workbook(tmp_path / "a.xlsx", rows, [(1, 1, 2, 1)], header)
    with open_workbook(path) as book:
        everything, merged = list(book.rows("SHG meetings")), book.merged("SHG meetings")
    layout = recognise("Migrant forums", everything, Vocabulary())
    assert isinstance(layout, Layout)
    found = list(read_records(layout, everything, Vocabulary(), Counter(), merged))
    assert [row.cells.get("forum") for row in found] == ["Asha Forum"]


def test_both_readers_find_the_same_merged_cells(tmp_path: Path) -> None:
    rows = [[1, "12/03/2022", "Basia", "Asha", 5, 5], [2, "", "", "Umang", 7, 7], [3, "", "", "Jyoti", 7, 7]]
    path = _workbook(tmp_path / "a.xlsx", rows, [(1, 1, 3, 1), (1, 2, 2, 3)])
    streamed = StreamedWorkbook(path)
    with open_workbook(path) as book:
        assert sorted(streamed.merged("SHG meetings")) == sorted(book.merged("SHG meetings"))
        assert len(book.merged("SHG meetings")) == 2
    streamed.close()


@pytest.mark.parametrize("mark", ['"', "〃", "-do-", "Do", "तदैव", "''", ",,", '- " -', "”", "ditto", "उपरोक्त"])
def test_ditto_mark_repeats_the_row_above(mark: str, tmp_path: Path) -> None:
    rows = [
        [1, "12/03/2022", "Basia", "Asha", 5, 5],
        [2, mark, mark, "Umang", 7, 7],
        ["", "Total", "", "", 12, 12],
        [3, mark, mark, mark, 8, 8],
    ]
    found, skipped = _read(_workbook(tmp_path / "a.xlsx", rows, []))
    assert [(row.cells["date"], row.cells["block"]) for row in found] == [("12/03/2022", "Basia")] * 3
    assert [row.repeated for row in found] == [[], ["date", "block"], ["date", "block", "group_name"]]
    assert found[2].cells["group_name"] == "Umang"
    assert skipped == {"totals": 1}


@pytest.mark.parametrize("written", ["-", "Dodo", '"Asha"', "Same Toli", ","])
def test_text_similar_to_a_ditto_mark_is_kept(written: str, tmp_path: Path) -> None:
    rows = [[1, "12/03/2022", "Basia", "Asha", 5, 5], [2, "13/03/2022", "Basia", written, 7, 7]]
    found, _ = _read(_workbook(tmp_path / "a.xlsx", rows, []))
    assert found[1].cells["group_name"] == written
    assert found[1].repeated == []


def test_ditto_mark_below_an_empty_cell_is_kept(tmp_path: Path) -> None:
    found, _ = _read(_workbook(tmp_path / "a.xlsx", [[1, '"', "Basia", "Asha", 5, 5]], []))
    assert found[0].cells["date"] == '"'
