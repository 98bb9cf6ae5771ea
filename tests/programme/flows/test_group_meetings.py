"""A meeting with its members: one activity, counted once, with those who came by name."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.models import Activity, Participation
from jatan.programme.flows.group_meetings import MEETING_OF, RecordGroupMeeting, record_group_meeting
from jatan.programme.groups.choices import GroupKind
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def test_every_kind_of_group_has_its_meeting() -> None:
    assert set(MEETING_OF) == set(GroupKind.values)


def test_members_and_others_are_counted_once_by_sex_and_age(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast, kind="forum", village="टोटो")
        people = [
            a_person(by, cast, name=name, sex=sex, age=age)
            for name, sex, age in (("सुषमा", "f", 34), ("रीना", "f", 15), ("बुधु", "m", 50))
        ]
        for person in people:
            a_member(by, group, person)
        meeting = record_group_meeting(
            by=by,
            command=RecordGroupMeeting(
                group=group,
                present=people,
                answers={"held_on": clock.today(), "women": 4, "boys": 1, "topic": "पंजीकरण"},
            ),
        )
        kept = Activity.objects.get(pk=meeting.pk)
        assert (kept.kind, kept.village, kept.place_id, kept.group_id) == (
            "forum_meeting",
            "टोटो",
            group.place_id,
            group.pk,
        )
        assert (kept.women, kept.men, kept.girls, kept.boys, kept.total) == (5, 1, 1, 1, 8)
        assert set(Participation.objects.values_list("person_id", flat=True)) == {person.pk for person in people}
        assert Activity.objects.count() == 1


def test_no_part_is_invented_for_a_member_of_unknown_age(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        unknown = a_person(by, cast, name="सोमा", sex="f", age=None)
        a_member(by, group, unknown)
        meeting = record_group_meeting(
            by=by,
            command=RecordGroupMeeting(group=group, present=[unknown], answers={"held_on": clock.today(), "women": 3}),
        )
    assert (meeting.women, meeting.girls, meeting.total) == (None, None, 4)


def test_a_meeting_to_which_nobody_came_is_refused(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        with pytest.raises(Problem) as raised:
            record_group_meeting(by=by, command=RecordGroupMeeting(group=group, answers={"held_on": clock.today()}))
        assert raised.value.field == "present"
        with pytest.raises(Problems):
            record_group_meeting(
                by=by,
                command=RecordGroupMeeting(
                    group=group, answers={"held_on": clock.today() + dt.timedelta(days=1), "women": 2}
                ),
            )
        assert not Activity.objects.exists()


def test_nothing_stays_when_a_member_cannot_be_named(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        person = a_person(by, cast, name="सोमा", sex="f", age=30)
        with pytest.raises(Problem):
            record_group_meeting(
                by=by,
                command=RecordGroupMeeting(group=group, present=[person, person], answers={"held_on": clock.today()}),
            )
        assert not Activity.objects.exists()


def test_another_member_records_no_meeting_of_this_group(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast)
    with as_("khunti_coordinator") as by, pytest.raises(Forbidden):
        record_group_meeting(
            by=by, command=RecordGroupMeeting(group=group, answers={"held_on": clock.today(), "women": 2})
        )
