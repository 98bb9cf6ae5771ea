"""Questions of an instrument as data, and what an answer to them may be.

An instrument keeps its questions as JSON; answers are kept under the code of their question: a whole number, an ISO
day, a text, the number of the choice counted from 1, or a list of such numbers. What was not answered is left out.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.kernel.text.plain import plain
from jatan.programme.studies.choices import QuestionKind

__all__ = [
    "LONGEST_TEXT",
    "MOST_CHOICES",
    "MOST_QUESTIONS",
    "Question",
    "answer_problems",
    "cell_text",
    "is_out_of_range",
    "read_cell",
]

MOST_QUESTIONS: Final = 80
MOST_CHOICES: Final = 30
LONGEST_TEXT: Final = 500
_LONGEST_QUESTION: Final = 300
_LONGEST_CHOICE: Final = 120
_LARGEST: Final = 1_000_000_000
_WITH_CHOICES: Final = (QuestionKind.ONE, QuestionKind.SEVERAL)
_SEPARATORS: Final = re.compile(r"[;,|\n]+")
# Fewer points are a choice between two, more are a number.
_SCALE_POINTS: Final = range(2, 12)


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `code` stays the same in every version of the instrument.

    `lowest` and `highest`: bounds of a number or ends of a scale. `asked_if`: code of an earlier question with choices;
    this one is asked where choice `asked_if_choice` (from 1) was given there. Raises Problems.
    """

    code: str
    text: str
    kind: str
    is_required: bool = False
    lowest: int | None = None
    highest: int | None = None
    choices: tuple[str, ...] = ()
    asked_if: str = ""
    asked_if_choice: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(self.text.split()))
        object.__setattr__(self, "choices", tuple(" ".join(one.split()) for one in self.choices if one.strip()))
        if self.kind == QuestionKind.SCALE:
            object.__setattr__(self, "lowest", 1 if self.lowest is None else self.lowest)
            object.__setattr__(self, "highest", 5 if self.highest is None else self.highest)
        found = list(self._problems())
        if found:
            raise Problems(found)

    @property
    def has_choices(self) -> bool:
        return self.kind in _WITH_CHOICES

    @property
    def is_numeric(self) -> bool:
        return self.kind in (QuestionKind.NUMBER, QuestionKind.SCALE)

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether the answers before lead to this question."""
        if not self.asked_if:
            return True
        given = answers.get(self.asked_if)
        return self.asked_if_choice in (given if isinstance(given, list) else [given])

    def same_meaning(self, other: "Question") -> bool:
        """Whether answers to both can be counted together: same kind, choices and scale."""
        is_other_scale = self.kind == QuestionKind.SCALE and (self.lowest, self.highest) != (
            other.lowest,
            other.highest,
        )
        return (self.kind, self.choices) == (other.kind, other.choices) and not is_other_scale

    def answer_words(self, answer: Any) -> Any:
        """An answer as text; a number or day as it is."""
        if answer is None:
            return None
        if self.kind == QuestionKind.SEVERAL:
            return " · ".join(self.choices[one - 1] for one in answer)
        if self.kind == QuestionKind.ONE:
            return self.choices[answer - 1]
        return dt.date.fromisoformat(answer) if self.kind == QuestionKind.DATE else answer

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"choices": list(self.choices)}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Question":
        return cls(**{**kept, "choices": tuple(kept["choices"])})

    def _problems(self) -> Iterator[Problem]:
        if not self.text:
            yield Problem("missing_required", field="text")
        for name, texts, limit in (
            ("text", (self.text,), _LONGEST_QUESTION),
            ("choices", self.choices, _LONGEST_CHOICE),
        ):
            for text in texts:
                if len(text) > limit:
                    yield _too_long(limit).at(name)
                if (found := aadhaar_problem(text)) is not None:
                    yield found.at(name)
        if self.kind not in QuestionKind.values:
            yield Problem("unreadable", field="kind")
        yield from self._choice_problems()
        yield from self._range_problems()
        if self.asked_if and self.asked_if_choice is None:
            yield Problem("missing_required", field="asked_if")

    def _choice_problems(self) -> Iterator[Problem]:
        if self.has_choices and not 2 <= len(self.choices) <= MOST_CHOICES:
            yield Problem(
                "choices",
                format_lazy(_("Write between 2 and {most} choices, each on a line."), most=MOST_CHOICES),
                field="choices",
            )
        elif len({one.casefold() for one in self.choices}) != len(self.choices):
            yield Problem("choices_twice", _("The same choice stands twice."), field="choices")

    def _range_problems(self) -> Iterator[Problem]:
        lowest, highest = self.lowest, self.highest
        if any(bound is not None and abs(bound) > _LARGEST for bound in (lowest, highest)):
            yield Problem("unreadable", field="highest")
        elif lowest is not None and highest is not None and highest < lowest:
            yield Problem("range", _("The largest is smaller than the smallest."), field="highest")
        elif self.kind == QuestionKind.SCALE and (highest or 0) - (lowest or 0) + 1 not in _SCALE_POINTS:
            yield Problem("scale", _("A scale has between 2 and 11 points."), field="highest")


def answer_problems(questions: Sequence[Question], answers: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the answers of one interview, each problem at the code of its question."""
    by_code = {question.code: question for question in questions}
    for code in answers:
        if code not in by_code:
            yield Problem("unknown_question", _("There is no such question in this version."), field=code)
    for question in questions:
        answer = answers.get(question.code)
        if not question.is_asked(answers):
            if answer is not None:
                yield Problem("not_asked", _not_asked(by_code, question), field=question.code)
        elif answer is None:
            if question.is_required:
                yield Problem("missing_required", field=question.code)
        else:
            yield from (problem.at(question.code) for problem in _value_problems(question, answer))


