"""Tables of a study: for each question n, shares or mean with intervals; and one question by district or another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext

from jatan.evidence.studies.estimates import Estimate, estimate_mean, estimate_share
from jatan.evidence.studies.sample import Sample
from jatan.kernel.questions import Question

BY_DISTRICT: Final = "district"
UNCOUNTED: Final = ("day", "text")


@dataclass(frozen=True)
class Line:
    """One line: a choice (`choice` from 1), the mean (0), or a group of a cross table (`group`: its id or choice).

    `count`: answers, unweighted.
    """

    label: str
    count: int
    estimate: Estimate | None
    choice: int = 0
    group: str = ""


@dataclass(frozen=True)
class QuestionTable:
    """The numbers of one question. `n`: how many answered; `asked`: how many were asked."""

    question: Question
    n: int
    asked: int
    lines: tuple[Line, ...]


def tables_of(sample: Sample) -> list[QuestionTable]:
    """A table for each question. Of days and free words it says only how many answered."""
    return [_table(sample, question) for question in sample.questions]


def cross_table(sample: Sample, question: Question, by: str) -> list[tuple[Line, list[Line]]]:
    """A question by district (`by` "district") or by the choices of another question (its code).

    For each group its line (answers to the question) and the lines of the question within the group.
    """
    found = []
    for group, label, is_in in _groups(sample, by):
        values = [value if inside else None for value, inside in zip(sample.values(question.code), is_in, strict=True)]
        n = sum(value is not None for value in values)
        found.append((Line(label, n, None, group=group), list(_lines(sample, question, values))))
    return found


def _table(sample: Sample, question: Question) -> QuestionTable:
    values = sample.values(question.code)
    asked = sum(question.is_asked(one.answers) for one in sample.interviews)
    n = sum(value is not None for value in values)
    return QuestionTable(question, n, asked, tuple(_lines(sample, question, values)))


def _lines(sample: Sample, question: Question, values: Sequence[Any]) -> Iterator[Line]:
    n = sum(value is not None for value in values)
    if question.kind in UNCOUNTED:
        yield Line(gettext("answered"), n, None)
    if question.is_number:
        yield Line("", n, estimate_mean(values, sample.design))
    if question.kind == "scale":
        points = range(question.least or 0, (question.most or 0) + 1)
        for point in points:
            holds = [None if value is None else value == point for value in values]
            yield Line(str(point), sum(map(bool, holds)), estimate_share(holds, sample.design), choice=point)
    for code, label in question.choices:
        holds = [None if value is None else code in _chosen(value) for value in values]
        yield Line(str(label), sum(map(bool, holds)), estimate_share(holds, sample.design), choice=int(code))


def _chosen(value: Any) -> Sequence[int]:
    return value if isinstance(value, list) else (value,)


def _groups(sample: Sample, by: str) -> Iterator[tuple[str, str, list[bool]]]:
    """(id, label, whether each interview belongs to it) of the groups of a cross table."""
    if by == BY_DISTRICT:
        for district, name in sample.districts.items():
            yield str(district), name, [one.district == district for one in sample.interviews]
        return
    other = next(question for question in sample.questions if question.code == by)
    for code, label in other.choices:
        yield str(code), str(label), [code in _chosen(one.answers.get(by)) for one in sample.interviews]


def find_question(sample: Sample, code: str) -> Question | None:
    """The question of that code in the newest version, or None."""
    return next((question for question in sample.questions if question.code == code), None)


def matches(question: Question, answers: Mapping[str, Any], choice: int) -> bool:
    """Whether the answers of an interview are counted in a line: of that choice, or (0) answered at all."""
    value = answers.get(question.code)
    return value is not None and (choice == 0 or choice in _chosen(value))


def lacks(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether an interview was asked a question and gave no answer."""
    return question.is_asked(answers) and question.code not in answers
