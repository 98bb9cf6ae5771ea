"""Which rows of a sheet are records, and how their cells are cleaned."""

from collections import Counter
from typing import Any

import pytest

from jatan.intake.registers.recognise.layout import Layout, recognise
from jatan.intake.registers.recognise.rows import RegisterRow, read_records, serial_of
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from tests.intake.registers.workbooks import HEADER, SHG, meeting


def _records(*rows: list[Any], sheet: str = SHG, header: list[str] = HEADER) -> tuple[list[RegisterRow], Counter[str]]:
    words, skipped = Vocabulary(), Counter[str]()
    layout = recognise(sheet, [header, *rows], words)
    assert isinstance(layout, Layout)
    return list(read_records(layout, [header, *rows], words, skipped)), skipped


@pytest.mark.parametrize(
    "word", ["Total", "Grand total", "कुल", "महायोग", "योग", "Sub-total", "कुल योग", "Total April 2022", "उप-योग"]
)
@pytest.mark.parametrize("column", [0, 1, 3])
def test_total_rows_with_any_word_in_any_column_are_skipped(word: str, column: int) -> None:
    total: list[Any] = [""] * len(HEADER)
    total[column], total[-1] = word, 20.0
    rows, skipped = _records(meeting(1.0), total, meeting(2.0))
    assert [row.serial for row in rows] == ["1", "2"]
    assert skipped == {"totals": 1}


def test_total_row_without_the_word_total_is_skipped() -> None:
    rows, skipped = _records(meeting(1.0), ["", "", "", "", "", "", 10.0, "", "", "", 10.0])
    assert len(rows) == 1
    assert skipped == {"totals": 1}


def test_blank_rows_notes_and_repeated_headers_are_skipped() -> None:
    rows, skipped = _records(
        meeting(1.0), [""] * 11, [2.0, *[""] * 10], ["", "", "", "नोट: बारिश में बैठक नहीं हुई"], HEADER, meeting(3.0)
    )
    assert [row.serial for row in rows] == ["1", "3"]
    assert skipped == {"notes": 1, "headers": 1, "blank": 0} or skipped == {"notes": 1, "headers": 1}


def test_a_record_without_its_date_is_still_a_record() -> None:
    rows, _ = _records(meeting(1.0, date=""))
    assert len(rows) == 1


def test_month_heading_in_any_column_is_a_note() -> None:
    headings = [["" if number != column else "अप्रैल 2022" for number in range(11)] for column in (1, 3, 6)]
    rows, skipped = _records(*headings, meeting(1.0))
    assert len(rows) == 1
    assert skipped == {"notes": 3}


@pytest.mark.parametrize("month", ["मार्च 2022", "माह: अप्रैल 2023", "Aug-22", "Month of June 2023", "2022-23", "अगस्त"])
def test_a_month_above_people_is_a_note(month: str) -> None:
    """Before: it waited as a person of whom nothing but the name is known."""
    header = ["Name", "Scheme", "Applied on"]
    people = [["Sita Devi", "Pension", "12/03/2022"], ["Mai Devi", "Pension", "13/03/2022"], ["Sita", "", ""]]
    rows, skipped = _records([month, "", ""], *people, sheet="Beneficiaries", header=header)
    assert ([row.cells["name"] for row in rows], skipped) == (["Sita Devi", "Mai Devi", "Sita"], {"notes": 1})


def test_the_second_row_of_a_repeated_header_is_skipped() -> None:
    header = ["Date", "Village", "Women", "Men", "Girls", "Boys"]
    rows, skipped = _records(["12/03/2022", "A", 1, 1, 2, 0], ["", "", *header[2:]], header=header)
    assert (len(rows), skipped) == (1, {"headers": 1})


def test_the_lower_row_of_a_heading_below_an_agent_is_skipped() -> None:
    """Before: it waited as a journey of nobody."""
    header = ["Name", "Destination", "Block", "Agent Name", "Agent Mobile"]
    people = [["Sita", "Delhi", "Basia", "Raju", "9431100003"], ["Gita", "Delhi", "Basia", "Name", ""]]
    lower = ["", "", "Block", "Name", "Mobile"]
    rows, skipped = _records(people[0], lower, people[1], sheet="Migrants", header=header)
    assert ([row.cells["name"] for row in rows], skipped) == (["Sita", "Gita"], {"headers": 1})


def test_row_with_a_village_named_total_is_a_record() -> None:
    rows, _ = _records(meeting(1.0, village="Total"))
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("written", "serial"), [(7.0, "7"), ("७", "7"), ("7.", "7"), ("(7)", "7"), ("", ""), ("A", "a"), (7, "7")]
)
def test_serial_number_is_normalised(written: Any, serial: str) -> None:
    assert serial_of(written) == serial


def test_aadhaar_number_is_masked() -> None:
    header = ["Date", "Name", "Issue", "Status", "Remarks", "Mobile"]
    row = ["12/03/2022", "Somari 2341 2341 2346", "Registration", "Pending", "आधार २३४१२३४१२३४६", "+91 98765 43210"]
    rows, _ = _records(row, sheet="Help desk", header=header)
    kept = " ".join(str(value) for value in rows[0].cells.values())
    assert "2341" not in kept.replace("XXXX XXXX 2346", "")
    assert set(rows[0].masked) == {"name", "description"}
    assert rows[0].cells["phone"] == "+91 98765 43210"


def test_control_and_bidirectional_characters_are_removed() -> None:
    rows, _ = _records(meeting(1.0, village="Nava\u202epur\x07  East"))
    assert rows[0].cells["village"] == "Navapur East"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_nan_and_infinity_are_kept_as_text(number: float) -> None:
    rows, _skipped = _records(meeting(1.0, women=number))
    assert rows[0].cells["women"] == str(number)
