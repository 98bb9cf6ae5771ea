"""Answers to a `Question`: how they are read, checked, kept and shown, whoever asked.

An answer is kept as JSON: a text, a number, true or false, an ISO day or instant, the code of a choice, or a list.
"""

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.dates import parse_date
from jatan.kernel.ids import is_id
from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import Message, Problem
from jatan.kernel.questions import LARGEST, LONGEST, Code, Label, Question
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.kernel.text.plain import plain

# Days are looked at once more by the services; what cannot be a day of anybody is refused at once.
YEARS: Final = (1900, 2199)
YES_NO: Final[tuple[tuple[str, Label], ...]] = (("yes", _("yes")), ("no", _("no")))
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_BETWEEN_CHOICES: Final = re.compile(r"[;,|\n]+")


def is_empty(question: Question, answer: object) -> bool:
    """Whether nothing was answered. "No" is an answer, except where only yes can be ticked."""
    return answer is None or answer in ("", []) or (answer is False and question.kind != "yes_no")


def answer_problems(question: Question, answer: object, *, today: dt.date) -> Iterator[Problem]:
    """What is wrong with an answer as it is kept, each at the code of its question; of an empty one, that it is needed.

    `today`: the day on which it was given. Codes: missing_required, unreadable, negative_number, out_of_range,
    date_in_future, no_such_date, aadhaar_number.
    """
    if is_empty(question, answer):
        found: Iterator[Problem] = iter([Problem("missing_required")] if question.needed else [])
    else:
        found = _CHECKS[question.kind](question, answer, today)
    return (problem.at(question.code) for problem in found)


def kept_answer(value: Any) -> Any:
    """A value, as a form cleans it, the way answers are kept."""
    return value.isoformat() if isinstance(value, dt.date) else value


def read_answer(question: Question, answer: Any) -> Any:
    """A checked answer as a value: a day is a date; where nothing was answered a text is "", a list [], others None."""
    if question.kind == "yes":
        return answer is True
    if question.kind in ("choices", "ids"):
        return list(answer or ())
    if question.kind == "day":
        return dt.date.fromisoformat(answer) if answer else None
    if question.kind == "instant":
        return dt.datetime.fromisoformat(answer) if answer else None
    if question.is_number or question.kind == "yes_no" or isinstance(answer, int):
        return answer
    return str(answer or "").strip()


def answer_words(question: Question, value: Any) -> Any:
    """A value as people read it, None where nothing was answered. Days and numbers stay so: each page and each sheet
    writes them in its own way. Records (id, ids) are named by whoever may read them."""
    if value is None or value in ("", []):
        return None
    if question.kind == "choices":
        return [question.choice_label(code) for code in value]
    if question.kind == "choice":
        return question.choice_label(value)
    if question.kind in ("yes", "yes_no"):
        return _("yes") if value else _("no")
    return value


def parse_cell(question: Question, cell: Any) -> Any:
    """The answer in a cell of a workbook, as it is kept; None for an empty one. Raises Problem at the question's code.

    Choices are read by their words or their codes; several are separated by comma, semicolon or line.
    """
    text = cell_text(cell)
    if not text:
        return None
    try:
        if question.is_number:
            return parse_int(cell if isinstance(cell, int | float) else text)
        if question.kind == "day":
            return parse_date(cell if isinstance(cell, dt.date | dt.datetime) else text).isoformat()
        if question.kind == "choice":
            return _chosen(question, text)
        if question.kind == "choices":
            whole = _find_choice(question, text)  # a choice may hold a comma itself
            parts = [text] if whole is not None else [one for one in _BETWEEN_CHOICES.split(text) if one.strip()]
            codes = {_chosen(question, one) for one in parts}
            return [code for code, _label in question.choices if code in codes]
    except Problem as unread:
        raise unread.at(question.code) from unread
    return text


