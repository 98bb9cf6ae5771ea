"""Recognising the register of a sheet, its header and its columns."""

from typing import Any

import pytest

from jatan.intake.registers.recognise.layout import Layout, Unknown, recognise
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from tests.intake.registers.workbooks import HEADER, meeting


def _found(sheet: str, *rows: list[Any], words: Vocabulary | None = None) -> Layout:
    found = recognise(sheet, list(rows), words or Vocabulary())
    assert isinstance(found, Layout), found
    return found


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("SHG meetings 2022-23", "shg_meeting"), ("स्वयं सहायता समूह बैठक", "shg_meeting"),
        ("Forum meetings", "forum_meeting"), ("प्रवासी फोरम बैठक", "forum_meeting"), ("फोरम की बैठक", "forum_meeting"),
        ("जागरुकता कार्यक्रम", "awareness"), ("Kishori Samuh Baithak", "adolescent_meeting"),
        ("Block level training", "block_training"), ("जिला स्तरीय कार्यशाला", "district_workshop"),
    ],
)  # fmt: skip
def test_title_identifies_the_register(title: str, kind: str) -> None:
    assert _found(title, HEADER, meeting(1)).kind.code == kind


def test_title_above_the_header_identifies_the_register() -> None:
    found = _found("Sheet1", ["Network", "", ""], ["Quarterly trainings 2021-2024"], [], HEADER, meeting(1))
    assert (found.kind.code, found.header_rows) == ("quarterly_training", 4)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (["Forum", "Formed on", "Village"], "forums"),
        (["Forum", "Name", "Joined on", "Sex"], "forum_members"),
        (["Date", "Name", "Issue", "Status"], "issues"),
        (["Case code", "Date", "Status"], "cases"),
        (["Name", "Scheme", "Applied on"], "beneficiaries"),
        (["Name", "Destination", "Work"], "journeys"),
        (["Date", "Block", "Category", "Number"], "group_reach"),
    ],
)
def test_columns_identify_the_register_without_a_title(header: list[str], kind: str) -> None:
    assert _found("Sheet1", header, ["x"] * len(header)).kind.code == kind


def test_member_list_with_the_title_forum_is_no_list_of_forums() -> None:
    assert _found("प्रवासी फोरम", ["फोरम", "नाम", "लिंग", "आयु", "जुड़ने की तिथि"], ["क", "ख"]).kind.code == "forum_members"


@pytest.mark.parametrize(
    "header",
    [
        ["Date / दिनांक", "Women / महिला", "Total participants / कुल प्रतिभागी"],
        ["दिनाँक", "महिलाएं", "कुल प्रतिभागि"],
        ["Dinank", "Mahila", "Kul Pratibhagi"],
        ["DATE :", "Women (18+)", "Total Participants*"],
        ["Date of meeting", "No. of women", "No. of participants"],
    ],
)
def test_headings_are_recognised_in_either_script_with_typos(header: list[str]) -> None:
    assert dict(_found("SHG", header, []).columns) == {"date": 0, "women": 1, "total": 2}


def test_a_header_over_two_rows_is_one_header() -> None:
    found = _found(
        "SHG meetings",
        ["S.No.", "Date", "Block", "Participants", "", "", "", ""],
        ["", "", "", "Women", "Men", "Girls", "Boys", "Total"],
        [1, "12/03/2022", "Basia", 5, 0, 0, 0, 5],
    )
    assert found.header_rows == 2
    assert dict(found.columns) == {
        "serial": 0,
        "date": 1,
        "block": 2,
        "women": 3,
        "men": 4,
        "girls": 5,
        "boys": 6,
        "total": 7,
    }


def test_the_upper_row_of_a_header_is_no_title() -> None:
    """Before: "SHG name" above the second row of headings made a register of meetings of SHGs of any sheet."""
    found = _found(
        "Sheet1",
        ["District level workshop"],
        ["S.No.", "Date", "SHG name", "Participants", "", ""],
        ["", "", "", "Women", "Men", "Total"],
        [1, "12/03/2022", "Asha", 5, 0, 5],
    )
    assert (found.kind.code, found.header_rows) == ("district_workshop", 3)


