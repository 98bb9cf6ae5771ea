"""Linkages of a person to a scheme, from application to benefit."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.schemes import services
from jatan.programme.schemes.choices import Stage
from jatan.programme.schemes.models import Linkage
from jatan.programme.schemes.selectors import linkages, search
from jatan.programme.schemes.services import LINKAGE
from tests.cast import Cast
from tests.programme.people.builders import a_person
from tests.programme.schemes.builders import a_linkage, linkage_command

As = Callable[[str], AbstractContextManager[Actor]]
APPLIED, RECEIVED = dt.date(2023, 1, 10), dt.date(2023, 3, 5)


def _insert_without_gate(row: Linkage) -> None:
    """Insert without the gate, as a bug in our own code might."""
    Linkage._default_manager.bulk_create([row])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_stage_of_a_linkage_follows_from_its_days(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = a_linkage(by, a_person(by, cast))
        stages = [row.stage]
        services.apply_linkage(by=by, linkage=row, on=APPLIED)
        stages.append(LINKAGE.find(by, row.id).stage)
        services.sanction_linkage(by=by, linkage=row, on=dt.date(2023, 2, 1))
        stages.append(LINKAGE.find(by, row.id).stage)
        services.receive_linkage(by=by, linkage=row, on=RECEIVED, amount=1_000)
        kept = LINKAGE.find(by, row.id)
    assert [*stages, kept.stage] == [Stage.TO_APPLY, Stage.APPLIED, Stage.SANCTIONED, Stage.RECEIVED]
    assert kept.amount == 1_000


def test_a_benefit_touches_the_months_of_application_and_receipt(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = a_linkage(by, a_person(by, cast), applied_on=APPLIED)
        services.receive_linkage(by=by, linkage=row, on=RECEIVED)
        months = Event.objects.get(about=row.id, verb="schemes.linkage_received").payload["months"]
    assert months == {"schemes.linkage": ["2023-01", "2023-03"]}


def test_a_benefit_after_a_refusal_counts_as_received(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = a_linkage(by, a_person(by, cast), applied_on=APPLIED)
        services.refuse_linkage(by=by, linkage=row, on=dt.date(2023, 2, 1), reason="नाम सूची में नहीं")
        assert LINKAGE.find(by, row.id).stage == Stage.REFUSED
        services.receive_linkage(by=by, linkage=row, on=RECEIVED)
        assert LINKAGE.find(by, row.id).stage == Stage.RECEIVED


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"scheme": ""}, "missing_required"),
        ({"scheme": "free_gold"}, "unreadable"),
        ({"person": None}, "missing_required"),
        ({"amount": -1}, "negative_number"),
        ({"received_on": dt.date(2999, 1, 1)}, "date_in_future"),
    ],
)
def test_invalid_values_are_refused(cast: Cast, as_: As, answers: dict[str, Any], code: str) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
        with pytest.raises(Problems) as refused:
            linkage_command(person, **answers)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_received_before_applied_is_kept_as_written(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = a_linkage(by, a_person(by, cast), applied_on=RECEIVED, received_on=APPLIED)
        assert LINKAGE.find(by, row.id).received_on == APPLIED


def test_people_are_found_in_either_script(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = a_linkage(by, a_person(by, cast, name="सुनीता उराँव"))
        assert [found.id for found in search(by, "Sunita Oraon")] == [row.id]
        assert not search(by, "").exists()


def test_another_member_cannot_see_or_change_a_linkage(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = a_linkage(by, a_person(by, cast))
    with as_("khunti_coordinator") as by:
        assert not linkages(by).exists()
        with pytest.raises((Forbidden, Linkage.DoesNotExist)):
            services.receive_linkage(by=by, linkage=row, on=RECEIVED)
    with as_("desk_operator") as by:
        assert LINKAGE.find(by, row.id).received_on is None


def test_postgresql_refuses_a_linkage_to_another_members_person(cast: Cast, as_: As) -> None:
    with as_("khunti_desk") as by:
        stranger = a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with as_("desk_operator"):
        row = Linkage(organisation=cast.gumla, place=cast.gumla_block, person=stranger, scheme="pension")
        with pytest.raises(IntegrityError, match="same_org"), transaction.atomic():
            _insert_without_gate(row)


def test_postgresql_refuses_a_row_for_another_member(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
    row = Linkage(organisation=cast.gumla, place=cast.gumla_block, person=person, scheme="pension")
    with as_("khunti_desk"), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        _insert_without_gate(row)


def test_correcting_needs_the_right_to_correct(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = a_linkage(by, a_person(by, cast))
    with as_("counsellor") as by, pytest.raises(Forbidden):
        services.LINKAGE.amend(by=by, row=row, changes={"scheme": "pension"})
    with as_("coordinator") as by:
        services.LINKAGE.amend(by=by, row=row, changes={"scheme": "pension"}, reason="गलत योजना")
        assert LINKAGE.find(by, row.id).scheme == "pension"
        services.LINKAGE.withdraw(by=by, row=row, reason="दो बार")
        assert not linkages(by).exists()


def test_an_application_dated_tomorrow_is_refused(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = a_linkage(by, a_person(by, cast))
        with pytest.raises(Problems, match="date_in_future"):
            services.apply_linkage(by=by, linkage=row, on=clock.today() + dt.timedelta(days=1))
