"""Adds the own questions of an office to the forms and pages of its records.

A question is found by its id, so that two offices of one actor may ask different things. Answers are personal: a page
of another member's record neither asks nor shows any.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import Q, prefetch_related_objects
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.programme.own_fields.choices import AnswerSort
from jatan.programme.own_fields.models import Answer, OwnField
from jatan.programme.own_fields.selectors import answers_by_field, own_fields_of_kind, revisions_of_answers
from jatan.programme.own_fields.services import keep_answers, kind_of, value_of
from jatan.web.ui.forms import fields
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.records.desk import Desk, DisplayField, Filter
from jatan.web.ui.records.history_entry import HistoryEntry

__all__ = [
    "answer_words",
    "ask_own_questions",
    "fetch_own_answers",
    "keep_own_answers",
    "own_history",
    "with_own_questions",
]

_YES_NO: Final = (("yes", _("yes")), ("no", _("no")))


def with_own_questions(desk: Desk, by: Actor, found: Sequence[OwnField] | None = None) -> Desk:
    """The desk with the own questions of the actor's office: lines of the page, columns of the export, filters.

    `found`: the questions about this kind of record, where they have been fetched.
    """
    kind = kind_of(desk.model)
    asked = own_fields_of_kind(by, kind, found) if kind else []
    if not asked:
        return desk
    facts = tuple(
        DisplayField(one.label, _source(by, one), "day" if one.sort == AnswerSort.DAY else "text") for one in asked
    )
    filters = tuple(_filter(one) for one in asked if one.sort in (AnswerSort.CHOICE, AnswerSort.YES_NO))
    return replace(desk, facts=(*desk.facts, *facts), filters=(*desk.filters, *filters))


def fetch_own_answers(desk: Desk, rows: Sequence[Any]) -> None:
    """Fetch the answers about all these rows in one query, before they are written one by one."""
    if kind_of(desk.model):
        prefetch_related_objects(rows, "own_answers")


def ask_own_questions(form: AnswerForm, desk: Desk, by: Actor, row: Any = None) -> None:
    """Add the questions that are asked now to the end of a form, with what is kept about this record.

    A new record of an actor with several offices is asked nothing: which office it will be of is not known yet.
    """
    kind = kind_of(desk.model)
    if not kind or (row is None and len(by.home_organisations) != 1):
        return
    organisations = by.home_organisations if row is None else {row.organisation_id}
    asked = [
        one for one in own_fields_of_kind(by, kind) if one.retired_on is None and one.organisation_id in organisations
    ]
    kept = answers_by_field(by, row) if row is not None and asked else {}
    for one in asked:
        question = _question(one)
        question.initial = _initial(one, value_of(one, kept.get(one.pk)))
        form.fields[_name(one)] = question
    form.own_questions = {_name(one): one for one in asked}


def keep_own_answers(form: AnswerForm, by: Actor, record: Any) -> int:
    """Keep what was answered; returns how many answers differ. Problems are shown at their questions."""
    answers = {one: _answer(one, form.cleaned_data.get(name)) for name, one in form.own_questions.items()}
    return keep_answers(by=by, record=record, answers=answers) if answers else 0


def own_history(by: Actor, row: Any) -> list[HistoryEntry]:
    """The changes of answers to own questions about one record."""
    kind = kind_of(type(row))
    changes = revisions_of_answers(by, row) if kind else []
    if not changes:
        return []
    questions = {one.pk: one for one in own_fields_of_kind(by, kind)}
    accounts = {revision.by for _answer, revision in changes if revision.by}
    names: dict[Any, str] = dict(Account.objects.filter(id__in=accounts).values_list("id", "name"))
    return [
        HistoryEntry(
            revision.at,
            _("Changed"),
            names.get(revision.by, ""),
            changes=tuple(_changes(questions[answer.own_field_id], revision.before, revision.after)),
        )
        for answer, revision in changes
        if answer.own_field_id in questions
    ]


def answer_words(own_field: OwnField, value: Answer) -> Any:
    """An answer as people read it; None where there is none. A day stays a day, for pages and workbooks to write."""
    if value in ("", None):
        return None
    if own_field.sort == AnswerSort.CHOICE:
        return dict(own_field.options()).get(str(value), value)
    if own_field.sort == AnswerSort.YES_NO:
        return _("yes") if value else _("no")
    return str(value) if own_field.sort == AnswerSort.NUMBER else value


def _source(by: Actor, own_field: OwnField) -> Any:
    def answer(row: Any) -> Any:
        kept = row.__dict__.get("_own_answers")
        if kept is None:
            kept = row.__dict__["_own_answers"] = answers_by_field(by, row)
        return answer_words(own_field, value_of(own_field, kept.get(own_field.pk)))

    return answer


def _filter(own_field: OwnField) -> Filter:
    options = _YES_NO if own_field.sort == AnswerSort.YES_NO else tuple(own_field.options())
    return Filter(_name(own_field), own_field.label, _condition(own_field), lambda _by: options)


def _condition(own_field: OwnField) -> Any:
    def where(code: str) -> Q:
        asked = Q(own_answers__own_field=own_field)
        if own_field.sort == AnswerSort.YES_NO:
            return asked & Q(own_answers__yes=code == "yes")
        return asked & Q(own_answers__code=code)

    return where


def _name(own_field: OwnField) -> str:
    return f"own_{own_field.pk.hex}"


def _question(own_field: OwnField) -> Any:
    label = own_field.label
    hint = _("Own question of our office")
    if own_field.sort == AnswerSort.CHOICE:
        return fields.choice(label, own_field.options(), hint=hint)
    if own_field.sort == AnswerSort.YES_NO:
        return fields.choice(label, _YES_NO, hint=hint)
    if own_field.sort == AnswerSort.DAY:
        return fields.day(label, hint=hint)
    if own_field.sort == AnswerSort.NUMBER:
        return fields.count(label, hint=hint)
    return fields.text(label, most=200, hint=hint)


def _initial(own_field: OwnField, value: Answer) -> Any:
    if own_field.sort == AnswerSort.YES_NO:
        return "" if value is None else "yes" if value else "no"
    return value


def _answer(own_field: OwnField, given: Any) -> Answer:
    """The cleaned answer in the type of the question."""
    if own_field.sort == AnswerSort.YES_NO:
        return {"yes": True, "no": False}.get(given)
    answer: Answer = given
    return answer


def _changes(
    own_field: OwnField, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Sequence[tuple[Any, Any, Any]]:
    return [
        (own_field.label, _entry_of(own_field, before.get(name)), _entry_of(own_field, value))
        for name, value in after.items()
    ]


def _entry_of(own_field: OwnField, value: Any) -> Any:
    """A value of a revision in words."""
    words = answer_words(own_field, value)
    if own_field.sort == AnswerSort.DAY and words is not None:
        return formats.date_format(dt.date.fromisoformat(words), "j E Y")
    return words
