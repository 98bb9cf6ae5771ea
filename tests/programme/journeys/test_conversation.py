"""The conversation before leaving continues: answers change, a "no" opens its task once, a "yes" closes it."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.journeys.commands import RecordCounselling
from jatan.programme.journeys.conversation import close_action
from jatan.programme.journeys.departure_commands import GivenAnswer
from jatan.programme.journeys.models import Action, Answer
from jatan.programme.journeys.selectors import open_actions
from jatan.programme.journeys.services import note_answers, record_counselling
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]
NO, YES = GivenAnswer(answer="no"), GivenAnswer(answer="yes")
NOON = dt.datetime(2024, 3, 11, 6, 30, tzinfo=dt.UTC)
TODAY = dt.date(2024, 3, 11)


def test_a_no_opens_its_task_once_and_a_yes_closes_it(cast: Cast, as_: As) -> None:
    with clock.frozen_at(NOON), as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast), leaves_on=TODAY + dt.timedelta(days=1))
        for _time in range(2):
            note_answers(by=by, journey=journey, answers={"wage_written": NO})
        task = Action.objects.get()
        # Due in two days by the checklist, but her departure is tomorrow.
        assert (task.due_on, task.done_on) == (TODAY + dt.timedelta(days=1), None)
        assert [row.id for row in open_actions(by)] == [task.id]
        note_answers(by=by, journey=journey, answers={"wage_written": YES})
        task.refresh_from_db()
        assert task.done_on == TODAY
        assert not open_actions(by).exists()
        assert Answer.objects.get().answer == "yes"


def test_a_late_answer_can_be_a_hard_stop(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        note_answers(by=by, journey=journey, answers={"free_will": YES})
        assert not journey.triggers.exists()
        note_answers(by=by, journey=journey, answers={"free_will": NO})
        note_answers(by=by, journey=journey, answers={"may_leave": NO})
        assert sorted(journey.triggers.values_list("code", flat=True)) == [
            "debt_forbids_leaving",
            "threat_or_confinement",
        ]


def test_a_task_is_done_once_and_not_on_a_future_day(cast: Cast, as_: As) -> None:
    with clock.frozen_at(NOON), as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        note_answers(by=by, journey=journey, answers={"own_phone": NO})
        task = Action.objects.select_related("place").get()
        with pytest.raises(Problem, match="date_in_future"):
            close_action(by=by, action=task, on=TODAY + dt.timedelta(days=1))
        assert close_action(by=by, action=task, note="फ़ोन दिलाया")
        assert not close_action(by=by, action=task, note="दूसरा")
    with as_("khunti_desk"):
        assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"shoe_size": YES}, "unreadable"),
        ({"own_phone": GivenAnswer(answer="perhaps")}, "unreadable"),
        ({"own_phone": GivenAnswer(answer="no", note="2341 2341 2346")}, "aadhaar_number"),
    ],
)
def test_an_invalid_answer_is_refused(cast: Cast, as_: As, answers: dict[str, GivenAnswer], code: str) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        with pytest.raises(Problem, match=code):
            note_answers(by=by, journey=journey, answers=answers)
        assert not Answer.objects.exists()


def test_another_member_cannot_continue_the_conversation(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
    with as_("khunti_desk") as by, pytest.raises(Forbidden):
        note_answers(by=by, journey=journey, answers={"own_phone": NO})


def test_counselling_stores_topics_and_listeners(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        counselling = RecordCounselling(journey=journey, held_on=TODAY, topics=["help", "rights"], given_to="both")
        row = record_counselling(by=by, command=counselling)
        assert (row.topics, row.place) == (["rights", "help"], journey.place)
        with pytest.raises(Problems, match="missing_required"):
            RecordCounselling(journey=journey, held_on=TODAY, topics=[])
        with pytest.raises(Problems, match="unreadable"):
            RecordCounselling(journey=journey, held_on=TODAY, topics=["astrology"])
