"""Columns of a register that answer own questions of the office. The field of such a column is its question's code."""

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers.models import ParkedRow
from jatan.kernel import clock
from jatan.kernel.answers import answer_problems, cell_text, parse_cell, read_answer
from jatan.kernel.problems import Message, Problem
from jatan.kernel.text.plain import plain
from jatan.programme.own_fields.choices import AnswerSort, RecordKind
from jatan.programme.own_fields.models import Answer, OwnField
from jatan.programme.people.reach import reachable

type Questions = Mapping[str, OwnField]

_CODE: Final = re.compile(r"own_([0-9a-f]{32})", re.ASCII)
# What a row of a register becomes, as own questions call it; a membership and a case have none.
_RECORD_KINDS: Final[Mapping[str, str]] = {
    "activity": RecordKind.ACTIVITIES.value,
    "group": RecordKind.GROUPS.value,
    "issue": RecordKind.ISSUES.value,
    "journey": RecordKind.JOURNEYS.value,
    "linkage": RecordKind.LINKAGES.value,
}
_YES: Final = frozenset({"yes", "y", "true", "1", "हाँ", "हां", "हा", "जी हाँ", "जी हां", "✓", "✔"})
_NO: Final = frozenset({"no", "n", "false", "0", "नहीं", "नही", "ना", "जी नहीं", "✗", "✘"})
_NOT_YES_NO = _("Write yes or no.")
_NO_CHOICE = _("This is none of the words of this question.")


def is_own_column(name: str) -> bool:
    """Whether a field is an own question."""
    return _CODE.fullmatch(name) is not None


def own_columns_of(waiting: ParkedRow) -> list[str]:
    """The own questions that a waiting row answers, or has a problem with."""
    names = waiting.cells.keys() | {one["field"] for one in waiting.problems}
    return sorted(filter(is_own_column, names))


def own_column_label(name: str) -> Message:
    """The own question of such a field; of one out of reach that it is one. One query."""
    match = _CODE.fullmatch(name)
    found = OwnField.objects.filter(pk=uuid.UUID(match[1])).first() if match else None
    return found.label if found is not None else _("own question")


def own_questions_of(organisation_id: uuid.UUID, codes: Iterable[str]) -> dict[str, OwnField]:
    """{code: question}, those too that are asked no longer. No query without codes."""
    ids = [uuid.UUID(match[1]) for code in codes if (match := _CODE.fullmatch(code))]
    rows = OwnField.objects.filter(organisation_id=organisation_id, pk__in=ids) if ids else ()
    return {one.question.code: one for one in rows}


def questions_to_import(by: Actor) -> QuerySet[OwnField]:
    """The questions, retired ones too, of the offices whose registers this actor imports."""
    return reachable(OwnField, by=by, permission=Permission.REGISTER_IMPORT)


def open_questions(organisation_id: uuid.UUID) -> dict[str, OwnField]:
    """{code: question} of all that an office asks now."""
    rows = OwnField.objects.live().filter(organisation_id=organisation_id, retired_on__isnull=True)
    return {one.question.code: one for one in rows.order_by("slot", "id")}


def questions_about(record: str, questions: Questions) -> dict[str, OwnField]:
    """Those about what a row becomes (`Register.record`)."""
    return {code: one for code, one in questions.items() if one.kind == _RECORD_KINDS.get(record)}


def read_own_answers(
    record: str, cells: Mapping[str, Any], questions: Questions
) -> tuple[dict[OwnField, Answer], list[Problem]]:
    """The answers in a row, and what cannot be one, with the words of the question to choose from."""
    answers: dict[OwnField, Answer] = {}
    problems: list[Problem] = []
    for code, one in questions_about(record, questions).items():
        if code not in cells:
            continue
        try:
            answers[one] = read_own_answer(one, cells[code])
        except Problem as unread:
            problems.append(unread)
    return answers, problems


def read_own_answer(own_field: OwnField, cell: Any) -> Answer:
    """The answer in a cell: choices by their words in either language, a day and a number as everywhere in a register.

    Raises Problem at the question's code; that of a choice has its words as candidates.
    """
    question = own_field.question
    if own_field.sort == AnswerSort.CHOICE:
        wanted = plain(cell_text(cell))
        kept: Any = next((code for code, hi, en in own_field.words if wanted in {plain(hi), plain(en)} - {""}), None)
        if kept is None:
            words = tuple(hi for _code, hi, _en in own_field.words)
            raise Problem("unreadable", _NO_CHOICE, field=question.code, candidates=words)
    elif own_field.sort == AnswerSort.YES_NO:
        word = plain(cell_text(cell))
        if word not in _YES | _NO:
            raise Problem("unreadable", _NOT_YES_NO, field=question.code)
        kept = word in _YES
    else:
        kept = parse_cell(question, cell)
    for problem in answer_problems(question, kept, today=clock.today()):
        raise problem
    answer: Answer = read_answer(question, kept)
    return answer
