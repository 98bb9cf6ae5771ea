"""Total rows are never records, and records with a total word in their text are never totals."""

from collections import Counter
from typing import Any

import pytest

from jatan.intake.registers.layout import Layout, recognise
from jatan.intake.registers.mapping.vocabulary import Vocabulary
from jatan.intake.registers.rows import records

HEADER = ["S.No.", "Date", "Block", "Village", "SHG name", "Topic", "Women", "Men", "Total"]
GOOD = [1.0, "01/05/2022", "Basia", "Navapur", "", "", 5.0, 2.0, 7.0]


def _serials(*rows: list[Any], sheet: str = "SHG meetings", header: list[str] = HEADER) -> list[str]:
    words = Vocabulary()
    layout = recognise(sheet, [header, *rows], words)
    assert isinstance(layout, Layout)
    return [row.serial for row in records(layout, [header, *rows], words, Counter())]


@pytest.mark.parametrize(
    "total",
    [
        ["Total", "31/05/2022", "", "", "", "", 5.0, 2.0, 7.0],
        ["कुल", "31/05/2022", "Basia", "", "", "", 5.0, 2.0, 7.0],
        ["Total", "Apr-22", "", "", "", "", 5.0, 2.0, 7.0],
        ["", "31/05/2022", "", "Total", "", "", 5.0, 2.0, 7.0],
        ["", "31/05/2022", "Basia", "कुल", "", "", 5.0, 2.0, 7.0],
        ["", "31/05/2022", "योग", "", "", "", 5.0, 2.0, 7.0],
        ["", "", "", "माह का योग", "", "", 5.0, 2.0, 7.0],
        ["", "", "Basia", "कुल", "", "", 5.0, 2.0, 7.0],
        ["", "", "Basia total", "", "", "", 5.0, 2.0, 7.0],
        ["पिछला पृष्ठ", "", "", "", "", "", 5.0, 2.0, 7.0],
    ],
)
def test_a_total_is_no_record_with_a_day_or_without(total: list[Any]) -> None:
    assert _serials(GOOD, total, [2.0, *GOOD[1:]]) == ["1", "2"]


@pytest.mark.parametrize(
    "word",
    [
        "माह का योग", "महा योग", "कुलयोग", "जोड़", "मासिक योग", "पृष्ठ का योग", "अप्रैल 2022 का योग", "उप-कुल", "सर्वयोग",
        "G. Total", "Monthly Total", "Cumulative total", "Overall Total", "April Total", "Carried forward", "Total:",
        "Grand Total :-", "कुल जोड़", "वर्ष 2021-22 का योग", "Total for April", "Quarter total", "Sum", "TOTAL (2021-22)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", [0, 1, 3])
def test_a_total_may_have_many_names(word: str, column: int) -> None:
    total: list[Any] = ["", "", "", "", "", "", 5.0, 2.0, 7.0]
    total[column] = word
    assert _serials(GOOD, total) == ["1"]


@pytest.mark.parametrize(
    "row",
    [
        [3.0, "", "Basia", "", "", "योग दिवस", 5.0, 2.0, 7.0],
        [3.0, "", "Basia", "", "", "Total sanitation", 5.0, 2.0, 7.0],
        [3.0, "", "", "", "", "योग", 5.0, 2.0, 7.0],
        [3.0, "01/05/2022", "", "Total", "", "", 5.0, 2.0, 7.0],
        ["", "01/05/2022", "Basia", "", "", "योग दिवस", 5.0, 2.0, 7.0],
        ["", "", "Basia", "Navapur", "", "योग दिवस", 5.0, 2.0, 7.0],
        ["", "01/05/2022", "Basia", "Navapur", "", "योग", 5.0, 2.0, 7.0],
    ],
)
def test_a_record_about_yoga_or_total_sanitation_is_a_record(row: list[Any]) -> None:
    assert len(_serials(GOOD, row)) == 2


def test_totals_of_registers_of_names_are_no_records() -> None:
    header = ["S.No.", "Name", "Scheme", "Benefit received on"]
    rows = [[1.0, "Somari", "Pension", "01/06/2022"], ["Total", 1.0, "", ""], ["", "Total: 1", "", ""]]
    assert _serials(*rows, sheet="Scheme linkage", header=header) == ["1"]
