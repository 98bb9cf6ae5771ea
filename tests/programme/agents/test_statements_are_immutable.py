"""A statement is recorded with its source, never changed, and withdrawn with a reason; PostgreSQL enforces it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import Error, connection, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Mark
from jatan.kernel.problems import Problems
from jatan.programme.agents import selectors, services
from jatan.programme.agents.models import Statement
from jatan.programme.agents.services import STATEMENT
from tests.cast import Cast
from tests.programme.agents.builders import a_statement, statement_command
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def test_a_statement_keeps_its_source_and_normalised_numbers(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        made = a_statement(by, cast, phones=("९१६९८ ५२८९२", "+91 91698-52892", "0651-2490000"))
        row = STATEMENT.find(by, made.pk)
    assert row.phones == ["9169852892", "6512490000"]
    assert (row.source, row.reliability, row.recorded_by) == ("family", "heard", by.account_id)


def test_the_database_refuses_changes_of_a_statement(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        made = a_statement(by, cast)
        for column, value in (("name", "x"), ("what_is_said", "x"), ("source", "police"), ("phones", "{}")):
            with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE agents_statement SET {column} = %s WHERE id = %s", [value, made.pk])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "", "phones": (), "vehicle": ""}, "name"),
        ({"phones": ("12345",)}, "phones"),
        ({"phones": tuple(f"943110000{n}" for n in range(6))}, "phones"),
        ({"kind": "trafficker"}, "kind"),
        ({"source": ""}, "source"),
        ({"reliability": "certain"}, "reliability"),
        ({"what_is_said": "x" * 5001}, "what_is_said"),
        ({"what_is_said": "कागज़ पर 2341 2341 2346 लिखा है"}, "what_is_said"),
    ],
)
def test_an_invalid_statement_is_refused_with_its_field(cast: Cast, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Problems) as raised:
        statement_command(cast, **wrong)
    assert field in {problem.field for problem in raised.value.problems}


def test_a_journey_of_another_organisation_is_refused(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        person = a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
        journey = a_journey(by, person)
    with pytest.raises(Problems, match="other_organisation"):
        statement_command(cast, journey=journey)


def test_a_field_worker_records_in_her_block_only_and_sees_nothing_of_the_register(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        made = a_statement(by, cast)
        assert list(selectors.statements(by)) == []
        with pytest.raises(Statement.DoesNotExist):
            STATEMENT.find(by, made.pk)
        with pytest.raises(Forbidden):
            a_statement(by, cast, place=cast.other_gumla_block)


@pytest.mark.parametrize("part", ["counsellor", "secretariat", "researcher", "auditor", "administrator", "stranger"])
def test_roles_without_the_permission_cannot_record_statements(part: str, cast: Cast, as_: As) -> None:
    with as_(part) as by, pytest.raises(Forbidden):
        a_statement(by, cast)


def test_another_member_sees_and_withdraws_nothing(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        made = a_statement(by, cast)
    with as_("khunti_coordinator") as by:
        assert list(selectors.statements(by)) == []
        assert list(selectors.search(by, "9169852892")) == []
        with pytest.raises((Forbidden, Statement.DoesNotExist)):
            services.STATEMENT.withdraw(by=by, row=made, reason="x")


def test_a_withdrawn_statement_is_not_listed_and_has_no_marks(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        made = a_statement(by, cast)
        assert Mark.objects.count() == 1
    with as_("coordinator") as by:
        services.STATEMENT.withdraw(by=by, row=made, reason="दूसरे आदमी की बात थी")
        assert list(selectors.statements(by)) == []
        assert Mark.objects.count() == 0


def test_a_colleague_without_the_right_to_correct_withdraws_only_her_own(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        other_row = a_statement(by, cast)
    with as_("supervisor") as by:
        own = a_statement(by, cast)
        with pytest.raises(Forbidden):
            services.STATEMENT.withdraw(by=by, row=other_row, reason="x")
        services.STATEMENT.withdraw(by=by, row=own, reason="x")


def test_the_ledger_names_nobody(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_statement(by, cast)
        payloads = " ".join(f"{event.verb} {event.payload}" for event in Event.objects.all())
    assert "agents.statement_recorded" in payloads
    assert not any(word in payloads for word in ("बिरसा", "9169852892", "birsa"))


def test_search_finds_across_scripts_numbers_and_vehicles(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        made = a_statement(by, cast, vehicle="JH01 AB 1234")
        a_statement(by, cast, name="सोमरा मुंडा", phones=())
        for text in ("Birsa Mahto", "बिरसा", "९१६९८५२८९२", "jh01 ab"):
            assert list(selectors.search(by, text)) == [made], text
        assert list(selectors.search(by, " ")) == []


def test_names_folded_by_earlier_rules_are_refolded(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        made = a_statement(by, cast)
        Statement.objects.filter(pk=made.pk).update(fold_version=0, name_fold="old", name_key="old")
        assert (services.refold_batch(cast.gumla.id), services.refold_batch(cast.gumla.id)) == (1, 0)
        assert list(selectors.search(by, "Birsa Mahto")) == [made]


def test_several_are_recorded_with_an_event_each_or_none_at_all(cast: Cast, as_: As) -> None:
    here, elsewhere = (
        statement_command(cast),
        statement_command(cast, organisation=cast.khunti.id, place=cast.khunti_block),
    )
    with as_("supervisor") as by:
        with pytest.raises(Forbidden):
            STATEMENT.record_all(by, [here, elsewhere])
        assert Statement.objects.count() == 0
        made = STATEMENT.record_all(by, [here, statement_command(cast, name="सुनील साहू")])
        assert Event.objects.filter(verb=STATEMENT.recorded).count() == len(made) == Mark.objects.count() == 2
