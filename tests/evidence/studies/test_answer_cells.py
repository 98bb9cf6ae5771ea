"""The classes that a typed-in number is counted in follow from its limits, and every number is in one of them."""

from typing import Any

import pytest

from jatan.evidence.studies.answer_cells import cells_of, find_classes
from jatan.programme.studies.questions import make_question


def number(lowest: int | None, highest: int | None) -> Any:
    return make_question(code="q1", text="कितने?", kind="number", lowest=lowest, highest=highest)


@pytest.mark.parametrize(
    ("lowest", "highest", "labels"),
    [
        (1, 12, ["≤ 2", "3 – 4", "5 – 6", "7 – 8", "9 – 10", "≥ 11"]),
        (1, 4, ["≤ 1", "2", "3", "≥ 4"]),
        (15, 60, ["≤ 24", "25 – 34", "35 – 44", "45 – 54", "≥ 55"]),
        (0, 120, ["≤ 19", "20 – 39", "40 – 59", "60 – 79", "80 – 99", "100 – 119", "≥ 120"]),
        (500, 20_000, ["≤ 999", "1,000 – 1,999", "2,000 – 4,999", "5,000 – 9,999", "10,000 – 19,999", "≥ 20,000"]),
        (7, 7, ["≥ 7"]),
    ],
)
def test_classes_follow_from_the_limits(lowest: int, highest: int, labels: list[str]) -> None:
    question = number(lowest, highest)
    assert [*cells_of(question, find_classes(question)).labels.values()] == labels


@pytest.mark.parametrize("limits", [(None, None), (0, None), (None, 99), (1, 12), (500, 20_000), (7, 7), (10**9, None)])
def test_every_number_is_in_the_class_that_names_it(limits: tuple[int | None, int | None]) -> None:
    question = number(*limits)
    classes = find_classes(question)
    cells = cells_of(question, classes)
    assert [*classes] == sorted(set(classes))
    for answer in (-3, 0, 1, 2, 4, 5, 7, 12, 13, 99, 100, 7_500, 20_000, 10**9, 2 * 10**9):
        (cell,) = cells.of_answer(answer)
        place = int(cell)
        assert place == 0 or classes[place] <= answer
        assert place == len(classes) - 2 or answer < classes[place + 1]
    assert all(classes[int(cell)] <= value < classes[int(cell) + 1] for cell, value in cells.values.items())
