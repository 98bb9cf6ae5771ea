"""Tables of a study: for each question n, shares or mean with intervals; and one question by district or another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from jatan.evidence.studies.estimates import Estimate, estimate_mean, estimate_share
from jatan.evidence.studies.sample import Sample
from jatan.evidence.studies.suppression import hidden_cells, hidden_lines
from jatan.programme.studies.choices import QuestionKind
from jatan.programme.studies.questions import Question

__all__ = [
    "BY_DISTRICT",
    "Line",
    "QuestionTable",
    "cross_table",
    "find_question",
    "lacks",
    "matches",
    "released",
    "tables_of",
]

BY_DISTRICT = "district"
_UNCOUNTED = (QuestionKind.DATE, QuestionKind.TEXT)


@dataclass(frozen=True)
class Line:
    """One line: a choice (`choice` from 1), the mean (0), or a group of a cross table (`group`: its id or choice).

    `count`: answers, unweighted; None where it is left out of a released table, and then there is no estimate either.
    """

    label: str
    count: int | None
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


def released(sample: Sample) -> list[dict[str, Any]]:
    """The tables as JSON for readers who may not open the rows: small counts left out, with a table by district."""
    return [_released_table(sample, table) for table in tables_of(sample) if table.question.kind not in _UNCOUNTED]


def _table(sample: Sample, question: Question) -> QuestionTable:
    values = sample.values(question.code)
    asked = sum(question.is_asked(one.answers) for one in sample.interviews)
    n = sum(value is not None for value in values)
    return QuestionTable(question, n, asked, tuple(_lines(sample, question, values)))


def _lines(sample: Sample, question: Question, values: Sequence[Any]) -> Iterator[Line]:
    n = sum(value is not None for value in values)
    if question.kind in _UNCOUNTED:
        yield Line(gettext("answered"), n, None)
    if question.is_numeric:
        yield Line("", n, estimate_mean(values, sample.design))
    if question.kind == QuestionKind.SCALE:
        points = range(question.lowest or 0, (question.highest or 0) + 1)
        for point in points:
            holds = [None if value is None else value == point for value in values]
            yield Line(str(point), sum(map(bool, holds)), estimate_share(holds, sample.design), choice=point)
    for number, label in enumerate(question.choices, start=1):
        holds = [None if value is None else number in _chosen(value) for value in values]
        yield Line(label, sum(map(bool, holds)), estimate_share(holds, sample.design), choice=number)


def _chosen(value: Any) -> Sequence[int]:
    return value if isinstance(value, list) else (value,)


def _groups(sample: Sample, by: str) -> Iterator[tuple[str, str, list[bool]]]:
    """(id, label, whether each interview belongs to it) of the groups of a cross table."""
    if by == BY_DISTRICT:
        for district, name in sample.districts.items():
            yield str(district), name, [one.district == district for one in sample.interviews]
        return
    other = next(question for question in sample.questions if question.code == by)
    for number, label in enumerate(other.choices, start=1):
        yield str(number), label, [number in _chosen(one.answers.get(by)) for one in sample.interviews]


def _released_table(sample: Sample, table: QuestionTable) -> dict[str, Any]:
    question = table.question
    means = [line for line in table.lines if line.label == ""]
    shares = [line for line in table.lines if line.label != ""]
    counts = [line.count or 0 for line in shares]
    hidden = hidden_cells(counts)
    by_district = _districts(sample, question)
    return {
        "code": question.code,
        "text": question.text,
        "kind": question.kind,
        "n": table.n if table.n == 0 or table.n >= 5 else None,
        "mean": _numbers(means[0].estimate) if means and table.n >= 5 else None,
        "lines": [
            {"label": line.label, "count": None, "estimate": None}
            if place in hidden
            else {"label": line.label, "count": line.count, "estimate": _numbers(line.estimate)}
            for place, line in enumerate(shares)
        ],
        "districts": by_district,
    }


def _districts(sample: Sample, question: Question) -> list[dict[str, Any]]:
    """By district: n and the mean, or n and the share of each choice; whole districts are left out."""
    found = cross_table(sample, question, BY_DISTRICT)
    counts = [[line.count or 0 for line in lines if line.label] + [group.count or 0] for group, lines in found]
    hidden = hidden_lines(counts) if counts else set()
    return [
        {
            "label": group.label,
            "n": None if place in hidden else group.count,
            "estimates": [] if place in hidden else [_numbers(line.estimate) for line in lines],
        }
        for place, (group, lines) in enumerate(found)
    ]


def _numbers(estimate: Estimate | None) -> list[float | None] | None:
    if estimate is None or estimate.value is None:
        return None
    return [None if one is None else round(one, 6) for one in (estimate.value, estimate.low, estimate.high)]


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
