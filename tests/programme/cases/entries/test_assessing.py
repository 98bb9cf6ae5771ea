"""Assessments guide and never count; what happened to her is kept in the codes of the standard."""

import datetime as dt
import tomllib
from importlib import resources
from typing import Any

import pytest

from jatan.programme.cases.entries.assessment import ASSESSMENT
from jatan.programme.cases.entries.exploitation import EXPLOITATION
from jatan.programme.cases.entries.indicators import DIMENSIONS
from jatan.programme.cases.entries.kinds import PAGES_DONE, open_pages, pages_done_with
from jatan.programme.cases.exchange.records import read_row
from tests.programme.cases.entries.paper import DAY, CasePaper, days_later

SIX = [
    "recruited_by_deceit",
    "recruited_by_force",
    "recruited_in_need",
    "exploited",
    "forced_there",
    "in_need_there",
]
LEVELS = ["individual", "household", "community", "structural"]
# Question, list of the standard, what the standard defines without giving it a place in the list.
LISTS: dict[str, tuple[str, set[str]]] = {
    "status": ("V5", set()),
    "decided_by": ("V6", set()),
    "types": ("V11", set()),
    "sector": ("V12", set()),
    "division": ("XI", set()),
    "sex_types": ("V13", set()),
    "recruited": ("V9", set()),
    "relation": ("XR", set()),
    "controls": ("V10", {"RestrictsMovement", "UsesChildren"}),
}


def test_all_six_dimensions_are_asked_each_with_a_note() -> None:
    assert [name for name, _label, _choices in DIMENSIONS] == SIX
    for name, _label, choices in DIMENSIONS:
        assert len(choices) >= 10
        assert ASSESSMENT.field(name).choices == choices
        assert ASSESSMENT.field(f"{name}_note").kind == "text"


def test_its_six_parts_ask_every_question_once() -> None:
    assert len(ASSESSMENT.pages) == 6
    asked = [name for page in ASSESSMENT.pages for name in page.questions]
    assert asked == [field.name for field in ASSESSMENT.fields if field.kind != "machine"]


@pytest.mark.parametrize(
    ("saved", "left"),
    [
        ({}, []),
        ({PAGES_DONE: "1"}, [2, 3, 4, 5, 6]),
        ({PAGES_DONE: "1,2,4"}, [3, 5, 6]),
        ({PAGES_DONE: "1,2,3,4,5,6"}, []),
    ],
)
def test_an_assessment_knows_which_parts_are_left(saved: dict[str, str], left: list[int]) -> None:
    """One from before there were parts has none left."""
    entry = CasePaper().write("assessment", on=DAY, needs="घर", **saved)
    assert open_pages(ASSESSMENT, entry) == left


@pytest.mark.parametrize(
    ("done", "number", "then"),
    [(None, 1, "1"), ("1", 4, "1,4"), ("1,4", 2, "1,2,4"), ("1,2", 2, "1,2"), ("", 3, "")],
)
def test_a_saved_part_is_added_to_those_done(done: str | None, number: int, then: str) -> None:
    assert pages_done_with(done, number) == then


def test_each_level_asks_for_what_endangers_and_for_what_protects() -> None:
    for level in LEVELS:
        assert ASSESSMENT.field(f"{level}_risks").kind == ASSESSMENT.field(f"{level}_strengths").kind == "text"


def test_an_assessment_has_no_numeric_field() -> None:
    assert {field.kind for field in ASSESSMENT.fields} == {"past_day", "choices", "text", "machine"}


