"""Who is accused stands in the file with the accusation and its source; the codes are those of the standard."""

import tomllib
from importlib import resources
from typing import Any

import pytest

from jatan.programme.cases.entries.offenders import ALLEGED_OFFENDER, RELATIONSHIPS, ROLES
from tests.programme.cases.entries.paper import DAY, CasePaper

SAID: dict[str, Any] = {"accused_of": "काम का पैसा नहीं दिया, कमरे में बंद रखा", "said_by": ["her"], "outcome": "said"}


@pytest.mark.parametrize(("choices", "name"), [(ROLES, "V15"), (RELATIONSHIPS, "V7")])
def test_codes_are_those_of_the_standard_to_the_letter(choices: Any, name: str) -> None:
    text = (resources.files("jatan.programme.cases.exchange") / "codes.toml").read_text("utf-8")
    assert {code for code, _label in choices} == set(tomllib.loads(text)["codes"][name])


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, set()),
        ({"accused_of": ""}, {("missing_required", "accused_of")}),
        ({"said_by": []}, {("missing_required", "said_by")}),
        ({"said_by": ["other"]}, {("missing_required", "said_by_whom")}),
        ({"outcome": "acquitted"}, {("missing_required", "outcome_on")}),
        ({"outcome": "convicted", "outcome_on": DAY}, set()),
        ({"roles": ["Trafficker"]}, {("unreadable", "roles")}),
    ],
)
def test_nobody_is_accused_without_what_and_by_whom(more: dict[str, Any], refused: set[Any]) -> None:
    assert CasePaper().refusals("alleged_offender", **SAID | more) == refused


def test_several_people_are_accused_in_one_file_each_by_itself() -> None:
    paper = CasePaper()
    for name in ("सोमरा", "मुन्ना ठेकेदार"):
        paper.write("alleged_offender", **SAID, name=name, roles=["RecruiterOrIntermediary"], relationship="Acquainted")
    assert [entry.get("name") for entry in paper.file.all("alleged_offender")] == ["सोमरा", "मुन्ना ठेकेदार"]


def test_the_line_on_the_page_of_the_case_names_nobody() -> None:
    telling = {"name", "other_names", "phone", "place", "works_for", "accused_of", "said_by_whom", "looks"}
    assert not telling & set(ALLEGED_OFFENDER.headline)
