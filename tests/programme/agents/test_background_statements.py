"""Background tasks create the statements of imported, corrected and withdrawn journeys, and nothing else."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Mark
from jatan.programme.agents import selectors, tasks
from jatan.programme.agents.models import Statement
from jatan.programme.agents.services import (
    STATEMENT,
    record_missing_statements,
    sync_journey_statements,
)
from jatan.programme.flows.corrections import amend_journey
from jatan.programme.flows.departures import register_departures
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import JOURNEY
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey, a_traveller, departures_command, journey_command
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def worked_off() -> int:
    """Run every waiting task of this package as the worker does; returns how many."""
    done = 0
    while waiting := DBTaskResult.objects.filter(task_path__startswith=tasks.__name__).order_by("enqueued_at").first():
        waiting.task.func(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.delete()
        done += 1
    return done


def test_many_journeys_of_one_event_get_statements_in_batches(
    cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BATCH", 3)
    with as_("coordinator") as by:
        person = a_person(by, cast)
        register_imported_journeys(by=by, commands=[journey_command(person, employer=f"मिल {n}") for n in range(7)])
        register_imported_journeys(
            by=by, commands=[journey_command(person, agent_name="", agent_phone="") for _n in range(2)]
        )
        assert not Statement.objects.exists()
    assert worked_off() >= 3
    with as_("supervisor") as by:
        assert selectors.statements(by).count() == 14
        assert Mark.objects.filter(kind="agent_phone").count() == 7
    tasks.mention_journeys.func(str(cast.gumla.id))
    with as_("supervisor") as by:
        assert selectors.statements(by).count() == 14


def test_every_journey_of_a_party_gets_its_statements(cast: Cast, as_: As) -> None:
    leaving = [a_traveller(cast, person={"name": name}) for name in ("सुनीता उराँव", "अनीता उराँव", "फूलमनी कुजूर")]
    with as_("coordinator") as by:
        journeys = register_departures(by=by, command=departures_command(cast, *leaving))
    worked_off()
    with as_("supervisor") as by:
        mentioned = selectors.statements(by).filter(kind="agent").values_list("journey_id", flat=True)
        assert set(mentioned) == {journey.pk for journey in journeys}


def test_statements_follow_corrected_and_withdrawn_journeys(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = a_journey(by, a_person(by, cast))
        sync_journey_statements(by=by, journey=journey)
        amend_journey(by=by, journey=journey, changes={"agent_name": "सोमरा मुंडा"})
    worked_off()
    with as_("supervisor") as by:
        assert [row.name for row in selectors.statements(by)] == ["सोमरा मुंडा"]
    with as_("coordinator") as by:
        JOURNEY.withdraw(by=by, row=journey, reason="दो बार लिखा गया")
    worked_off()
    with as_("supervisor") as by:
        assert not selectors.statements(by).exists()
        assert not Mark.objects.filter(kind="agent_phone").exists()


def test_a_statement_withdrawn_by_a_person_is_not_recorded_again(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = a_journey(by, a_person(by, cast))
        (made,) = sync_journey_statements(by=by, journey=journey)
        STATEMENT.withdraw(by=by, row=made, reason="दूसरे आदमी का नंबर")
        assert sync_journey_statements(by=by, journey=journey) == []
    worked_off()
    tasks.mention_journeys.func(str(cast.gumla.id))
    with as_("supervisor") as by:
        assert not selectors.statements(by).exists()


def test_a_reverted_correction_restores_the_earlier_statement(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = a_journey(by, a_person(by, cast))
        for name in ("बिरसा महतो", "सोमरा मुंडा", "बिरसा महतो"):
            amend_journey(by=by, journey=journey, changes={"agent_name": name})
            (row,) = sync_journey_statements(by=by, journey=journey)
            assert row.name == name


def test_other_events_enqueue_nothing(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast)
    assert worked_off() == 0


def test_the_machine_actor_of_one_member_writes_nothing_for_another(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        a_journey(by, a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block))
    with acting_as(machine_for([cast.gumla.id])) as by:
        begin = uuid.UUID(int=0)
        assert record_missing_statements(by=by, organisation_id=cast.khunti.id, after=begin, most=10) is None
        assert not Journey.objects.exists()
    with as_("khunti_coordinator") as by:
        assert not selectors.statements(by).exists()


def test_outdated_folds_are_found(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        sync_journey_statements(by=by, journey=a_journey(by, a_person(by, cast)))
        Statement.objects.update(fold_version=0)
    worked_off()
    assert tasks.enqueue_rekeying() == 1
    assert worked_off() == 1
    assert tasks.enqueue_rekeying() == 0
