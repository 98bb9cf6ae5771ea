"""A correction is checked like a registration: another age, day, work or destination may be a hard stop."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.flows.corrections import amend_journey, amend_person
from jatan.programme.flows.departures import register_departures
from jatan.programme.flows.registers import amend_imported_journey
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import HardStopCheck, Journey
from jatan.programme.journeys.services import record_return
from jatan.programme.safeguarding.models import Agreement
from jatan.programme.safeguarding.services import walk
from tests.cast import Cast
from tests.programme.flows.rules import faults_of
from tests.programme.journeys.builders import a_journey, a_traveller, departures_command
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def leaving(by: Actor, cast: Cast, *ages: int, **journey: Any) -> list[Journey]:
    """Unrelated people of these ages who leave together today."""
    people = [a_traveller(cast, person={"age": age, "age_on": clock.today(), "name": f"सुनीता {age}"}) for age in ages]
    answers = {"leaves_on": clock.today(), "agent_name": ""} | journey
    return register_departures(
        by=by, command=departures_command(cast, *people, registered_on=clock.today(), journey=answers)
    )


def codes(journey: Journey) -> list[str]:
    return sorted(journey.triggers.values_list("code", flat=True))


def test_an_age_corrected_to_a_childs_is_a_hard_stop_at_the_desk(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        (journey,) = leaving(by, cast, 19)
        assert (codes(journey), Issue.objects.count()) == ([], 0)
        amend_person(by=by, person=journey.person, changes={"age": 17, "age_on": clock.today()})
        assert codes(journey) == ["minor_for_work"]
        assert faults_of([journey]) == []


def test_a_corrected_age_is_checked_in_accompanied_journeys(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        grown, younger = leaving(by, cast, 30, 19)
        assert (codes(grown), codes(younger)) == ([], [])
        amend_person(by=by, person=younger.person, changes={"age": 16, "age_on": clock.today()})
        assert codes(younger) == ["minor_for_work", "minor_with_unrelated_adult"]


@pytest.mark.parametrize(("has_agreement", "expected"), [(True, ["minor_for_work"]), (False, [])])
def test_an_age_is_checked_in_a_journey_from_before_the_checks_that_has_agreed_contacts(
    has_agreement: bool, expected: list[str], cast: Cast, as_: As
) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast, age=19, age_on=clock.today())
        journey = leaving(by, cast, 19)[0] if has_agreement else a_journey(by, person, leaves_on=clock.today())
        Journey.objects.filter(pk=journey.pk).update(exempt_because="before_checks", work="brick_kiln")
        amend_person(by=by, person=journey.person, changes={"age": 17, "age_on": clock.today()})
        assert codes(journey) == expected


def test_an_age_corrected_in_one_block_is_a_hard_stop_of_a_journey_in_another(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        person = a_person(by, cast, age=19, age_on=clock.today())
    with as_("coordinator") as by:
        (journey,) = leaving(by, cast, 19)
        Journey.objects.filter(pk=journey.pk).update(person=person, place=cast.other_gumla_block)
    with as_("field_worker") as by:
        amend_person(by=by, person=person, changes={"age": 16, "age_on": clock.today()})
        person.refresh_from_db()
        assert person.age == 16
    with as_("coordinator"):
        assert codes(journey) == ["minor_for_work"]
        assert Issue.objects.filter(about_journey=journey.pk, is_urgent=True).count() == 1


@pytest.mark.parametrize(
    ("age", "before", "changes"),
    [
        (17, {"work": "", "wage_promised": None}, {"work": "brick_kiln"}),
        (17, {"work": "", "wage_promised": None}, {"employer": "भट्ठा"}),
        (
            18,
            {"leaves_on": clock.today() + dt.timedelta(days=330)},
            {"leaves_on": clock.today() - dt.timedelta(days=330)},
        ),
    ],
)
def test_a_corrected_journey_is_checked_again(
    age: int, before: dict[str, Any], changes: dict[str, Any], cast: Cast, as_: As
) -> None:
    with as_("coordinator") as by:
        uncle = {"age": 40, "age_on": clock.today(), "name": "मामा"}
        girl = {"age": age, "age_on": clock.today()}
        people = [a_traveller(cast, person=girl, family="0"), a_traveller(cast, person=uncle, family="0")]
        answers = {"leaves_on": clock.today(), "agent_name": ""} | before
        command = departures_command(cast, *people, registered_on=clock.today(), journey=answers)
        journey = register_departures(by=by, command=command)[0]
        assert codes(journey) == []
        amend_journey(by=by, journey=journey, changes=changes)
        assert codes(journey) == ["minor_for_work"]
        assert faults_of([journey]) == []


def test_a_correction_without_changes_is_not_checked(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        (journey,) = leaving(by, cast, 30)
        checked_at = HardStopCheck.objects.get(journey=journey).checked_at
        assert not amend_journey(by=by, journey=journey, changes={"work": journey.work})
        assert HardStopCheck.objects.get(journey=journey).checked_at == checked_at


def test_removing_the_day_of_return_continues_the_contacts(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        (journey,) = leaving(by, cast, 30)
        record_return(by=by, journey=journey, on=clock.today())
    walk(organisations=[cast.gumla.id])
    with as_("coordinator") as by:
        assert Agreement.objects.get(journey=journey).ended_because == "returned"
        amend_journey(by=by, journey=journey, changes={"returned_on": None})
        assert Agreement.objects.get(journey=journey).ended_on is None


def test_an_imported_journey_is_checked_when_a_person_corrects_it(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = a_journey(by, a_person(by, cast, age=16, age_on=dt.date(2023, 7, 10)), work="")
        assert codes(journey) == []
        amend_journey(by=by, journey=journey, changes={"work": "brick_kiln"})
        assert codes(journey) == ["minor_for_work"]
        assert journey.exempt_because == "imported"


def test_an_imported_journey_changed_by_its_register_stays_exempt(cast: Cast, as_: As) -> None:
    with acting_as(importer_for(cast.gumla.id)) as by:
        journey = a_journey(by, a_person(by, cast, age=16, age_on=dt.date(2023, 7, 10)), work="")
        amend_imported_journey(by=by, journey=journey, changes={"work": "brick_kiln"}, reason="register")
        amend_person(by=by, person=journey.person, changes={"age": 15, "age_on": dt.date(2023, 7, 10)})
        assert (journey.work, codes(journey)) == ("brick_kiln", [])
        assert not HardStopCheck.objects.exists()


def test_a_checked_journey_changed_by_a_register_is_checked(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        (journey,) = leaving(by, cast, 30)
        before = HardStopCheck.objects.get(journey=journey).checked_at
        with clock.frozen_at(clock.now() + dt.timedelta(hours=1)):
            amend_imported_journey(by=by, journey=journey, changes={"work": "hotel"}, reason="register")
        assert HardStopCheck.objects.get(journey=journey).checked_at > before