def _not_asked(by_code: Mapping[str, Question], question: Question) -> Any:
    before = by_code[question.asked_if]
    choice = before.choices[(question.asked_if_choice or 1) - 1]
    return format_lazy(
        _("This is asked only where “{question}” was answered “{choice}”. Leave it empty, or correct the other."),
        question=before.text,
        choice=choice,
    )


def _value_problems(question: Question, answer: Any) -> Iterator[Problem]:
    kind = question.kind
    if kind == QuestionKind.TEXT:
        if not isinstance(answer, str) or not answer.strip() or "\x00" in answer:
            yield Problem("unreadable")
        elif len(answer) > LONGEST_TEXT:
            yield _too_long(LONGEST_TEXT)
        elif (found := aadhaar_problem(answer)) is not None:
            yield found
    elif kind == QuestionKind.DATE:
        if not isinstance(answer, str) or dt.date.fromisoformat(answer) > clock.today():
            yield Problem("date_in_future")
    elif kind == QuestionKind.SEVERAL:
        if (
            not isinstance(answer, list)
            or not answer
            or sorted(set(answer)) != answer
            or not _are_choices(question, answer)
        ):
            yield Problem("unreadable")
    elif not isinstance(answer, int) or isinstance(answer, bool) or abs(answer) > _LARGEST:
        yield Problem("unreadable")
    elif kind == QuestionKind.ONE:
        if not _are_choices(question, [answer]):
            yield Problem("unreadable")
    elif is_out_of_range(question, answer):
        yield Problem("out_of_range", _range_words(question))


def is_out_of_range(question: Question, answer: Any) -> bool:
    """Whether a number lies outside of the bounds of its question."""
    if not question.is_numeric or not isinstance(answer, int):
        return False
    is_low = question.lowest is not None and answer < question.lowest
    return is_low or (question.highest is not None and answer > question.highest)


def _are_choices(question: Question, answer: Sequence[Any]) -> bool:
    return all(isinstance(one, int) and 1 <= one <= len(question.choices) for one in answer)


def _range_words(question: Question) -> Any:
    if question.highest is None:
        return format_lazy(_("This is at least {lowest}."), lowest=question.lowest)
    if question.lowest is None:
        return format_lazy(_("This is at most {highest}."), highest=question.highest)
    return format_lazy(_("This lies between {lowest} and {highest}."), lowest=question.lowest, highest=question.highest)


def _too_long(limit: int) -> Problem:
    return Problem("unreadable", format_lazy(_("This is too long: at most {limit} characters."), limit=limit))


def read_cell(question: Question, cell: Any) -> Any:
    """The answer that a cell of a workbook gives, None for an empty one. Raises Problem at the question's code.

    Choices are read by their words or their number; several are separated by comma, semicolon or line.
    """
    text = cell_text(cell)
    if not text:
        return None
    try:
        if question.is_numeric:
            return parse_int(cell if isinstance(cell, int | float) else text)
        if question.kind == QuestionKind.DATE:
            return parse_date(cell if isinstance(cell, dt.date | dt.datetime) else text).isoformat()
        if question.kind == QuestionKind.ONE:
            return _choice_number(question, text)
        if question.kind == QuestionKind.SEVERAL:
            whole = _found_choice(question, text)  # a choice may hold a comma itself
            parts = (
                [whole] if whole else [_choice_number(question, one) for one in _SEPARATORS.split(text) if one.strip()]
            )
            return sorted(set(parts))
    except Problem as unread:
        raise unread.at(question.code) from unread
    return text


def cell_text(cell: Any) -> str:
    """What stands in a cell, as one line."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())


def _choice_number(question: Question, text: str) -> int:
    found = _found_choice(question, text)
    if found is None:
        raise Problem("unknown_choice", _("This is none of the choices. Choose it from the list."))
    return found


def _found_choice(question: Question, text: str) -> int | None:
    wanted = plain(text)
    for number, choice in enumerate(question.choices, start=1):
        if choice.casefold() == wanted:
            return number
    try:
        number = parse_int(wanted)
    except Problem:
        return None
    return number if 1 <= number <= len(question.choices) else None
