"""Sessions: held once as one counted activity, with a list of who was there and who was not."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.models import Activity, Participation
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.people.reach import live
from jatan.programme.training.commands import AddTrainee, NameFacilitator
from jatan.programme.training.models import Attendance, Series, Session
from jatan.programme.training.selectors import (
    facilitators,
    followed,
    joinable_activities,
    planned_sessions,
    sessions,
    trainees,
)
from jatan.programme.training.services import (
    FACILITATOR,
    SERIES,
    TRAINEE,
    add_trainees,
    join_members,
    stop_trainee,
)
from jatan.programme.training.sessions import correct_attendance, withdraw_session
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.groups.builders import a_member
from tests.programme.people.builders import a_person
from tests.programme.training.builders import a_curriculum, a_forum, a_series, a_session, held, learners

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(cast: Cast, as_: As) -> Series:
    """A series for a forum of three."""
    with as_("coordinator") as by:
        return a_series(by, cast, a_curriculum(by, cast), a_forum(by, cast))


def test_the_members_of_the_forum_are_the_participants_and_later_ones_join(series: Series, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        assert [row.called for row in learners(by, series)] == ["बिरसी मुंडा", "मंगल मिंज", "सुषमा कुजूर"]
        assert series.group is not None
        a_member(by, series.group, a_person(by, cast, name="नई सदस्य", guardian_name="कोई"))
        assert join_members(by=by, series=series) == 1
        assert join_members(by=by, series=series) == 0
        assert len(learners(by, series)) == 4


def test_a_held_session_is_one_activity_with_the_numbers_of_its_list(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        one, two, three = learners(by, series)
        session = held(by, a_session(by, series), present=[one, two], others_women=4, others_boys=1)
        activity = Activity.objects.get()
        assert session.activity_id == activity.pk
        assert session.made_activity
        assert (activity.kind, activity.held_on) == ("quarterly_training", session.planned_on)
        assert (activity.women, activity.men, activity.girls, activity.boys, activity.total) == (5, 1, 0, 1, 7)
        assert (activity.group_id, activity.village) == (series.group_id, "टोटो")
        assert activity.topic == "टोटो फोरम का प्रशिक्षण: जाने से पहले दर्ज करना"
        assert {row.person_id for row in live(Participation)} == {one.person_id, two.person_id}
        marked = {row.trainee_id: row.is_present for row in live(Attendance)}
        assert marked == {one.pk: True, two.pk: True, three.pk: False}
        with pytest.raises(Problem, match="held"):
            held(by, session)
        assert Activity.objects.count() == 1


def test_a_session_joined_to_a_meeting_on_record_counts_nothing_more(series: Series, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        session = a_session(by, series)
        meeting = an_activity(
            by, cast, kind="quarterly_training", held_on=session.planned_on, total=2, women=2, men=None, girls=None
        )
        assert list(joinable_activities(by, session, ("quarterly_training",))) == [meeting]
        with pytest.raises(Problem, match="parts_exceed_total"):
            held(by, session, activity=meeting.pk)
        held(by, session, present=learners(by, series)[:2], activity=meeting.pk)
        assert live(Activity).count() == 1
        meeting.refresh_from_db()
        assert (meeting.total, meeting.women) == (2, 2)
        other = a_session(by, series)
        assert not joinable_activities(by, other, ("quarterly_training",)).exists()
        with pytest.raises(Problem, match="held"):
            held(by, other, present=[], activity=meeting.pk)


def test_correcting_the_list_corrects_the_number_until_somebody_wrote_another(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        one, two, three = everybody = [row.pk for row in learners(by, series)]
        session = held(by, a_session(by, series))
        assert correct_attendance(by=by, session=session, listed=everybody, present=[one])
        activity = Activity.objects.get()
        assert (activity.women, activity.men, activity.total) == (1, 0, 1)
        assert live(Participation).count() == 1
        assert not correct_attendance(by=by, session=session, listed=everybody, present=[one])
        ACTIVITY.amend(by=by, row=activity, changes={"total": 30})
        assert correct_attendance(by=by, session=session, listed=everybody, present=[one, two, three])
        activity.refresh_from_db()
        assert activity.total == 30
        assert live(Participation).count() == 3


def test_who_is_not_on_the_list_shown_is_left_as_written(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        one, two, _three = [row.pk for row in learners(by, series)]
        session = held(by, a_session(by, series))
        correct_attendance(by=by, session=session, listed=[one], present=[])
        marked = {row.trainee_id: row.is_present for row in live(Attendance)}
        assert not marked[one]
        assert marked[two]
        assert Activity.objects.get().total == 2


def test_withdrawing_a_session_takes_its_own_activity_along_and_leaves_a_joined_one(
    series: Series, cast: Cast, as_: As
) -> None:
    with as_("coordinator") as by:
        session = held(by, a_session(by, series))
        withdraw_session(by=by, session=session, reason="दो बार")
        assert not live(Activity).exists()
        assert not live(Attendance).exists()
        joined = a_session(by, series)
        meeting = an_activity(by, cast, kind="quarterly_training", held_on=joined.planned_on)
        joined = held(by, joined, activity=meeting.pk)
        withdraw_session(by=by, session=joined, reason="दो बार")
        assert live(Activity).get().pk == meeting.pk


def test_a_session_whose_activity_was_withdrawn_can_be_written_down_again(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        session = held(by, a_session(by, series))
        assert session.activity is not None
        first = session.activity_id
        ACTIVITY.withdraw(by=by, row=session.activity, reason="गलत दिन")
        assert list(planned_sessions(by)) == [session]
        again = held(by, session, present=learners(by, series)[:1])
        assert again.activity_id != first
        assert live(Activity).get().total == 1
        assert live(Attendance).filter(is_present=True).count() == 1


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"held_on": dt.date(2099, 1, 1)}, "date_in_future"),
        ({"kind": "horoscope"}, "unreadable"),
        ({"others_men": -1}, "unreadable"),
        ({"others_men": 99_999}, "unreadable"),
        ({"present": []}, "missing_required"),
    ],
)
def test_what_cannot_be_is_refused(answers: dict[str, object], code: str, series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        session = a_session(by, series)
        with pytest.raises(Problem, match=code):
            held(by, session, **answers)
        assert not Activity.objects.exists()


def test_a_participant_of_another_training_cannot_be_ticked(series: Series, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        other = a_series(by, cast, followed(series), None, title="दूसरा")
        (stranger,) = add_trainees(by=by, commands=[AddTrainee(series=other, name="मास्टर", sex="m")])
        session = a_session(by, series)
        with pytest.raises(Problem, match="unreadable"):
            held(by, session, present=[stranger], listed=[stranger.pk])


def test_only_who_may_teach_the_curriculum_is_taken_as_its_facilitator(series: Series, cast: Cast, as_: As) -> None:
    where = {"organisation": cast.gumla.id, "place": cast.gumla_block}
    with as_("coordinator") as by:
        may = FACILITATOR.record(
            by=by, command=NameFacilitator(**where, name="अनीता", may_teach=[str(followed(series).root)])
        )
        other = FACILITATOR.record(by=by, command=NameFacilitator(**where, name="विनीता"))
        with pytest.raises(Problem, match="may_not_teach"):
            a_session(by, series, facilitator=other)
        held(by, a_session(by, series, facilitator=may))
        assert Activity.objects.get().facilitator == "अनीता"
        with pytest.raises(Problem, match="unreadable"):
            a_session(by, series, phase=7)
        with pytest.raises(Problem, match="unreadable"):
            a_session(by, series, covers=[9])


@pytest.mark.parametrize("may_teach", [["2345 6789 0124"], ["anything"], [str(uuid.uuid4())] * 101])
def test_what_somebody_may_teach_is_a_list_of_curricula(may_teach: list[str], cast: Cast, as_: As) -> None:
    with as_("coordinator"), pytest.raises(Problems, match="unreadable"):
        NameFacilitator(organisation=cast.gumla.id, place=cast.gumla_block, name="अनीता", may_teach=may_teach)


def test_a_series_with_a_held_session_and_who_stands_on_a_list_stay(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        one, *_rest = learners(by, series)
        session = held(by, a_session(by, series))
        with pytest.raises(Problem, match="begun"):
            TRAINEE.withdraw(by=by, row=one, reason="गलत")
        with pytest.raises(Problem, match="begun"):
            SERIES.withdraw(by=by, row=series, reason="गलत")
        withdraw_session(by=by, session=session, reason="गलत")
        SERIES.withdraw(by=by, row=series, reason="गलत")
        assert not sessions(by).exists()
        assert not trainees(by).exists()


def test_somebody_is_in_a_training_once(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        one, *_rest = learners(by, series)
        with pytest.raises(Problem, match="already_named"):
            add_trainees(by=by, commands=[AddTrainee(series=series, person=one.person)])


def test_other_members_and_the_secretariat_read_no_names(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        held(by, a_session(by, series))
        FACILITATOR.record(
            by=by, command=NameFacilitator(organisation=series.organisation_id, place=series.place, name="अनीता")
        )
    with as_("secretariat") as by:
        assert sessions(by).count() == 1
        assert not trainees(by).exists()
        assert not facilitators(by).exists()
    with as_("khunti_coordinator") as by:
        assert not Series.objects.exists()
        assert not sessions(by).exists()


def test_a_field_worker_holds_the_session_of_her_block_and_no_other(series: Series, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        session, elsewhere = a_session(by, series), a_session(by, series, place=cast.other_gumla_block)
    with as_("field_worker") as by:
        assert list(planned_sessions(by)) == [session]
        held(by, session)
        with pytest.raises(Forbidden):
            held(by, elsewhere)
    with as_("counsellor") as by, pytest.raises(Forbidden):
        a_session(by, series)


def test_who_left_the_training_is_said_with_the_day(series: Series, as_: As) -> None:
    with as_("coordinator") as by:
        one, *_rest = learners(by, series)
        with pytest.raises(Problem, match="date_in_future"):
            stop_trainee(by=by, trainee=one, on=clock.today() + dt.timedelta(days=1))
        assert stop_trainee(by=by, trainee=one, on=clock.today())


def test_the_session_is_locked_while_it_is_written_down(series: Series, as_: As) -> None:
    """A row read before somebody else wrote the session down does not make a second activity."""
    with as_("coordinator") as by:
        session = a_session(by, series)
        stale = Session.objects.select_related("series", "series__group", "place").get(pk=session.pk)
        held(by, session)
        with pytest.raises(Problem, match="held"):
            held(by, stale)
        assert Activity.objects.count() == 1
