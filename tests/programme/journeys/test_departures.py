"""Several people leave together and are registered in one transaction, once, all or nothing."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel.problems import Problem, Problems
from jatan.programme.flows.departures import register_departures
from jatan.programme.journeys.choices import Relation
from jatan.programme.journeys.departure_commands import ConsentGiven, GivenAnswer, Traveller, UnregisteredCompanion
from jatan.programme.journeys.models import Action, Answer, Companion, Counselling, Journey, Party, Trigger
from jatan.programme.people.models import Consent, Person
from tests.cast import Cast
from tests.programme.journeys.builders import REGISTERED, a_traveller, departures_command
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]


def test_three_people_are_registered_in_one_transaction_with_one_event(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        known = a_person(by, cast, name="बिरसी मुंडा")
        before = set(Event.objects.values_list("pk", flat=True))
        command = departures_command(
            cast,
            Traveller(person=known, family="1", own={"papers_in_hand": ["voter_id"]}),
            a_traveller(cast, person={"name": "सोमरी मुंडा", "age": 30}, family="1"),
            a_traveller(
                cast, person={"name": "फागू टुडू"}, family="2", along=(UnregisteredCompanion(name="राजू", age=40),)
            ),
            topics=("rights", "help"),
        )
        journeys = register_departures(by=by, command=command)
        new = Event.objects.exclude(pk__in=before).values_list("verb", flat=True)
        # Contacts, mentions and hand-offs have events of their own; people, journeys and conversation share one.
        verbs = [verb for verb in new if verb.startswith(("journeys.", "people."))]
        assert verbs == ["journeys.departures_registered"]
        event = Event.objects.get(verb="journeys.departures_registered")
        party = Party.objects.get()
        relations = [row.relation for row in Companion.objects.filter(journey=journeys[0]).order_by("id")]
        assert Counselling.objects.count() == 3
        assert Companion.objects.filter(journey=journeys[2]).count() == 3
    assert event.about == command.id == journeys[0].id
    assert event.payload["rows"]["journeys.journey"] == 3
    assert [row.person.name for row in journeys] == ["बिरसी मुंडा", "सोमरी मुंडा", "फागू टुडू"]
    assert {row.party_id for row in journeys} == {party.id}
    assert relations == [Relation.FAMILY, Relation.UNRELATED]
    assert (journeys[0].papers_in_hand, journeys[1].papers_in_hand) == (["voter_id"], [])


def test_a_single_traveller_has_no_party(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        (journey,) = register_departures(by=by, command=departures_command(cast))
        assert (journey.party_id, Party.objects.count()) == (None, 0)


def test_a_command_sent_twice_is_written_once(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        command = departures_command(cast, a_traveller(cast), a_traveller(cast, person={"name": "सोमरी मुंडा"}))
        first = register_departures(by=by, command=command)
        again = register_departures(by=by, command=command)
        assert [row.id for row in again] == [row.id for row in first]
        assert (Journey.objects.count(), Person.objects.count()) == (2, 2)


def test_consents_answers_and_tasks_are_recorded_with_the_journey(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        traveller = a_traveller(
            cast,
            consents=(ConsentGiven(purpose="record", text_version="2026-1"),),
            answers={"wage_written": GivenAnswer(answer="no", note="ज़बानी"), "own_phone": GivenAnswer(answer="yes")},
        )
        (journey,) = register_departures(by=by, command=departures_command(cast, traveller))
        assert Consent.objects.get().person_id == journey.person_id
        assert sorted(Answer.objects.values_list("question", "answer")) == [
            ("own_phone", "yes"),
            ("wage_written", "no"),
        ]
        task = Action.objects.get()
    assert (task.question, task.done_on) == ("wage_written", None)
    assert task.due_on is not None


def test_a_child_going_to_work_is_a_hard_stop_and_still_registered(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        command = departures_command(cast, a_traveller(cast, person={"age": 15, "age_on": REGISTERED}))
        (journey,) = register_departures(by=by, command=command)
        assert [(row.code, row.by) for row in journey.triggers.all()] == [("minor_for_work", "rule")]


def test_a_hard_stop_noted_by_the_worker_is_marked_so(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        traveller = a_traveller(cast, noted=("sexual_offer",), answers={"may_leave": GivenAnswer(answer="no")})
        register_departures(by=by, command=departures_command(cast, traveller))
        noted = sorted(Trigger.objects.values_list("code", "by"))
    assert noted == [("debt_forbids_leaving", "rule"), ("sexual_offer", "worker")]


def test_one_invalid_traveller_means_nothing_is_written(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        wrong = a_traveller(cast, own={"papers_in_hand": ["aadhaar"]})
        with pytest.raises(Problems, match="unreadable"):
            register_departures(by=by, command=departures_command(cast, a_traveller(cast), wrong))
        unknown = a_traveller(cast, answers={"shoe_size": GivenAnswer(answer="yes")})
        with pytest.raises(Problem, match="unreadable"):
            register_departures(by=by, command=departures_command(cast, a_traveller(cast), unknown))
        assert (Person.objects.count(), Journey.objects.count()) == (0, 0)


def test_an_empty_party_is_refused(cast: Cast) -> None:
    with pytest.raises(Problems, match="missing_required"):
        departures_command(cast, travellers=())
    with pytest.raises(Problems, match="date_in_future"):
        departures_command(cast, registered_on=dt.date(2999, 1, 1))


def test_other_blocks_and_members_cannot_register_here(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by, pytest.raises(Forbidden):
        register_departures(by=by, command=departures_command(cast, place=cast.other_gumla_block))
    with as_("khunti_desk") as by, pytest.raises(Forbidden):
        register_departures(by=by, command=departures_command(cast))
    with as_("coordinator") as by:
        assert not Journey.objects.exists()


def test_a_person_of_another_member_cannot_travel_along(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        person = a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with pytest.raises(Problems, match="other_organisation"):
        departures_command(cast, Traveller(person=person))
