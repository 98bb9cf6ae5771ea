"""Questions of an instrument as data: what a designer may ask, and what an interview may answer.

An instrument keeps its questions as JSON; answers are kept under the code of their question: a whole number, an ISO
day, a text, the number of the choice counted from 1, or a list of such numbers. What was not answered is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.answers import answer_problems, too_long
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.questions import Kind, Question, When, by_code
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.studies.choices import QuestionKind

MOST_QUESTIONS: Final = 80
MOST_CHOICES: Final = 30
LONGEST_TEXT: Final = 500
_LONGEST_QUESTION: Final = 300
_LONGEST_CHOICE: Final = 120
_LARGEST: Final = 1_000_000_000
# Fewer points are a choice between two, more are a number.
_SCALE_POINTS: Final = range(2, 12)
# More are offered as a list that opens.
_FEW_CHOICES: Final = 7
_KINDS: Final[Mapping[str, Kind]] = {
    QuestionKind.ONE.value: "choice",
    QuestionKind.SEVERAL.value: "choices",
    QuestionKind.NUMBER.value: "number",
    QuestionKind.SCALE.value: "scale",
    QuestionKind.DATE.value: "day",
    QuestionKind.TEXT.value: "text",
}


def make_question(
    *,
    code: str,
    text: str,
    kind: str,
    is_required: bool = False,
    lowest: int | None = None,
    highest: int | None = None,
    choices: Sequence[str] = (),
    asked_if: str = "",
    asked_if_choice: int | None = None,
) -> Question:
    """A question of an instrument. `code` stays the same in every version; `kind`: a QuestionKind.

    `lowest` and `highest`: bounds of a number or ends of a scale (1 to 5 unless said). `asked_if`: code of an earlier
    question with choices; this one is asked where choice `asked_if_choice` (from 1) was given there. Raises Problems.
    """
    if kind == QuestionKind.SCALE:
        lowest, highest = 1 if lowest is None else lowest, 5 if highest is None else highest
    words = [" ".join(one.split()) for one in choices if one.strip()]
    question = Question(
        code=code,
        kind=_KINDS.get(kind, "text"),
        label=" ".join(text.split()),
        needed=is_required,
        choices=tuple(enumerate(words, start=1)),
        least=lowest,
        most=LONGEST_TEXT if kind == QuestionKind.TEXT else highest,
        past=kind == QuestionKind.DATE,
        few=len(words) <= _FEW_CHOICES if words else (highest or 0) - (lowest or 0) < _FEW_CHOICES,
        when=When(asked_if, asked_if_choice) if asked_if else None,
    )
    found = [] if kind in _KINDS else [Problem("unreadable", field="kind")]
    found += design_problems(question)
    if found:
        raise Problems(found)
    return question


def question_of(kept: Mapping[str, Any]) -> Question:
    """A question as an instrument keeps it."""
    return make_question(**kept)


def kept_question(question: Question) -> dict[str, Any]:
    """A question the way an instrument keeps it: the arguments of `make_question`."""
    return {
        "code": question.code,
        "text": question.label,
        "kind": kind_of(question),
        "is_required": question.needed,
        "lowest": question.least,
        "highest": question.most if question.is_number else None,
        "choices": [label for _code, label in question.choices],
        "asked_if": question.when.code if question.when is not None else "",
        "asked_if_choice": question.when.given if question.when is not None else None,
    }


def kind_of(question: Question) -> str:
    """The QuestionKind of a question."""
    return next(code for code, kind in _KINDS.items() if kind == question.kind)


def same_meaning(one: Question, other: Question) -> bool:
    """Whether answers to both can be counted together: same kind, choices and scale."""
    is_other_scale = one.kind == "scale" and (one.least, one.most) != (other.least, other.most)
    return (one.kind, one.choices) == (other.kind, other.choices) and not is_other_scale


def design_problems(question: Question) -> Iterator[Problem]:
    """What cannot be in a question, each at the field of the designer's form."""
    texts = [("text", question.label, _LONGEST_QUESTION)]
    texts += [("choices", label, _LONGEST_CHOICE) for _code, label in question.choices]
    if not question.label:
        yield Problem("missing_required", field="text")
    for name, words, limit in texts:
        text = str(words)
        if len(text) > limit:
            yield too_long(limit).at(name)
        if (found := aadhaar_problem(text)) is not None:
            yield found.at(name)
    yield from _choice_problems(question)
    yield from _range_problems(question)
    if question.when is not None and question.when.given is None:
        yield Problem("missing_required", field="asked_if")


def _choice_problems(question: Question) -> Iterator[Problem]:
    words = [str(label) for _code, label in question.choices]
    if question.kind in ("choice", "choices") and not 2 <= len(words) <= MOST_CHOICES:
        yield Problem(
            "choices",
            format_lazy(_("Write between 2 and {most} choices, each on a line."), most=MOST_CHOICES),
            field="choices",
        )
    elif len({one.casefold() for one in words}) != len(words):
        yield Problem("choices_twice", _("The same choice stands twice."), field="choices")


def _range_problems(question: Question) -> Iterator[Problem]:
    lowest, highest = question.least, question.most
    if any(bound is not None and abs(bound) > _LARGEST for bound in (lowest, highest)):
        yield Problem("unreadable", field="highest")
    elif lowest is not None and highest is not None and highest < lowest:
        yield Problem("range", _("The largest is smaller than the smallest."), field="highest")
    elif question.kind == "scale" and (highest or 0) - (lowest or 0) + 1 not in _SCALE_POINTS:
        yield Problem("scale", _("A scale has between 2 and 11 points."), field="highest")


def interview_problems(questions: Sequence[Question], answers: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the answers of one interview, each problem at the code of its question."""
    known = by_code(questions)
    for code in answers:
        if code not in known:
            yield Problem("unknown_question", _("There is no such question in this version."), field=code)
    for question in questions:
        answer = answers.get(question.code)
        if question.is_asked(answers):
            found = list(answer_problems(question, answer, today=clock.today()))
            # Choices are kept in their order, each once, so that two interviews with the same answers are alike.
            if not found and isinstance(answer, list) and answer != sorted(set(answer)):
                found = [Problem("unreadable", field=question.code)]
            yield from found
        elif answer is not None:
            yield Problem("not_asked", _not_asked(known, question), field=question.code)


def _not_asked(known: Mapping[str, Question], question: Question) -> Any:
    before, choice = condition_of(known, question)
    return format_lazy(
        _("This is asked only where “{question}” was answered “{choice}”. Leave it empty, or correct the other."),
        question=before.label,
        choice=choice,
    )


def condition_of(known: Mapping[str, Question], question: Question) -> tuple[Question, str]:
    """The question that this one depends on, and the words of the choice there. Raises KeyError where it depends on
    none."""
    if question.when is None or question.when.given is None:
        raise KeyError(question.code)
    before = known[question.when.code]
    return before, str(before.choice_label(question.when.given))
