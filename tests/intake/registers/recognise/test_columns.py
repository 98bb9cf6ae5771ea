"""Assigning columns to fields, totals and counts of people."""

from collections import Counter
from typing import Any

import pytest

from jatan.intake.registers.recognise.layout import Layout, Unknown, recognise
from jatan.intake.registers.recognise.rows import read_records
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

HEADINGS: list[tuple[str, list[str], dict[str, int]]] = [
    ("Help desk", ["Date", "Complainant", "Issue", "Status"], {"date": 0, "name": 1, "issue": 2, "status": 3}),
    ("Help desk", ["Date of complaint", "Name", "Issue"], {"date": 0, "name": 1, "issue": 2}),
    ("Help desk", ["Complaintt", "Date", "Issue", "Status"], {"date": 1, "issue": 2, "status": 3}),
    ("सूचना केंद्र", ["शिकायत की तिथि", "शिकायतकर्ता", "शिकायत का प्रकार"], {"date": 0, "name": 1, "issue": 2}),
    ("Forum list", ["Members", "Forum", "Formed on"], {"forum": 1, "formed_on": 2}),
    ("Forum list", ["Forum", "Meeting date", "Formed on"], {"forum": 0, "formed_on": 2}),
    ("SHG", ["Date", "Total members", "Members present"], {"date": 0, "total": 2}),
    ("SHG", ["Date", "कुल सदस्य", "उपस्थिति"], {"date": 0, "total": 2}),
    ("SHG", ["Date", "कुल सदस्य", "उपस्थित सदस्य"], {"date": 0, "total": 2}),
    ("SHG", ["Date", "Total members"], {"date": 0, "total": 1}),
    (
        "SHG",
        ["Date", "Participants (Female)", "Participants (Male)", "Participants (Total)"],
        {"date": 0, "women": 1, "men": 2, "total": 3},
    ),
    ("SHG", ["Date", "प्रतिभागी (महिला)", "प्रतिभागी (पुरुष)"], {"date": 0, "women": 1, "men": 2}),
    ("SHG", ["Date", "Participants - Female", "Total (female)", "Total"], {"date": 0, "women": 1, "total": 3}),
    ("SHG", ["Date", "W", "M", "G", "B", "T"], {"date": 0, "women": 1, "men": 2, "girls": 3, "boys": 4, "total": 5}),
    ("SHG", ["Date", "वयस्क महिला", "वयस्क पुरुष"], {"date": 0, "women": 1, "men": 2}),
    (
        "SHG",
        ["Date", "Women", "Men", "Total", "Girls", "Boys", "Total", "Grand Total"],
        {"date": 0, "women": 1, "men": 2, "girls": 4, "boys": 5, "total": 7},
    ),
    (
        "SHG",
        ["Date", "महिला", "पुरुष", "कुल", "किशोरी", "किशोर", "कुल", "महायोग"],
        {"date": 0, "women": 1, "men": 2, "girls": 4, "boys": 5, "total": 7},
    ),
]


def _found(title: str, *rows: list[Any]) -> Layout:
    found = recognise(title, list(rows), Vocabulary())
    assert isinstance(found, Layout), found
    return found


def _counted(*rows: list[Any]) -> list[Any]:
    layout = _found("SHG meetings", *rows)
    return [row.cells.get("total") for row in read_records(layout, rows, Vocabulary(), Counter())]


@pytest.mark.parametrize(("title", "headings", "columns"), HEADINGS)
def test_most_certain_heading_gets_the_field(title: str, headings: list[str], columns: dict[str, int]) -> None:
    assert dict(_found(title, headings).columns) == columns


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (
            ["Date", "Adults", "", "", "Below 18", "", "", "Grand total"],
            ["", "F", "M", "Total", "F", "M", "Total", ""],
        ),
        (
            ["दिनांक", "वयस्क", "", "", "18 से कम", "", "", "कुल योग"],
            ["", "महिला", "पुरुष", "योग", "महिला", "पुरुष", "योग", ""],
        ),
    ],
)
def test_groups_of_a_two_row_header_are_used(upper: list[str], lower: list[str]) -> None:
    found = _found("SHG meetings", upper, lower, ["12/03/2022", 5, 1, 6, 2, 1, 3, 9])
    assert dict(found.columns) == {"date": 0, "women": 1, "men": 2, "girls": 4, "boys": 5, "total": 7}
    assert (found.header_rows, found.unknown) == (2, ())