def test_it_is_repeated_and_the_first_one_stays() -> None:
    paper = CasePaper()
    paper.write("assessment", on=DAY, needs="घर जाना है", forced_there=["confined", "no_phone"])
    paper.on(days_later(90)).write("assessment", on=days_later(90), needs="काम चाहिए")
    assert [entry.get("needs") for entry in paper.file.all("assessment")] == ["घर जाना है", "काम चाहिए"]
    assert paper.file.all("assessment")[0].get("forced_there") == ["confined", "no_phone"]


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"on": DAY}, {("missing_required", "needs")}),
        ({"on": DAY, "present": ["alone"]}, {("missing_required", "needs")}),
        ({"needs": "घर"}, {("missing_required", "on")}),
        ({"on": days_later(1), "needs": "घर"}, {("date_in_future", "on")}),
        ({"on": DAY, "exploited": ["beaten_by_moonlight"]}, {("unreadable", "exploited")}),
        ({"on": DAY, "score": "7"}, {("unreadable", "score")}),
        ({"on": DAY, "household_strengths": "बड़ी बहन साथ है"}, set()),
        ({"on": "२४/११/२०२६", "exploited": ["no_wage"]}, set()),
    ],
)
def test_an_assessment_says_one_thing_at_least_and_only_what_is_asked(
    answers: dict[str, Any], refused: set[Any]
) -> None:
    assert CasePaper().refusals("assessment", **answers) == refused


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_those_of_the_standard_to_the_letter(name: str) -> None:
    text = (resources.files("jatan.programme.cases.exchange") / "codes.toml").read_text("utf-8")
    code_list, more = LISTS[name]
    assert {code for code, _label in EXPLOITATION.field(name).choices} == {
        *tomllib.loads(text)["codes"][code_list],
        *more,
    }


def test_what_was_marked_is_read_by_the_interchange_without_a_loss() -> None:
    paper = CasePaper()
    entry = paper.write(
        "exploitation",
        status="ActualVictimOfTrafficking",
        types=["ForcedLabour", "SexualExploitation"],
        sector="T_ActivitiesOfHouseholdsAsEmployers",
        sex_types=["PrivateSexualServices"],
        recruited=["ThroughFriendsOrSocialEvents"],
        controls=["DebtBondage", "RestrictsMovement", "UsesChildren"],
        relation="PlacementAgent",
        months_held="१४",
    )
    parked: list[Any] = []
    row = read_row(
        "victim",
        {
            "vic_TraffickingStatus": entry.get("status"),
            "vic_TypeOfExploitation": entry.get("types"),
            "vic_ForcedLabourIndustry": entry.get("sector"),
            "vic_TypeOfSexExploitation": entry.get("sex_types"),
            "vic_MethodOfRecruitment": entry.get("recruited"),
            "vic_MethodsOfControl": entry.get("controls"),
            "x_relationship": entry.get("relation"),
            "x_exploitation_months": entry.get("months_held"),
        },
        1,
        parked,
    )
    assert parked == []
    assert row["vic_MethodsOfControl"] == ("DebtBondage",)
    assert row["x_RestrictsMovement"] is True
    assert row["x_UsesChildren"] is True
    assert (row["x_exploitation_months"], row["x_relationship"]) == (14, "PlacementAgent")


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"types": ["ForcedLabour"], "sex_types": ["Pornography"]}, {("contradiction", "sex_types")}),
        ({"types": ["SexualExploitation"], "sector": "F_Construction"}, {("contradiction", "sector")}),
        ({"types": ["ChildLabour"], "sector": "F_Construction"}, set()),
        ({"types": ["ForcedLabour"], "sector": "F_Construction", "division": "01"}, {("contradiction", "division")}),
        ({"left_on": DAY, "arrived_on": days_later(-3)}, {("wrong_order", "arrived_on")}),
        ({"left_on": DAY, "out_on": days_later(-3)}, {("wrong_order", "out_on")}),
        ({"left_on": days_later(-9), "arrived_on": days_later(-9), "out_on": DAY}, set()),
        ({"arrived_on": dt.date(2026, 11, 25)}, {("date_in_future", "arrived_on")}),
        ({"months_held": "1201"}, {("unreadable", "months_held")}),
        ({"months_held": "-1"}, {("negative_number", "months_held")}),
        ({"age_when_taken": "170"}, {("unreadable", "age_when_taken")}),
        ({"controls": ["restrictsmovement"]}, {("unreadable", "controls")}),
        ({"transit": "हटिया, मुरी"}, set()),
    ],
)
def test_codes_that_contradict_each_other_are_refused_at_their_question(
    answers: dict[str, Any], refused: set[Any]
) -> None:
    assert CasePaper().refusals("exploitation", **answers) == refused


def test_a_file_has_the_codes_once() -> None:
    paper = CasePaper()
    paper.write("exploitation", types=["ForcedLabour"])
    paper.write("exploitation", types=["ForcedLabour", "ForcedBegging"])
    (entry,) = paper.file.all("exploitation")
    assert (entry.revision, entry.get("types")) == (2, ["ForcedLabour", "ForcedBegging"])
