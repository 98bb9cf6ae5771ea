"""Named participants of an activity."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problem
from jatan.programme.activities.commands import AddParticipant
from jatan.programme.activities.selectors import participations
from jatan.programme.activities.services import ACTIVITY, PARTICIPATION
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]


def test_named_participants_do_not_change_the_attendance_count(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast, women=6, men=5)
        people = [a_person(by, cast, name=name) for name in ("Sunita", "Anita")]
        roles = ("participant", "facilitator")
        PARTICIPATION.record_all(
            by=by,
            commands=[
                AddParticipant(activity=activity, person=person, role=role)
                for person, role in zip(people, roles, strict=True)
            ],
        )
        assert {row.person.name: row.role for row in participations(by, activity)} == {
            "Sunita": "participant",
            "Anita": "facilitator",
        }
        assert ACTIVITY.find(by, activity.id).total == 11


def test_a_duplicate_participant_is_refused_and_nothing_is_written(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast)
        first, second = a_person(by, cast), a_person(by, cast)
        once = AddParticipant(activity=activity, person=first)
        (row,) = PARTICIPATION.record_all(by=by, commands=[once])
        with pytest.raises(Problem, match="already_named"):
            PARTICIPATION.record_all(by=by, commands=[AddParticipant(activity=activity, person=second), once])
        assert participations(by, activity).count() == 1
        PARTICIPATION.withdraw(by=by, row=row, reason="नहीं आई")
        PARTICIPATION.record_all(by=by, commands=[once])
        assert participations(by, activity).count() == 1


def test_the_secretariat_cannot_read_participant_names(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast)
        PARTICIPATION.record_all(by=by, commands=[AddParticipant(activity=activity, person=a_person(by, cast))])
    with as_("secretariat") as by:
        assert ACTIVITY.find(by, activity.id).total == 11
        assert not participations(by, activity).exists()
