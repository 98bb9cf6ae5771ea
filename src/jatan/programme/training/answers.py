"""Answers to the questions of a phase, before and after it: written down for a trainee or for the group together.

They show what was understood, question by question, and what to teach again. No mark is made of them, nobody passes or
fails by them, and nobody is listed by them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.people.reach import live
from jatan.programme.training import events
from jatan.programme.training.choices import Stage
from jatan.programme.training.models import AnswerSheet, Question, Series, Trainee
from jatan.programme.training.selectors import answer_sheets, questions
from jatan.programme.training.services import lock_series

_RECORD, _CORRECT = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT
MOST_PEOPLE: Final = 1_000


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One question over all sheets: how many answered, and how many of them rightly, before and after.

    `learnt`, `lost`: people with both sheets who answered wrongly before and rightly after, or the other way round; of
    `both` people.
    """

    question: Question
    before_right: int
    before_of: int
    after_right: int
    after_of: int
    learnt: int
    lost: int
    both: int

    @property
    def before(self) -> int | None:
        """Percent right before, rounded; None where nobody answered."""
        return round(100 * self.before_right / self.before_of) if self.before_of else None

    @property
    def after(self) -> int | None:
        """Percent right after, rounded; None where nobody answered."""
        return round(100 * self.after_right / self.after_of) if self.after_of else None

    @property
    def change(self) -> int | None:
        """After less before, in points of percent; None where one is missing."""
        return None if self.before is None or self.after is None else self.after - self.before


def write_answers(
    *,
    by: Actor,
    series: Series,
    phase: int,
    stage: str,
    trainee: Trainee | None,
    answers: Sequence[int],
    asked_on: dt.date,
    people: int = 1,
) -> AnswerSheet:
    """Write down the answers to all questions of a phase, in their order; a second time corrects the first.

    Of a trainee: numbers of the options chosen, 0 for none. Of the group (`trainee` None): how many of `people` were
    right. Raises Problem at `answers` with the number of the question in its field ("answers_3").
    """
    asked = list(questions(series.curriculum_id).filter(phase=phase))
    if trainee is not None and trainee.series_id != series.pk:
        raise Problem("unreadable", field="trainee")
    if stage not in Stage.values or not asked or len(answers) != len(asked):
        raise Problem("unreadable", _("There are no such questions."))
    if asked_on > clock.today():
        raise Problem("date_in_future", field="asked_on")
    if trainee is not None:
        people = 1
    elif not 1 <= people <= MOST_PEOPLE:
        raise Problem("unreadable", field="people")
    for place, (question, answer) in enumerate(zip(asked, answers, strict=True), start=1):
        most = len(question.options) if trainee is not None else people
        if not 0 <= answer <= most:
            message = _("More than the number of people who answered.") if trainee is None else None
            raise Problem("unreadable", message, field=f"answers_{place}")
    values = {"answers": list(answers), "people": people, "asked_on": asked_on}
    with transaction.atomic():
        lock_series(series)
        return _write(by, series, {"phase": phase, "stage": stage, "trainee": trainee}, values)


def item_results(by: Actor, series: Series, phase: int) -> list[ItemResult]:
    """Every question of a phase with its answers, in their order. Two queries."""
    asked = list(questions(series.curriculum_id).filter(phase=phase))
    sheets = list(answer_sheets(by, series).filter(phase=phase))
    return [_result(question, place, sheets) for place, question in enumerate(asked)]


def is_right(question: Question, answer: int) -> bool:
    """Whether one trainee's answer is right."""
    return answer == question.right


def _write(by: Actor, series: Series, which: Mapping[str, Any], values: dict[str, Any]) -> AnswerSheet:
    found = live(AnswerSheet).select_related("place").filter(series=series, **which).first()
    if found is not None:
        acts.amend(
            by=by,
            permission=_RECORD,
            correct=_CORRECT,
            verb=events.ANSWERS_WRITTEN,
            row=found,
            changes=values,
        )
        return found
    row = AnswerSheet(
        organisation_id=series.organisation_id,
        place=series.place,
        panchayat=series.panchayat,
        village=series.village,
        series=series,
        **which,
        **values,
    )
    return acts.record(by=by, permission=_RECORD, verb=events.ANSWERS_WRITTEN, rows=[row])[0]


def _result(question: Question, place: int, sheets: Iterable[AnswerSheet]) -> ItemResult:
    right, of = dict.fromkeys(Stage.values, 0), dict.fromkeys(Stage.values, 0)
    of_trainee: dict[Any, dict[str, bool]] = {}
    for sheet in sheets:
        if place >= len(sheet.answers):
            continue
        answer = sheet.answers[place]
        if sheet.trainee_id is None:
            right[sheet.stage] += answer
            of[sheet.stage] += sheet.people
            continue
        good = is_right(question, answer)
        right[sheet.stage] += good
        of[sheet.stage] += 1
        of_trainee.setdefault(sheet.trainee_id, {})[sheet.stage] = good
    both = [pair for pair in of_trainee.values() if len(pair) == len(Stage.values)]
    return ItemResult(
        question,
        right[Stage.BEFORE],
        of[Stage.BEFORE],
        right[Stage.AFTER],
        of[Stage.AFTER],
        sum(pair[Stage.AFTER] and not pair[Stage.BEFORE] for pair in both),
        sum(pair[Stage.BEFORE] and not pair[Stage.AFTER] for pair in both),
        len(both),
    )
