"""Cells left empty as in the row above are asked about only where the pattern is plain. No database."""

import random
from collections import Counter
from typing import Any

import pytest

from jatan.intake.registers.recognise.layout import Layout, recognise
from jatan.intake.registers.recognise.left_empty import fill_left_empty, with_left_empty
from jatan.intake.registers.recognise.rows import read_records
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

HEADER = ["S.No.", "Date", "District", "Block", "Village", "SHG name", "Women", "Total"]
# The block is written in rows 1, 4, 6 and 9 of ten: two runs of empty cells, and two more.
WRITTEN = (1, 4, 6, 9)


def _rows(**written: Any) -> list[list[Any]]:
    return [
        [
            number,
            f"{number + 12}/03/2022",
            written.get("district", ""),
            f"Block {number}" if number in written.get("blocks", WRITTEN) else "",
            f"Toli {number}",
            f"Toli {number} SHG",
            5,
            5,
        ]
        for number in range(1, 11)
    ]


def _found(rows: list[list[Any]]) -> tuple[Layout, list[list[str]]]:
    """The table, and the columns that are asked about in each row."""
    words = Vocabulary()
    layout = recognise("SHG meetings", [HEADER, *rows], words)
    assert isinstance(layout, Layout)
    layout = with_left_empty(layout, read_records(layout, [HEADER, *rows], words, Counter()))
    last: dict[str, Any] = {}
    records = list(read_records(layout, [HEADER, *rows], words, Counter()))
    for row in records:
        row.asked.clear()
        fill_left_empty(layout, row, last)
    return layout, [list(row.asked) for row in records]


def test_a_plain_pattern_is_asked_about() -> None:
    layout, asked = _found(_rows())
    assert layout.left_empty == {"block": 6}
    assert asked == [[] if number in WRITTEN else ["block"] for number in range(1, 11)]


def test_one_run_alone_or_single_gaps_are_no_pattern() -> None:
    assert _found(_rows(blocks=(1, 3, 5, 7, 9)))[0].left_empty == {}
    assert _found(_rows(blocks=(1, 2, 3, 4)))[0].left_empty == {}


def test_a_row_that_says_its_district_knows_no_block() -> None:
    """Before: five rows of a workbook filled with care waited, though the district stood in each of them."""
    assert _found(_rows(district="Gumla"))[0].left_empty == {}
    rows = _rows()
    rows[9][2] = "Gumla"
    layout, asked = _found(rows)
    assert layout.left_empty == {"block": 5}
    assert asked[7:] == [["block"], [], []]


def test_rows_that_lack_other_cells_too_are_no_pattern() -> None:
    rows = _rows()
    rows[1][5] = ""
    assert _found(rows)[0].left_empty == {}


@pytest.mark.parametrize("seed", range(20))
def test_optional_cells_left_out_by_chance_are_never_asked_about(seed: int) -> None:
    rng = random.Random(seed)
    rows = _rows(district="Gumla", blocks=(1, *rng.sample(range(2, 11), 4)))
    for row in rows[1:]:
        row[4] = row[4] if rng.random() < 0.5 else ""
    assert _found(rows)[0].left_empty == {}
