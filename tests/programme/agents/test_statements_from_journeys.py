"""A registered journey creates statements about its agent and employer: once each, with its current values."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.network import marks
from jatan.foundation.network.models import Mark
from jatan.programme.agents import selectors
from jatan.programme.agents.choices import AGENT_PHONE
from jatan.programme.agents.models import Joining, Profile, Statement
from jatan.programme.agents.services import rebuild_marks, sync_journey_statements
from jatan.programme.agents.statement_sets import confirm_same, propose_same
from jatan.programme.flows.corrections import amend_journey
from tests.cast import Cast
from tests.programme.agents.builders import a_statement
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def test_agent_and_employer_become_statements_of_the_traveller(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast), employer="सिलाई मिल")
        made = sync_journey_statements(by=by, journey=journey)
        again = sync_journey_statements(by=by, journey=journey)
    assert {(row.kind, row.name, tuple(row.phones)) for row in made} == {
        ("agent", "बिरसा महतो", ("9169852892",)),
        ("employer", "सिलाई मिल", ()),
    }
    assert {row.pk for row in made} == {row.pk for row in again}
    assert {(row.source, row.said_on, row.journey_id) for row in made} == {
        ("migrant", journey.registered_on, journey.pk)
    }


def test_a_corrected_journey_replaces_its_statement(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        (old,) = sync_journey_statements(by=by, journey=journey)
    with as_("desk_operator") as by:
        amend_journey(by=cast.actor("coordinator"), journey=journey, changes={"agent_phone": "9431100001"})
        (new,) = sync_journey_statements(by=by, journey=journey)
    with as_("supervisor") as by:
        assert [row.pk for row in selectors.statements(by)] == [new.pk] != [old.pk]
        assert new.phones == ["9431100001"]
        assert Statement.objects.get(pk=old.pk).withdrawn_reason == "journey corrected"
    with as_("khunti_coordinator"):
        assert marks.other_organisations_with([cast.khunti.id], AGENT_PHONE, "9169852892") == []
        assert marks.other_organisations_with([cast.khunti.id], AGENT_PHONE, "9431100001") == [cast.gumla]


def test_a_journey_without_agent_withdraws_its_statement(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = a_journey(by, a_person(by, cast))
        sync_journey_statements(by=by, journey=journey)
        amend_journey(by=by, journey=journey, changes={"agent_name": "", "agent_phone": ""})
        assert sync_journey_statements(by=by, journey=journey) == []
        assert list(selectors.statements(by)) == []


def test_a_withdrawn_statement_of_a_journey_is_removed_from_its_set(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        other = a_statement(by, cast)
        journey = a_journey(by, a_person(by, cast))
        (mention,) = sync_journey_statements(by=by, journey=journey)
        joining = propose_same(by=by, statement=other, other=mention, reason="एक ही नंबर")
    with as_("coordinator") as by:
        confirm_same(by=by, joining=joining)
        amend_journey(by=by, journey=journey, changes={"agent_name": "सोमरा मुंडा"})
    with as_("field_worker") as by:
        sync_journey_statements(by=by, journey=journey)
    with as_("supervisor") as by:
        assert not Joining.objects.live().exists()
        assert not Profile.objects.live().exists()
        assert {row.name for row in selectors.statements(by)} == {"बिरसा महतो", "सोमरा मुंडा"}


def test_a_journey_can_be_registered_without_permission_to_record_statements(cast: Cast, as_: As) -> None:
    with as_("counsellor") as by:
        journey = a_journey(by, a_person(by, cast))
        assert sync_journey_statements(by=by, journey=journey) == []
    with as_("khunti_coordinator") as by:
        assert sync_journey_statements(by=by, journey=journey) == []


def test_an_unreadable_number_does_not_prevent_the_statement(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast), agent_phone="12345")
        (made,) = sync_journey_statements(by=by, journey=journey)
    assert (made.name, made.phones) == ("बिरसा महतो", [])


def test_marks_are_rebuilt_from_the_records(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_statement(by, cast)
        a_statement(by, cast, phones=("9431100001", "9431100002"))
        Mark.objects.all().delete()
        assert rebuild_marks(cast.gumla.id) == 2
        assert Mark.objects.count() == 3
        assert rebuild_marks(cast.gumla.id) == 2
        assert Mark.objects.count() == 3
