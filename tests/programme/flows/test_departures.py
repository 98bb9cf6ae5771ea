"""Registering departures: the rules apply whatever the day, and an open journey must be acknowledged."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import TABLE, Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.flows.departures import find_open_journeys, register_departures, register_journey
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.departure_commands import Traveller
from jatan.programme.journeys.models import HardStopCheck, Journey
from jatan.programme.journeys.services import record_return
from jatan.programme.safeguarding.models import Agreement
from tests.cast import Cast
from tests.programme.flows.rules import faults_of
from tests.programme.journeys.builders import a_journey, a_traveller, departures_command, journey_command
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
TO_A_KILN = {"work": "brick_kiln", "destination_as_written": "सूरत"}


def ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def has_left(by: Actor, cast: Cast, *, age: int = 17, **answers: Any) -> Journey:
    """Somebody who left yesterday for a brick kiln, registered with the short form."""
    person = a_person(by, cast, age=age, age_on=clock.today())
    usual = {"registered_on": clock.today(), "leaves_on": ago(1)} | TO_A_KILN
    command = journey_command(person, **(usual | answers))
    return register_journey(by=by, command=command, no_talk_because="family_told")


@pytest.mark.parametrize("days", [-3, 0, 1, 200])
def test_a_child_for_work_is_a_hard_stop_whatever_the_day_of_leaving(days: int, cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        girl = a_traveller(cast, person={"age": 16, "age_on": ago(max(days, 0))})
        answers = {"registered_on": clock.today(), "journey": {"leaves_on": ago(days)} | TO_A_KILN}
        made = register_departures(by=by, command=departures_command(cast, girl, **answers))
        assert [row.code for row in made[0].triggers.all()] == ["minor_for_work"]
        assert faults_of(made) == []


@pytest.mark.parametrize("days", [0, 1, 200])
def test_the_short_form_omits_only_the_conversation(days: int, cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        made = has_left(by, cast, leaves_on=ago(days), age=17 if days < 200 else 16)
        assert [row.code for row in made.triggers.all()] == ["minor_for_work"]
        assert faults_of([made]) == []
        assert HardStopCheck.objects.get(journey=made).no_talk_because == "family_told"
        assert Issue.objects.get().is_urgent


@pytest.mark.parametrize(
    ("answers", "reason", "code"),
    [
        ({"leaves_on": None}, "not_met", "missing_required"),
        ({"leaves_on": clock.today() + dt.timedelta(days=1)}, "not_met", "not_left_yet"),
        ({"leaves_on": clock.today()}, "", "missing_required"),
        ({"leaves_on": clock.today()}, "no time", "missing_required"),
    ],
)
def test_the_short_form_needs_a_past_departure_and_a_reason(
    answers: dict[str, Any], reason: str, code: str, cast: Cast, as_: As
) -> None:
    with as_("field_worker") as by:
        command = journey_command(a_person(by, cast), **answers)
        with pytest.raises(Problem, match=code):
            register_journey(by=by, command=command, no_talk_because=reason)
        assert not Journey.objects.exists()


def test_a_returned_traveller_is_checked_and_gets_no_contacts(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        made = has_left(by, cast, leaves_on=ago(100), returned_on=ago(10))
        assert faults_of([made]) == []
        agreement = Agreement.objects.get(journey=made)
    assert (agreement.ended_on, agreement.ended_because) == (clock.today(), "returned")


def test_a_command_sent_twice_is_recorded_once(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        girl = a_traveller(cast, person={"age": 15, "age_on": clock.today()})
        command = departures_command(cast, girl, registered_on=clock.today(), journey={"leaves_on": clock.today()})
        first = register_departures(by=by, command=command)
        assert register_departures(by=by, command=command) == first
        assert (Agreement.objects.count(), Issue.objects.count(), HardStopCheck.objects.count()) == (1, 1, 1)


def test_a_second_open_journey_is_refused_until_the_first_is_acknowledged(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        first = has_left(by, cast, age=30)
        again = departures_command(cast, Traveller(person=first.person), registered_on=clock.today())
        one_more = journey_command(first.person, registered_on=clock.today(), leaves_on=clock.today())
        for register in (
            lambda seen: register_departures(by=by, command=again, despite_open=seen),
            lambda seen: [register_journey(by=by, command=one_more, no_talk_because="sudden", despite_open=seen)],
        ):
            seen = [row.pk for row in find_open_journeys(by, [first.person])]
            with pytest.raises(Problem, match="open_journey") as refused:
                register(seen[1:])
            assert refused.value.candidates == (str(seen[0]),)
            assert len(register(seen)) == 1


def test_a_finished_journey_raises_no_warning(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        first = has_left(by, cast, age=30)
        record_return(by=by, journey=first, on=clock.today())
        again = departures_command(cast, Traveller(person=first.person), registered_on=clock.today())
        assert len(register_departures(by=by, command=again)) == 1


def test_a_new_age_is_checked_in_the_other_open_journey(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        first = has_left(by, cast, age=19)
        assert not first.triggers.exists()
        younger = Traveller(person=first.person, age=16)
        command = departures_command(cast, younger, registered_on=clock.today(), journey={"leaves_on": clock.today()})
        register_departures(by=by, command=command, despite_open=[first.pk])
        assert [row.code for row in first.triggers.all()] == ["minor_for_work"]


def test_an_imported_journey_counts_as_open(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        old = a_journey(by, a_person(by, cast))
        assert find_open_journeys(by, [old.person]) == [old]


def test_roles_that_register_journeys_can_hand_off_hard_stops() -> None:
    for role, may in TABLE.items():
        if Permission.PEOPLE_RECORD in may:
            assert set(may[Permission.PEOPLE_RECORD]) <= set(may.get(Permission.HELPDESK_RECORD, ())), role
