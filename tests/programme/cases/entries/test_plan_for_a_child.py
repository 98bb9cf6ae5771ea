"""The plan for a child: offered while she may be one, asked of her first, and looked at again on its day."""

from typing import Any

import pytest
from django.utils.translation import override

from jatan.programme.cases.entries.kinds import Stage, Writer
from jatan.programme.cases.entries.menu import writable_kinds
from jatan.programme.cases.entries.steps import steps_of
from tests.programme.cases.entries.paper import COUNSELLOR, DAY, CasePaper, days_later

PLAN: dict[str, Any] = {"carer": "grandparents", "review_on": days_later(14)}
BEST = "नानी के घर रहे, स्कूल में दाख़िला"


def offered(paper: CasePaper) -> set[str]:
    kinds = writable_kinds(paper.file, Writer(COUNSELLOR, False, paper.at))
    return {kind.code for _stage, group in kinds for kind in group}


@pytest.mark.parametrize(("age", "is_offered"), [(9, True), (16, True), (26, False), (None, True)])
def test_it_is_offered_while_she_is_or_may_be_a_child(age: int | None, is_offered: bool) -> None:
    assert ("child_plan" in offered(CasePaper(woman_of=age))) is is_offered


def test_a_doubtful_age_counts_as_a_childs() -> None:
    paper = CasePaper(woman_of=None)
    paper.lay("profile", {"sex": "f", "born_from": days_later(-20 * 365), "born_to": days_later(-19 * 365)}, None)
    assert "child_plan" in offered(paper)


def test_the_bar_of_steps_asks_for_it_and_only_where_her_age_is_known() -> None:
    def asked(paper: CasePaper) -> str:
        paper.write("safety_plan", danger_from="ठेकेदार", to_do="थाने जाए", review_on=days_later(90))
        with override("en"):
            return str(next(step.next for step in steps_of(paper.file, DAY) if step.stage is Stage.PLAN))

    assert asked(CasePaper(woman_of=15)) == "Make the plan for the child with her"
    assert asked(CasePaper(woman_of=None)) == "Write down what she wants"
    assert asked(CasePaper(woman_of=30)) == "Write down what she wants"


def test_it_comes_back_on_its_day_until_she_is_grown_up() -> None:
    paper = CasePaper(woman_of=17)
    paper.write("child_plan", **PLAN)
    assert paper.dues("child_plan") == [("child_plan", days_later(14))]
    assert paper.on(days_later(2 * 365)).dues("child_plan") == []
    assert paper.file.last("child_plan") is not None


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, set()),
        ({"best": BEST, "wish": "नानी के पास", "decided_with": ["counsellor"]}, set()),
        ({"best": BEST, "decided_with": ["child", "cwc"]}, set()),
        ({"best": BEST, "decided_with": ["cwc"], "not_asked": "तीन महीने की है"}, set()),
        ({"best": BEST, "decided_with": ["cwc"]}, {("missing_required", "wish")}),
        ({"best": BEST, "wish": "घर"}, {("missing_required", "decided_with")}),
        ({"review_on": days_later(-1)}, {("day_past", "review_on")}),
        ({"review_on": ""}, {("missing_required", "review_on")}),
    ],
)
def test_what_is_best_for_her_is_not_decided_without_her_and_not_alone(more: dict[str, Any], refused: set[Any]) -> None:
    assert CasePaper(woman_of=12).refusals("child_plan", **PLAN | more) == refused
