"""Problems: messages for people, codes for logs."""

import pytest
from django.utils import translation

from jatan.kernel.problems import MESSAGES, Problem, Problems, raise_any


def test_every_reason_code_has_a_message() -> None:
    codes = {
        "negative_number", "parts_exceed_total", "date_in_future", "no_such_date", "unknown_place",
        "missing_required", "unreadable",
    }  # fmt: skip
    assert codes <= set(MESSAGES)


def test_the_text_of_a_problem_is_its_code_alone() -> None:
    problem = Problem("unknown_place", field="block", candidates=["Bero", "Bermo"])
    assert str(problem) == "unknown_place"
    assert "Bero" not in repr(problem)


def test_at_returns_the_problem_for_a_field() -> None:
    problem = Problem("unreadable").at("held_on")
    assert (problem.code, problem.field) == ("unreadable", "held_on")


def test_an_unknown_code_still_has_a_message() -> None:
    with translation.override("en"):
        assert str(Problem("phone_is_odd").message)


def test_one_problem_is_raised_alone_and_several_together() -> None:
    raise_any([])
    with pytest.raises(Problem):
        raise_any([Problem("unreadable")])
    with pytest.raises(Problems) as caught:
        raise_any([Problem("unreadable"), Problem("missing_required", field="sex")])
    assert [problem.code for problem in caught.value.problems] == ["unreadable", "missing_required"]


def test_problems_needs_at_least_one_problem() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Problems([])
