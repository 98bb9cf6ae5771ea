"""Total rows are skipped; records with a word for total in their text are not."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from jatan.intake.registers.recognise.layout import Layout, recognise
from jatan.intake.registers.recognise.rows import read_records
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

HEADER = ["S.No.", "Date", "Block", "Village", "SHG name", "Topic", "Women", "Men", "Total"]
GOOD = [1.0, "01/05/2022", "Basia", "Navapur", "", "", 5.0, 2.0, 7.0]


def _serials(*rows: list[Any], sheet: str = "SHG meetings", header: list[str] = HEADER) -> list[str]:
    words = Vocabulary()
    layout = recognise(sheet, [header, *rows], words)
    assert isinstance(layout, Layout)
    return [row.serial for row in read_records(layout, [header, *rows], words, Counter())]


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
def test_total_row_with_or_without_date_is_skipped(total: list[Any]) -> None:
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
def test_total_row_is_recognised_by_many_words(word: str, column: int) -> None:
    total: list[Any] = ["", "", "", "", "", "", 5.0, 2.0, 7.0]
    total[column] = word
    assert _serials(GOOD, total) == ["1"]


@pytest.mark.parametrize(
    "word",
    [
        "Block total", "Total (Mandar)", "बसिया का योग", "FY 2021-22 Total", "Q1 Sub-Total", "सब टोटल", "Tot.", "योगफल",
        "Total - Basia block", "प्रखण्ड का योग", "Total of 1st quarter", "Basia Total 2022",
    ],
)  # fmt: skip
@pytest.mark.parametrize("beside", ["", "Basia"])
def test_word_for_total_in_the_date_column_is_recognised(word: str, beside: str) -> None:
    assert _serials(GOOD, ["", word, beside, "", "", "", 9.0, 2.0, 11.0], [2.0, *GOOD[1:]]) == ["1", "2"]


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "", "", "", "", 5.0, 2.0, 7.0],
        ["", "", "", "", "", "", "", "", 7.0],
        ["", "", "", "", "", "", "५", "२", "७"],
        ["", "-", "", "", "", "", 5.0, 2.0, 7.0],
    ],
)
def test_row_of_numbers_that_are_sums_is_a_total(row: list[Any]) -> None:
    assert _serials(GOOD, row, [2.0, *GOOD[1:]], row, ["", "", "", "", "", "", 10.0, 4.0, 14.0]) == ["1", "2"]


@pytest.mark.parametrize(
    "row", [["", "", "", "", "", "", 5.0, 3.0, 8.0], ["", "", "", "", "", "", 5.0, 2.0, 8.0], ["", "-", *[""] * 6, 1.0]]
)
def test_row_of_numbers_that_are_no_sums_is_a_record(row: list[Any]) -> None:
    assert len(_serials(GOOD, row)) == 2


def test_formula_filled_down_over_empty_rows_is_blank() -> None:
    assert _serials(GOOD, [2.0, "", "", "", "", "", "", "", 0.0], ["", "", "", "", "", "", 0.0, 0.0, 0.0]) == ["1"]


@pytest.mark.parametrize(
    "row",
    [
        ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
        ["१", "२", "३", "४", "५", "६", "७", "८", "९"],
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
        ["-", "---", "--", "–", "...", "***", "____", "=", "-"],
        ["", "Prepared by: Sita", "", "", "", "", "", "", ""],
        ["", "तैयारकर्ता", "", "जाँचकर्ता", "", "अनुमोदित", "", "", ""],
        ["", "", "", "Signature of secretary", "", "Seal and date", "Place", "", ""],
        ["", "हस्ताक्षर", "", "सचिव", "", "", "", "", ""],
        ["", "Month of May", "", "", "", "", "", "", ""],
        [2.0, "-", "-", "-", "-", "-", "-", "-", "-"],
    ],
)
def test_column_numbers_rows_of_dashes_and_signatures_are_no_records(row: list[Any]) -> None:
    assert _serials(GOOD, row, [3.0, *GOOD[1:]]) == ["1", "3"]


@pytest.mark.parametrize(
    "row",
    [
        ["", "12-14 March 2022", "", "", "", "", "", "", ""],
        ["", "31/02/2022", "", "", "", "", "", "", ""],
        ["", "12/03", "Basia", "Navapur", "", "", "", "", ""],
        ["", "योग दिवस", "Basia", "", "", "", 5.0, 2.0, 7.0],
        [2.0, "Total", "Basia", "Navapur", "Asha", "", 5.0, 2.0, 7.0],
    ],
)
def test_doubtful_row_is_a_record(row: list[Any]) -> None:
    assert len(_serials(GOOD, row)) == 2


def test_issue_with_unreadable_date_is_parked() -> None:
    header = ["S.No.", "Date", "Name", "Issue", "Status"]
    rows = [[1.0, "12/03/2022", "Etwa", "Wages", "Open"], ["", "last Tuesday", "Somari", "Wages", "Pending"]]
    assert len(_serials(*rows, sheet="Help desk", header=header)) == 2


def test_forum_with_a_word_for_total_in_its_name_is_a_record() -> None:
    header = ["S.No.", "Forum name", "Formed on"]
    rows = [["", "कुल देवी", dt.date(2022, 3, 12)], ["", "Prepared by: Sita", ""], ["", "Basia total", ""], ["", "", 1.0]]
    assert len(_serials(*rows, sheet="Migrant forums", header=header)) == 1


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


def test_total_rows_of_name_registers_are_skipped() -> None:
    header = ["S.No.", "Name", "Scheme", "Benefit received on"]
    rows = [[1.0, "Somari", "Pension", "01/06/2022"], ["Total", 1.0, "", ""], ["", "Total: 1", "", ""]]
    assert _serials(*rows, sheet="Scheme linkage", header=header) == ["1"]
