"""Adds the own questions of an office to the forms and pages of its records.

A question is found by its id, so that two offices of one actor may ask different things. Answers are personal: a page
of another member's record neither asks nor shows any.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.kernel.answers import YES_NO, answer_words, read_answer
from jatan.programme.own_fields.choices import AnswerSort
from jatan.programme.own_fields.models import OwnField
from jatan.programme.own_fields.selectors import answers_by_field, own_fields_of_kind, revisions_of_answers
from jatan.programme.own_fields.services import keep_answers, kind_of, value_of
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.model_questions import question_field
from jatan.web.ui.records.desk import Desk, DisplayField, Filter
from jatan.web.ui.records.history_entry import HistoryEntry


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
    questions: dict[str, OwnField] = {}
    for one in asked:
        question = one.question
        form.fields[question.code] = question_field(question)
        form.fields[question.code].initial = value_of(one, kept.get(one.pk))
        questions[question.code] = one
    form.own_questions = questions


def keep_own_answers(form: AnswerForm, by: Actor, record: Any) -> int:
    """Keep what was answered; returns how many answers differ. Problems are shown at their questions."""
    answers = {one: form.cleaned_data.get(code) for code, one in form.own_questions.items()}
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


def _source(by: Actor, own_field: OwnField) -> Any:
    question = own_field.question

    def answer(row: Any) -> Any:
        kept = row.__dict__.get("_own_answers")
        if kept is None:
            kept = row.__dict__["_own_answers"] = answers_by_field(by, row)
        words = answer_words(question, value_of(own_field, kept.get(own_field.pk)))
        return str(words) if isinstance(words, int) else words

    return answer


def _filter(own_field: OwnField) -> Filter:
    question = own_field.question
    options: Any = YES_NO if question.kind == "yes_no" else question.choices
    return Filter(question.code, question.label, _condition(own_field), lambda _by: options)


def _condition(own_field: OwnField) -> Any:
    def where(code: str) -> Q:
        asked = Q(own_answers__own_field=own_field, own_answers__withdrawn_at__isnull=True)
        if own_field.sort == AnswerSort.YES_NO:
            return asked & Q(own_answers__yes=code == "yes")
        return asked & Q(own_answers__code=code)

    return where


def _changes(
    own_field: OwnField, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Sequence[tuple[Any, Any, Any]]:
    return [
        (own_field.label, _entry_of(own_field, before.get(name)), _entry_of(own_field, value))
        for name, value in after.items()
    ]


def _entry_of(own_field: OwnField, kept: Any) -> Any:
    """A value of a revision in words."""
    question = own_field.question
    words = answer_words(question, read_answer(question, kept))
    if isinstance(words, dt.date):
        return formats.date_format(words, "j E Y")
    return str(words) if isinstance(words, int) else words