@pytest.mark.parametrize(
    "below", [["Panchayat", "Village"], ["Village", "Panchayat"], ["Panchayat", ""], ["Village", ""]]
)
def test_an_address_above_one_or_two_headings_is_no_heading_of_its_own(below: list[str]) -> None:
    """Before: the column below "Address" was the village, whatever stood in the second row of headings."""
    found = _found(
        "Help desk",
        ["S.No.", "Name", "Date", "Issue", "Status", "Address", ""],
        ["", "", "", "", "", *below],
        [1, "Sita", "12/03/2022", "Fraud", "Pending", "Kumhari", "Navapur"],
    )
    assert found.header_rows == 2
    assert {found.columns.get("village"), found.columns.get("panchayat")} == {
        5 + below.index(text) if (text := name) in below else None for name in ("Village", "Panchayat")
    }
    for number, text in enumerate(below):
        assert text == "" or found.columns[text.casefold()] == 5 + number


@pytest.mark.parametrize(("group", "name", "mobile"), [("Agent", "Name", "Mobile"), ("ठेकेदार", "नाम", "मोबाइल नंबर")])
def test_a_name_and_a_telephone_below_the_agent_are_not_the_persons(group: str, name: str, mobile: str) -> None:
    """Before: the telephone of the agent was recorded as that of the migrant."""
    found = _found(
        "Migrant register",
        [group, "", "Name", "Destination", "Date"],
        [name, mobile, "", "", ""],
        ["Raju", "9431100003", "Sita", "Delhi", "12/03/2022"],
    )
    assert dict(found.columns) == {"agent_name": 0, "agent_phone": 1, "name": 2, "destination": 3, "date": 4}


def test_a_record_in_words_is_no_second_row_of_headings() -> None:
    found = _found("SHG", ["Date", "Village", "Topic", "Total"], ["12/03/2022", "Block", "Issue", "दस"])
    assert found.header_rows == 1


def test_unknown_columns_are_reported() -> None:
    found = _found("SHG", ["Date", "Colour of the sky", "Total"], ["12/03/2022", "blue", 4])
    assert found.unknown == ("Colour of the sky",)
    assert dict(found.columns) == {"date": 0, "total": 2}


def test_unknown_sheets_report_what_is_missing() -> None:
    empty = recognise("SHG", [], Vocabulary())
    chat = recognise("Notes", [["call the block office"], ["buy tea"]], Vocabulary())
    untitled = recognise("Sheet1", [HEADER, meeting(1)], Vocabulary())
    lacking = recognise("SHG meetings", [["Block", "Village", "Topic"], ["Basia", "x", "y"]], Vocabulary())
    reasons = [found.reason for found in (empty, chat, untitled, lacking) if isinstance(found, Unknown)]
    assert reasons == ["empty", "no_header", "kind_unclear", "columns_missing"]
    assert isinstance(lacking, Unknown)
    assert "date" in lacking.missing
    assert lacking.fields == ("block", "village", "topic")


def test_learned_mappings_have_precedence() -> None:
    words = Vocabulary(
        {
            ("sheet", "", "sheet1"): "awareness",
            ("header", "awareness", "colour"): "topic",
            ("header", "awareness", "total"): "ignore",
        }
    )
    found = _found("Sheet1", ["Date", "Colour", "Women", "Total"], ["12/03/2022", "x", 1, 2], words=words)
    assert found.kind.code == "awareness"
    assert dict(found.columns) == {"date": 0, "topic": 1, "women": 2}


def test_every_register_has_its_needed_columns_among_its_columns() -> None:
    for kind in kinds().values():
        assert all(group & set(kind.fields) for group in kind.needs), kind.code
        assert kind.anchor in kind.fields, kind.code


def test_learned_sheet_keeps_its_kind_whatever_its_headings() -> None:
    words = Vocabulary({("sheet", "", "forum members"): "forums"})
    header = ["Forum", "Name", "Joined on", "Formed on"]
    assert _found("Forum members", header, ["a", "b"], words=words).kind.code == "forums"


def test_learned_headings_identify_a_header_and_have_precedence() -> None:
    words = Vocabulary(
        {("header", "shg_meeting", word): field for word, field in {"kab": "date", "log": "total"}.items()}
    )
    found = _found("SHG", ["our list"], ["Kab", "Log", "Total"], ["12/03/2022", 5, 900], words=words)
    assert (dict(found.columns), found.header_rows) == ({"date": 0, "total": 1}, 2)
