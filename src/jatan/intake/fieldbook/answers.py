"""The verdict on what was written on a phone: the problems of one row's answers, by the definitions alone.

The phone's script (`web/static/fieldbook/answers.js`) gives the same verdict; a test holds both against each other.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.definitions import YEARS, Asked, Rule, objects_at, parts, rules, values_at
from jatan.kernel.ids import is_id
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem

__all__ = ["check_answers"]

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)


def check_answers(kind: str, answers: object, *, today: dt.date) -> list[Problem]:
    """The problems of the answers of one row, each with the dotted path of its answer as `field`.

    `today`: the day on which the row was written. Codes: missing_required, unreadable, negative_number, date_in_future,
    no_such_date, aadhaar_number, unknown_question. Raises KeyError for an unknown kind.
    """
    if not isinstance(answers, dict):
        return [Problem("unreadable", field="answers")]
    return [*_unknown(kind, answers), *_of_questions(kind, answers, today), *_of_rules(kind, answers)]


def _of_questions(kind: str, answers: Mapping[str, Any], today: dt.date) -> Iterator[Problem]:
    for part in parts(kind):
        for where, holder in values_at(answers, part.path):
            if not isinstance(holder, dict):
                yield Problem("unreadable", field=where)
                continue
            for asked in part.questions:
                for code in _wrong(asked, holder, today):
                    yield Problem(code, field=_join(where, asked.name))


def _wrong(asked: Asked, holder: Mapping[str, Any], today: dt.date) -> Iterator[str]:
    value = holder.get(asked.name)
    if value is None or value is False or value in ("", []):
        is_asked = not asked.when_empty or holder.get(asked.when_empty) in (None, "")
        if asked.needed and is_asked:
            yield "missing_required"
        return
    yield from _CHECKS[asked.kind](asked, value, today)


def _text(asked: Asked, value: object, _today: dt.date) -> Iterator[str]:
    if not isinstance(value, str):
        yield "unreadable"
        return
    if not value.strip():
        if asked.needed:
            yield "missing_required"
        return
    if len(value) > asked.most or "\x00" in value:
        yield "unreadable"
    if aadhaar_problem(value) is not None:
        yield "aadhaar_number"


def _phone(asked: Asked, value: object, _today: dt.date) -> Iterator[str]:
    if not isinstance(value, str) or len(value) > asked.most or (value.strip() and parse_phone(value) is None):
        yield "unreadable"


def _count(asked: Asked, value: object, _today: dt.date) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield "unreadable"
    elif value < 0:
        yield "negative_number"
    elif value > asked.most:
        yield "unreadable"


def _day(asked: Asked, value: object, today: dt.date) -> Iterator[str]:
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        yield "unreadable"
        return
    try:
        day = dt.date(*map(int, match.groups()))
    except ValueError:
        yield "no_such_date"
        return
    if not YEARS[0] <= day.year <= YEARS[1]:
        yield "unreadable"
    elif asked.past and day > today:
        yield "date_in_future"


def _instant(_asked: Asked, value: object, _today: dt.date) -> Iterator[str]:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        yield "unreadable"
        return
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        yield "unreadable"


def _choice(asked: Asked, value: object, _today: dt.date) -> Iterator[str]:
    if value not in [code for code, _name in asked.choices]:
        yield "unreadable"


def _choices(asked: Asked, value: object, _today: dt.date) -> Iterator[str]:
    codes = [code for code, _name in asked.choices]
    if not isinstance(value, list) or any(one not in codes for one in value):
        yield "unreadable"


def _yes(_asked: Asked, value: object, _today: dt.date) -> Iterator[str]:
    if value is not True:
        yield "unreadable"


def _id(_asked: Asked, value: object, _today: dt.date) -> Iterator[str]:
    if not isinstance(value, str) or not is_id(value):
        yield "unreadable"


def _ids(asked: Asked, value: object, _today: dt.date) -> Iterator[str]:
    if (
        not isinstance(value, list)
        or any(not isinstance(one, str) or not is_id(one) for one in value)
        or len(value) > asked.most
        or len(value) != len(set(value))
    ):
        yield "unreadable"


_CHECKS: Final = {
    "text": _text, "long_text": _text, "phone": _phone, "count": _count, "day": _day, "instant": _instant,
    "choice": _choice, "choices": _choices, "yes": _yes, "id": _id, "ids": _ids,
}  # fmt: skip


def _of_rules(kind: str, answers: Mapping[str, Any]) -> Iterator[Problem]:
    for rule in rules(kind):
        holders = objects_at(answers, rule.path)
        if rule.rule == "distinct":
            given = [one[rule.names[0]] for _where, one in holders if isinstance(one.get(rule.names[0]), str)]
            if len(given) != len(set(given)):
                yield Problem(rule.code, field=rule.field)
            continue
        for where, holder in holders:
            if not _is_kept(rule, holder):
                yield Problem(rule.code, field=_join(where, rule.field))


def _is_kept(rule: Rule, holder: Mapping[str, Any]) -> bool:
    given = [holder.get(name) for name in rule.names]
    if rule.rule == "listed":
        rows = given[0] if isinstance(given[0], list) else []
        return rule.least <= len(rows) <= rule.most
    if rule.rule == "one_of":
        return sum(_is_given(one) for one in given) == 1
    if rule.rule == "any_of":
        return any(_is_given(one) for one in given)
    return any(bool(one) for one in given)


def _is_given(value: object) -> bool:
    return value is not None and value != "" and value != {}


def _unknown(kind: str, answers: Mapping[str, Any]) -> Iterator[Problem]:
    """Answers to questions that are not known here: of another version of the page. They are never dropped."""
    known: dict[str, set[str]] = {"": set()}
    for part in parts(kind):
        known.setdefault(part.path, set()).update(asked.name for asked in part.questions)
        steps = part.path.split(".") if part.path else []
        for depth, step in enumerate(steps):
            known.setdefault(".".join(steps[:depth]), set()).add(step.removesuffix("[]"))
    for path, names in known.items():
        for where, holder in objects_at(answers, path):
            for name in holder:
                if name not in names:
                    yield Problem(Reason.UNKNOWN_QUESTION.value, field=_join(where, str(name)))


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
