"""Completed phases, who is due for the next one, and the answers before and after a phase."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.people.reach import live
from jatan.programme.training.answers import item_results, write_answers
from jatan.programme.training.completion import complete_phase, due_phases, due_trainees, withdraw_completion
from jatan.programme.training.models import AnswerSheet, Completion, Series
from jatan.programme.training.selectors import answer_sheets, completions, followed
from jatan.programme.training.services import end_series, stop_trainee
from tests.cast import Cast
from tests.programme.training.builders import a_curriculum, a_forum, a_series, a_session, held, learners

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(cast: Cast, as_: As) -> Series:
    """A series of three people whose first phase was held thirty days ago."""
    with as_("coordinator") as by:
        made = a_series(by, cast, a_curriculum(by, cast), a_forum(by, cast))
        held(by, a_session(by, made))
        return made


def day(days_ago: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days_ago)


def test_who_completed_a_phase_is_due_for_the_next_after_its_weeks(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        one, two, three = learners(by, series)
        (begin,) = due_phases(by, clock.today())
        assert (begin.phase.number, begin.people, begin.due_on) == (1, 3, series.begins_on)
        assert complete_phase(by=by, series=series, phase=1, trainees_=[one, two], completed_on=day(30)) == 2
        assert complete_phase(by=by, series=series, phase=1, trainees_=[one, two], completed_on=day(20)) == 0
        again, later = due_phases(by, clock.today() + dt.timedelta(days=60))
        assert (again.phase.number, again.people) == (1, 1)
        assert (later.phase.number, later.people, later.due_on) == (2, 2, day(30) + dt.timedelta(weeks=8))
        assert [one.phase.number for one in due_phases(by, clock.today())] == [1]
        assert due_trainees(by, series, 1, clock.today()) == [(three, series.begins_on)]
        assert [row for row, _day in due_trainees(by, series, 2, clock.today() + dt.timedelta(days=60))] == [one, two]


def test_nobody_is_due_after_the_last_phase_or_after_leaving_or_after_the_end(series: Series, as_: As) -> None:
    far = clock.today() + dt.timedelta(days=900)
    with as_("coordinator") as by:
        one, two, three = learners(by, series)
        for phase in (2, 3):
            held(by, a_session(by, series, phase=phase, days_ago=10))
        for phase in (1, 2, 3):
            complete_phase(by=by, series=series, phase=phase, trainees_=[one], completed_on=day(5))
        stop_trainee(by=by, trainee=two, on=day(1))
        assert [(due.phase.number, due.people) for due in due_phases(by, far)] == [(1, 1)]
        assert due_trainees(by, series, 1, far) == [(three, series.begins_on)]
        end_series(by=by, series=series, on=clock.today())
        assert due_phases(by, far) == []


def test_who_missed_a_phase_stays_due_for_it_beside_the_one_after_her_last(series: Series, as_: As) -> None:
    far = clock.today() + dt.timedelta(days=900)
    with as_("coordinator") as by:
        one, *others = learners(by, series)
        for row in others:
            stop_trainee(by=by, trainee=row, on=day(1))
        held(by, a_session(by, series, phase=2, days_ago=10))
        complete_phase(by=by, series=series, phase=2, trainees_=[one], completed_on=day(5))
        assert [(due.phase.number, due.due_on) for due in due_phases(by, far)] == [
            (1, series.begins_on),
            (3, day(5) + dt.timedelta(weeks=12)),
        ]


def test_a_phase_is_completed_only_after_a_session_of_it(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        people = learners(by, series)
        with pytest.raises(Problem, match="not_held"):
            complete_phase(by=by, series=series, phase=2, trainees_=people, completed_on=day(1))
        with pytest.raises(Problem, match="no_such_date"):
            complete_phase(by=by, series=series, phase=1, trainees_=people, completed_on=day(31))
        with pytest.raises(Problem, match="date_in_future"):
            complete_phase(by=by, series=series, phase=1, trainees_=people, completed_on=day(-1))


def test_a_mistaken_completion_is_withdrawn_and_may_be_written_again(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        one, *_rest = learners(by, series)
        complete_phase(by=by, series=series, phase=1, trainees_=[one], completed_on=day(2))
        withdraw_completion(by=by, completion=completions(by).get(), reason="वह नहीं थीं")
        assert not live(Completion).exists()
        assert complete_phase(by=by, series=series, phase=1, trainees_=[one], completed_on=day(2)) == 1


def test_who_is_due_is_found_in_few_queries_however_many_there_are(series: Series, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for number in range(4):
            group = a_forum(by, cast, name=f"फोरम {number}")
            a_series(by, cast, followed(series), group, title=f"प्रशिक्षण {number}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(due_phases(by, clock.today())) == 5
    assert len(queries) <= 4


def test_answers_of_people_and_of_the_group_add_up_by_question(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        one, two, _three = learners(by, series)
        asked = {"by": by, "series": series, "phase": 1, "asked_on": day(3)}
        write_answers(**asked, stage="before", trainee=one, answers=[1, 3, 2, 2, 0])
        write_answers(**asked, stage="after", trainee=one, answers=[2, 1, 2, 2, 3])
        write_answers(**asked, stage="before", trainee=two, answers=[2, 3, 2, 2, 3])
        write_answers(**asked, stage="before", trainee=None, answers=[5, 0, 10, 1, 2], people=10)
        write_answers(**asked, stage="after", trainee=None, answers=[9, 8, 10, 7, 6], people=10)
        first, second, *_rest = item_results(by, series, 1)
        assert (first.before_right, first.before_of, first.after_right, first.after_of) == (6, 12, 10, 11)
        assert (first.before, first.after, first.change) == (50, 91, 41)
        assert (first.learnt, first.lost, first.both) == (1, 0, 1)
        assert (second.learnt, second.lost, second.both) == (0, 1, 1)
        # A second time corrects the first.
        write_answers(**asked, stage="before", trainee=one, answers=[2, 3, 2, 2, 0])
        assert live(AnswerSheet).count() == 5
        assert item_results(by, series, 1)[0].learnt == 0
    with as_("secretariat") as by:
        assert not answer_sheets(by, series).exists()


@pytest.mark.parametrize(
    ("answers", "people", "is_group", "field"),
    [
        ([1, 2, 3], 1, False, None),
        ([4, 1, 1, 1, 1], 1, False, "answers_1"),
        ([1, 1, 1, 1, -1], 1, False, "answers_5"),
        ([1, 1, 11, 1, 1], 10, True, "answers_3"),
        ([1, 1, 1, 1, 1], 0, True, "people"),
        ([1, 1, 1, 1, 1], 5_000, True, "people"),
    ],
)
def test_answers_that_cannot_be_are_refused(
    answers: list[int], people: int, is_group: bool, field: str | None, series: Series, as_: As
) -> None:
    with as_("coordinator") as by:
        trainee = None if is_group else learners(by, series)[0]
        with pytest.raises(Problem) as refused:
            write_answers(
                by=by,
                series=series,
                phase=1,
                stage="before",
                trainee=trainee,
                answers=answers,
                people=people,
                asked_on=day(1),
            )
        assert refused.value.field == field
        assert not live(AnswerSheet).exists()
