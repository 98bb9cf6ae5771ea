"""Changing and withdrawing a person."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Revision
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.groups.services import MEMBERSHIP
from jatan.programme.people.commands import RegisterListedPerson
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import people
from jatan.programme.people.services import PERSON, amend_person, register_people, withdraw_person
from jatan.programme.schemes.services import LINKAGE
from jatan_names import fold
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person, person_command
from tests.programme.schemes.builders import a_linkage

As = Callable[[str], AbstractContextManager[Actor]]


def test_a_new_name_is_refolded_and_the_old_one_stays_in_the_history(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast, name="Sunita Oraon")
        assert amend_person(by=by, person=person, changes={"name": "Anita Oraon"})
        kept = PERSON.find(by, person.id)
        revision = Revision.objects.get(about=person.id)
    assert kept.name_fold == fold("अनिता उराँव")
    assert revision.before["name"] == "Sunita Oraon"
    assert revision.after["name"] == "Anita Oraon"


def test_amending_without_changes_writes_nothing(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
        assert not amend_person(by=by, person=person, changes={"village": "टोटो", "age": 24})
        assert not Revision.objects.exists()


def test_a_new_age_is_dated_today(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast, age=20, age_on=dt.date(2021, 1, 1))
        with clock.frozen_at(dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC)):
            amend_person(by=by, person=person, changes={"age": 25})
        kept = PERSON.find(by, person.id)
    assert (kept.age, kept.age_on) == (25, dt.date(2026, 3, 9))


def test_another_change_does_not_date_an_age_of_unknown_day(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = person_command(cast, age=20)
        fields = {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}
        (person,) = register_people(
            by=by, commands=[RegisterListedPerson(**fields | {"age_on": None})], shown=[AFTERWARDS]
        )
        assert person.age_on is None
        amend_person(by=by, person=person, changes={"phone": "9876543210", "age": 20})
        kept = PERSON.find(by, person.id)
        assert (kept.age, kept.age_on, kept.phone) == (20, None, "9876543210")
        with clock.frozen_at(dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC)):
            amend_person(by=by, person=kept, changes={"age": 25})
        assert PERSON.find(by, person.id).age_on == dt.date(2026, 3, 9)


def test_a_change_is_validated_like_a_new_row(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
        with pytest.raises(Problems):
            amend_person(by=by, person=person, changes={"name": ""})
        assert PERSON.find(by, person.id).name == "सुनीता उराँव"


@pytest.mark.parametrize("field", ["organisation", "name_fold", "recorded_by", "withdrawn_at"])
def test_only_command_fields_can_be_changed(cast: Cast, as_: As, field: str) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
        with pytest.raises(ValueError, match=field):
            amend_person(by=by, person=person, changes={field: None})


def test_a_colleague_without_the_right_to_correct_may_not_change_anothers_row(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
    with as_("field_worker") as other, pytest.raises(Forbidden):
        amend_person(by=other, person=person, changes={"village": "डुमरी"})
    with as_("coordinator") as coordinator:
        assert amend_person(by=coordinator, person=person, changes={"village": "डुमरी"})


def test_a_field_worker_may_not_move_a_person_out_of_her_block(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        person = a_person(by, cast)
        with pytest.raises(Forbidden):
            amend_person(by=by, person=person, changes={"place": cast.other_gumla_block})
        assert PERSON.find(by, person.id).place_id == cast.gumla_block.id


def test_a_withdrawn_person_is_not_listed_and_keeps_the_reason(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
        withdraw_person(by=by, person=person, reason="दो बार लिखा गया")
        assert not people(by).exists()
        assert Person.objects.get(id=person.id).withdrawn_reason == "दो बार लिखा गया"
        with pytest.raises(Person.DoesNotExist):
            PERSON.find(by, person.id)


def test_a_person_with_counted_rows_cannot_be_withdrawn(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast)
        membership = a_member(by, a_group(by, cast), person)
        linkage = a_linkage(by, person)
        with pytest.raises(Problem) as raised:
            withdraw_person(by=by, person=person, reason="दो बार लिखा गया")
        assert raised.value.code == "still_counted"
        assert "membership" in str(raised.value.message) or "सदस्य" in str(raised.value.message)
        assert PERSON.find(by, person.id).withdrawn_at is None
        MEMBERSHIP.withdraw(by=by, row=membership, reason="x")
        with pytest.raises(Problem):
            withdraw_person(by=by, person=person, reason="दो बार लिखा गया")
        LINKAGE.withdraw(by=by, row=linkage, reason="x")
        withdraw_person(by=by, person=person, reason="दो बार लिखा गया")
        assert not people(by).exists()