def test_a_header_over_three_rows_is_one_header() -> None:
    found = _found(
        "SHG meetings",
        ["S.No.", "Date", "Block", "Participants", "", "", "", ""],
        ["", "", "", "Adults", "", "Children", "", "Total"],
        ["", "", "", "F", "M", "F", "M", ""],
        [1, "12/03/2022", "Basia", 5, 1, 2, 1, 9],
    )
    assert found.header_rows == 3
    assert {name: found.columns.get(name) for name in ("women", "men", "girls", "boys", "total")} == {
        "women": 3, "men": 4, "girls": 5, "boys": 6, "total": 7,
    }  # fmt: skip


def test_total_of_all_parts_is_chosen_among_several() -> None:
    header = ["Date", "Women", "Men", "Total", "Girls", "Boys", "Total"]
    assert "total" not in _found("SHG", header, ["1/2/2022", 5, 1, 6, 2, 1, 3]).columns
    assert _found("SHG", header, ["1/2/2022", 5, 1, 6, 2, 1, 9]).columns["total"] == 6


@pytest.mark.parametrize(
    ("header", "row", "total"),
    [
        (["Date", "Women", "Men", "Children"], ["1/2/2022", 5, 1, 7], 13),
        (["Date", "महिला", "पुरुष", "बच्चे"], ["1/2/2022", "५", 1, ""], 6),
        (["Date", "Women", "Men", "Others"], ["1/2/2022", 5, 1, 2], 8),
        (["Date", "Adults", "Children", "Women"], ["1/2/2022", 5, 1, 2], 3),
        (["Date", "Adults", "Children", "Women and girls", "Men and boys"], ["1/2/2022", 5, 1, 4, 2], 6),
        (["Date", "Women", "Men", "Children", "Total"], ["1/2/2022", 5, 1, 7, 14], 14),
        (["Date", "Women", "Men", "Children"], ["1/2/2022", 5, 1, "many"], "5 + 1 + many"),
    ],
)
def test_children_column_is_added_where_there_is_no_total(header: list[str], row: list[Any], total: Any) -> None:
    many = [["2/2/2022", *[3] * (len(header) - 1)] for _ in range(4)]
    assert _counted(header, *many, row)[-1] == total


@pytest.mark.parametrize(
    "header",
    [["Date", "Women", "Sahiyas", "Men"], ["Date", "Women", "Men", "Women", "Men"], ["Date", "Women", "", "Men"]],
)
def test_unknown_column_of_counts_makes_the_total_missing(header: list[str]) -> None:
    found = recognise("SHG meetings", [header, ["1/2/2022", *range(3, len(header) + 2)]], Vocabulary())
    assert isinstance(found, Unknown)
    assert (found.reason, found.missing) == ("columns_missing", ("total",))


def test_second_table_beside_the_register_takes_no_field() -> None:
    header = ["Date", "Block", "Women", "Men", "Total", "", "Month", "Women", "Total"]
    found = _found("SHG", header, ["1/2/2022", "Basia", 5, 1, 6, "", "April", 70, 90])
    assert {name: found.columns[name] for name in ("women", "men", "total")} == {"women": 2, "men": 3, "total": 4}


def test_a_second_serial_number_is_not_a_total() -> None:
    found = _found("SHG", ["Sl. No.", "S.No.", "Date", "Women"], [1, 7, "1/2/2022", 5])
    assert dict(found.columns) == {"serial": 0, "date": 2, "women": 3}
