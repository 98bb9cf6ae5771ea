"""What a column of a register says in a record, or will say in it once the row is taken in.

Values are JSON lists, so that a preview can keep them and a page show them in its reader's language:
["text", text], ["number", n], ["day", "2022-03-12"], ["place", name in Hindi, name in English],
["code", "helpdesk.issue.kind", code], ["word", in Hindi, in English] of an own question, ["flag", bool].
None: nothing is recorded.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from jatan.foundation.network.guarded import Guarded
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.intake.registers.own_columns import own_questions_of
from jatan.intake.registers.recognise.vocabulary.kinds import DATES
from jatan.intake.registers.reconcile.identity import NUMBERS
from jatan.intake.registers.translate.office import Translated
from jatan.intake.registers.translate.table import register
from jatan.kernel.dates import parse_date
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group, Membership
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.own_fields.choices import AnswerSort
from jatan.programme.own_fields.models import Answer, OwnAnswer, OwnField
from jatan.programme.own_fields.services import KINDS, kind_of, value_of
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live
from jatan.programme.schemes.models import Linkage

type Value = list[Any]
type _Owner = tuple[Any, type[Model]]

# The models of the records whose rows may be shown before they are taken in; cases are not among them.
RECORD_MODELS: dict[str, type[Guarded]] = {
    "group": Group,
    "membership": Membership,
    "activity": Activity,
    "issue": Issue,
    "linkage": Linkage,
    "journey": Journey,
}
# Fields that follow from a column and are not what it says.
_DERIVED = frozenset({"age_on", "theme", "is_day_known"})
# A year is no number of thousands; a register may have it in the column of ages.
_NO_GROUPING = frozenset({"birth_year"})
_NUMBERS = NUMBERS - {"age"}
_CODES_WITHOUT_CHOICES = frozenset({"scheme"})
_OTHER = "other"
_LONGEST = 160
# A month without a day, as a row of a sheet with months as columns has it.
_MONTH_ONLY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-XX", re.ASCII)


def values_of_row(kind: str, translated: Translated, columns: Iterable[str]) -> dict[str, Value]:
    """{column: value} of a row as it will be recorded, for a register of RECORD_MODELS."""
    columns = list(columns)
    owners: list[_Owner] = [(translated.main, RECORD_MODELS[register(kind).record])]
    if translated.person is not None:
        owners.append((translated.person, Person))
    return _values(kind, owners, columns) | _answered(translated.answers, columns)


def values_of_record(kind: str, record: Guarded, columns: Iterable[str]) -> dict[str, Value]:
    """{column: value} of an existing record, and of its person. Two queries where a column is an own question."""
    columns = list(columns)
    person = getattr(record, "person", None)
    owners: list[_Owner] = [(record, type(record))]
    if person is not None:
        owners.append((person, Person))
    return _values(kind, owners, columns) | _answered(_answers_of(record, columns), columns)


def value_of_cell(column: str, cell: Any) -> Value | None:
    """The value of a cell as it is written; what can be read as a day in a column of days is a day."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if cell in ("", None):
        return None
    if isinstance(cell, int) and column in _NUMBERS:
        return ["number", cell]
    if column in DATES and isinstance(cell, str) and _MONTH_ONLY.fullmatch(cell):
        return ["month", cell.removesuffix("-XX")]
    if column in DATES or isinstance(cell, dt.date):
        try:
            return ["day", f"{parse_date(cell):%Y-%m-%d}"]
        except Problem:
            pass
    return ["text", _cut(str(cell))]


def _values(kind: str, owners: Sequence[_Owner], columns: Iterable[str]) -> dict[str, Value]:
    found = ((column, _value_of_column(kind, column, owners)) for column in columns)
    return {column: value for column, value in found if value is not None}


def _answers_of(record: Guarded, columns: Iterable[str]) -> dict[OwnField, Answer]:
    """The present answers about a record to those of these columns that are own questions."""
    asked = own_questions_of(record.organisation_id, columns)
    kind = KINDS.get(kind_of(type(record)))
    if kind is None or not asked:
        return {}
    table: Any = kind.answers
    mine = {"organisation_id": record.organisation_id, "record": record.pk, "own_field__in": [*asked.values()]}
    answers: dict[Any, OwnAnswer] = {one.own_field_id: one for one in live(table).filter(**mine)}
    return {one: value_of(one, answers[one.pk]) for one in asked.values() if one.pk in answers}


def _answered(answers: Mapping[OwnField, Answer], columns: Iterable[str]) -> dict[str, Value]:
    wanted = {*columns}
    found = ((one.question.code, _value_of_answer(one, answer)) for one, answer in answers.items())
    return {code: value for code, value in found if code in wanted and value is not None}


def _value_of_answer(own_field: OwnField, answer: Answer) -> Value | None:
    if answer in ("", None):
        return None
    if own_field.sort == AnswerSort.CHOICE:
        return next((["word", hi, en or hi] for code, hi, en in own_field.words if code == answer), None)
    return _typed(answer, OwnField, "")


def _value_of_column(kind: str, column: str, owners: Sequence[_Owner]) -> Value | None:
    if column == "district":
        return _district(owners[0][0].place)
    for field in _fields(kind, column):
        for owner, model in owners:
            value = getattr(owner, field, None)
            is_vague = value == _OTHER and getattr(owner, f"{field}_as_written", "")
            if isinstance(value, dt.date) and not getattr(owner, "is_day_known", True):
                return ["month", f"{value:%Y-%m}"]
            if value not in (None, "") and not is_vague:
                return _typed(value, model, field)
    return None


@cache
def _fields(kind: str, column: str) -> tuple[str, ...]:
    """The fields that a column fills, what was found before what was written."""
    own = [name for name, of in register(kind).names.items() if of == column and name not in _DERIVED]
    return tuple(
        sorted(dict.fromkeys([*own, column]), key=lambda name: name.endswith("_as_written") or name == "group_name")
    )


def _typed(value: Any, model: type[Model], field: str) -> Value:
    if isinstance(value, Place):
        return ["place", value.name_hi or value.name_en, value.name_en]
    if isinstance(value, Model):
        return ["text", _cut(str(getattr(value, "name", "")))]
    if isinstance(value, bool):
        return ["flag", value]
    if isinstance(value, dt.date):
        return ["day", f"{value:%Y-%m-%d}"]
    if isinstance(value, int) and field not in _NO_GROUPING:
        return ["number", value]
    if _is_code(model, field):
        return ["code", f"{model._meta.label_lower}.{field}", str(value)]
    return ["text", _cut(str(value))]


@cache
def _is_code(model: type[Model], field: str) -> bool:
    try:
        column: Any = model._meta.get_field(field)
    except FieldDoesNotExist:
        return False
    return bool(column.choices) or field in _CODES_WITHOUT_CHOICES


def _district(place: Place) -> Value | None:
    if place.level != Level.DISTRICT:
        if place.district_id is None:
            return None
        # Asked for by its id: the records of pages load no relation that they were not told of.
        place = Place.objects.get(pk=place.district_id)
    return ["place", place.name_hi or place.name_en, place.name_en]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