def cell_text(cell: Any) -> str:
    """What stands in a cell, as one line."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())


def is_out_of_range(question: Question, answer: Any) -> bool:
    """Whether a number lies outside of the bounds of its question."""
    if not question.is_number or not isinstance(answer, int):
        return False
    is_low = question.least is not None and answer < question.least
    return is_low or (question.most is not None and answer > question.most)


def too_long(limit: int) -> Problem:
    return Problem("unreadable", format_lazy(_("This is too long: at most {limit} characters."), limit=limit))


def _chosen(question: Question, text: str) -> Code:
    found = _find_choice(question, text)
    if found is None:
        raise Problem("unknown_choice", _("This is none of the choices. Choose it from the list."))
    return found


def _find_choice(question: Question, text: str) -> Code | None:
    wanted = plain(text)
    for code, label in question.choices:
        if str(label).casefold() == wanted:
            return code
    with contextlib.suppress(Problem):
        wanted = str(parse_int(wanted))
    return next((code for code, _label in question.choices if str(code) == wanted), None)


def _text(question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if not isinstance(answer, str):
        yield Problem("unreadable")
        return
    if not answer.strip():
        if question.needed:
            yield Problem("missing_required")
        return
    most = question.most or LONGEST
    if len(answer) > most:
        yield too_long(most)
    elif "\x00" in answer:
        yield Problem("unreadable")
    if (number := aadhaar_problem(answer)) is not None:
        yield number


def _phone(question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if (
        not isinstance(answer, str)
        or len(answer) > (question.most or LONGEST)
        or (answer.strip() and parse_phone(answer) is None)
    ):
        yield Problem("unreadable")


def _count(question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if isinstance(answer, bool) or not isinstance(answer, int):
        yield Problem("unreadable")
    elif answer < 0:
        yield Problem("negative_number")
    elif question.most is not None and answer > question.most:
        yield Problem("unreadable")


def _number(question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if isinstance(answer, bool) or not isinstance(answer, int) or abs(answer) > LARGEST:
        yield Problem("unreadable")
    elif is_out_of_range(question, answer):
        yield Problem("out_of_range", _range_words(question))


def _range_words(question: Question) -> Message:
    if question.most is None:
        return format_lazy(_("This is at least {lowest}."), lowest=question.least)
    if question.least is None:
        return format_lazy(_("This is at most {highest}."), highest=question.most)
    return format_lazy(_("This lies between {lowest} and {highest}."), lowest=question.least, highest=question.most)


def _day(question: Question, answer: object, today: dt.date) -> Iterator[Problem]:
    match = _DAY.fullmatch(answer) if isinstance(answer, str) else None
    if match is None:
        yield Problem("unreadable")
        return
    try:
        day = dt.date(*map(int, match.groups()))
    except ValueError:
        yield Problem("no_such_date")
        return
    if not YEARS[0] <= day.year <= YEARS[1]:
        yield Problem("unreadable")
    elif question.past and day > today:
        yield Problem("date_in_future")


def _instant(_question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if not isinstance(answer, str) or not _INSTANT.fullmatch(answer):
        yield Problem("unreadable")
        return
    try:
        dt.datetime.fromisoformat(answer)
    except ValueError:
        yield Problem("unreadable")


def _yes(_question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if answer is not True:
        yield Problem("unreadable")


def _yes_no(_question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if not isinstance(answer, bool):
        yield Problem("unreadable")


def _choice(question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if not _are_choices(question, [answer]):
        yield Problem("unreadable")


def _choices(question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if not isinstance(answer, list) or not _are_choices(question, answer):
        yield Problem("unreadable")


def _are_choices(question: Question, answers: Sequence[object]) -> bool:
    codes = [code for code, _label in question.choices]
    return not any(isinstance(one, bool) or one not in codes for one in answers)


def _id(_question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    if not isinstance(answer, str) or not is_id(answer):
        yield Problem("unreadable")


def _ids(question: Question, answer: object, _today: dt.date) -> Iterator[Problem]:
    ids = [one for one in answer if isinstance(one, str) and is_id(one)] if isinstance(answer, list) else []
    if not isinstance(answer, list) or len(set(ids)) != len(answer) or len(answer) > (question.most or LONGEST):
        yield Problem("unreadable")


_CHECKS: Final[dict[str, Callable[[Question, object, dt.date], Iterator[Problem]]]] = {
    "text": _text, "long_text": _text, "email": _text, "url": _text, "phone": _phone,
    "count": _count, "number": _number, "scale": _number, "day": _day, "instant": _instant,
    "yes": _yes, "yes_no": _yes_no, "choice": _choice, "choices": _choices,
    "id": _id, "ids": _ids,
}  # fmt: skip
