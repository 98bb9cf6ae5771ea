"""The verdict on what was written on a phone: the problems of one row's answers, by the definitions alone.

The phone's script (`web/static/fieldbook/answers.js`) gives the same verdict; a test holds both against each other.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.definitions import Rule, objects_at, parts, rules, values_at
from jatan.kernel.answers import answer_problems, is_empty
from jatan.kernel.problems import Problem


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
                answer = holder.get(asked.code)
                if asked.is_asked(holder) or not is_empty(asked, answer):
                    for problem in answer_problems(asked, answer, today=today):
                        yield Problem(problem.code, field=_join(where, asked.code))


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
        known.setdefault(part.path, set()).update(asked.code for asked in part.questions)
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
