"""Somebody at one member tries to find out where a woman has sought help, by recording her name and number."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.permissions import TABLE, Permission, Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.kernel.problems import Problem
from jatan.programme.people import events
from jatan.programme.people.models import Person
from jatan.programme.people.other_members import QUESTIONS_A_DAY, ask_other_members
from jatan.programme.people.services import withdraw_person
from tests.cast import Cast
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db

As = Callable[[str], AbstractContextManager[Actor]]
HER = {"name": "Suneeta Devi", "guardian_name": "मंगरा उराँव", "phone": "9835012345"}
NOT_SUPERVISORS = ("field_worker", "desk_operator", "counsellor", "coordinator")


@pytest.fixture
def known_in_khunti(cast: Cast, as_: As) -> Person:
    with as_("khunti_coordinator") as by:
        return a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block, village="Elsewhere", **HER)


@pytest.fixture
def recorded_in_gumla(cast: Cast, as_: As, known_in_khunti: Person) -> Person:
    with as_("field_worker") as by:
        return a_person(by, cast, **HER)


def _asked(organisation: Organisation, verb: str) -> list[Event]:
    with acting_as(machine_for([organisation.id])):
        return list(Event.objects.filter(organisation=organisation, verb=verb))


@pytest.mark.parametrize("part", [*NOT_SUPERVISORS, "supervisor"])
def test_no_page_of_the_person_names_another_member_unasked(
    part: str, cast: Cast, recorded_in_gumla: Person, browser: Browser
) -> None:
    """Before: "Possibly known to Khunti too" stood on the page of every person with a matching name and number."""
    client = browser(part)
    page = client.get(f"/people/{recorded_in_gumla.pk}/").content.decode()
    assert "Suneeta" in page
    assert cast.khunti.name_hi not in page
    assert ("other-members" in page) == (part == "supervisor")


@pytest.mark.parametrize("part", NOT_SUPERVISORS)
def test_only_a_case_supervisor_can_ask(
    part: str, cast: Cast, as_: As, recorded_in_gumla: Person, browser: Browser
) -> None:
    assert browser(part).post(f"/people/{recorded_in_gumla.pk}/other-members/").status_code == 404
    with as_(part) as by, pytest.raises(gate.Forbidden):
        ask_other_members(by=by, person=recorded_in_gumla)
    assert _asked(cast.gumla, events.MEMBERS_ASKED) == []


def test_both_ledgers_keep_the_question_even_if_the_record_is_withdrawn(
    cast: Cast, as_: As, known_in_khunti: Person, recorded_in_gumla: Person, browser: Browser
) -> None:
    answer = browser("supervisor").post(f"/people/{recorded_in_gumla.pk}/other-members/", follow=True)
    page = answer.content.decode()
    assert cast.khunti.name_hi in page
    assert "Elsewhere" not in page
    with as_("coordinator") as by:
        withdraw_person(by=by, person=recorded_in_gumla, reason="twice")
    own, other = _asked(cast.gumla, events.MEMBERS_ASKED), _asked(cast.khunti, events.ASKED_BY_ANOTHER_MEMBER)
    assert [event.about for event in own] == [recorded_in_gumla.pk]
    assert [(event.about, event.by) for event in other] == [(known_in_khunti.pk, cast.accounts["supervisor"].pk)]


def test_a_question_about_an_unknown_person_tells_that_nobody_has_her(
    cast: Cast, as_: As, known_in_khunti: Person, browser: Browser
) -> None:
    with as_("coordinator") as by:
        stranger = a_person(by, cast, **(HER | {"name": "Phulo Devi", "phone": ""}))
    page = browser("supervisor").post(f"/people/{stranger.pk}/other-members/", follow=True).content.decode()
    assert cast.khunti.name_hi not in page
    assert _asked(cast.khunti, events.ASKED_BY_ANOTHER_MEMBER) == []


def test_nobody_asks_about_more_people_than_the_daily_limit(cast: Cast, as_: As, recorded_in_gumla: Person) -> None:
    with as_("supervisor") as by:
        for _one in range(QUESTIONS_A_DAY):
            assert ask_other_members(by=by, person=recorded_in_gumla) == [cast.khunti]
        with pytest.raises(Problem, match="too_many_questions"):
            ask_other_members(by=by, person=recorded_in_gumla)
    assert len(_asked(cast.khunti, events.ASKED_BY_ANOTHER_MEMBER)) == QUESTIONS_A_DAY


def test_the_limit_is_reached_on_the_page_too(recorded_in_gumla: Person, browser: Browser) -> None:
    client = browser("supervisor")
    path = f"/people/{recorded_in_gumla.pk}/other-members/"
    codes = [client.post(path).status_code for _one in range(QUESTIONS_A_DAY + 2)]
    assert codes == [302] * QUESTIONS_A_DAY + [422] * 2


def test_no_other_role_has_the_permission() -> None:
    assert [role for role, held in TABLE.items() if Permission.MEMBERS_ASK in held] == [Role.SUPERVISOR]
