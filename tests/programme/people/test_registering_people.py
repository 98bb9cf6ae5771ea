"""Recording people."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.people import events
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.selectors import people
from jatan.programme.people.services import register_people
from jatan_names import fold
from tests.cast import Cast
from tests.programme.people.builders import a_person, person_command

As = Callable[[str], AbstractContextManager[Actor]]


def test_a_person_is_stored_as_stated_with_her_name_folded(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        a_person(by, cast, name="  सुनीता उराँव ")
        kept = people(by).get()
    assert kept.name == "सुनीता उराँव"
    assert kept.name_fold == fold("Sunita Oraon")
    assert kept.name_key
    assert kept.guardian_fold == fold("मंगरा उराँव")
    assert kept.recorded_by == cast.accounts["desk_operator"].id


def test_many_people_are_returned_in_order_with_one_event(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        rows = register_people(
            by=by, commands=[person_command(cast, name=f"Name {n}") for n in "cab"], shown=[AFTERWARDS] * 3
        )
        event = Event.objects.get(verb=events.PERSON_REGISTERED)
        assert [row.name for row in rows] == ["Name c", "Name a", "Name b"]
        assert event.payload["rows"] == {"people.person": 3}


def test_no_name_reaches_the_ledger(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        a_person(by, cast)
        payload = str(Event.objects.get(verb=events.PERSON_REGISTERED).payload)
    assert "सुनीता" not in payload
    assert fold("सुनीता") not in payload


def test_a_name_in_a_script_that_python_does_not_know_is_accepted(cast: Cast, as_: As) -> None:
    nag_mundari = "\U0001e4d0\U0001e4d1\U0001e4d2"
    with as_("desk_operator") as by:
        a_person(by, cast, name=nag_mundari)
        assert people(by).get().name == nag_mundari


def test_an_age_without_a_day_is_dated_today(cast: Cast) -> None:
    with clock.frozen_at(dt.datetime(2023, 5, 4, 6, tzinfo=dt.UTC)):
        assert person_command(cast, age=17).age_on == dt.date(2023, 5, 4)


def test_a_telephone_number_is_kept_as_ten_digits_and_anything_else_as_written(cast: Cast) -> None:
    assert person_command(cast, phone="+91 98350-12345").phone == "9835012345"
    assert person_command(cast, phone="९८३५०१२३४५").phone == "9835012345"
    assert person_command(cast, phone="पड़ोसी का").phone == "पड़ोसी का"


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [
        ({"name": "  "}, "missing_required", "name"),
        ({"place": None}, "missing_required", "place"),
        ({"age": -1}, "negative_number", "age"),
        ({"age": 99_999}, "unreadable", "age"),
        ({"sex": "x"}, "unreadable", "sex"),
        ({"name": "अ" * 201}, "unreadable", "name"),
    ],
)
def test_an_impossible_value_is_refused_with_its_field(
    cast: Cast, answers: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Problems) as caught:
        person_command(cast, **answers)
    assert [(problem.code, problem.field) for problem in caught.value.problems] == [(code, field)]


def test_an_unusual_age_is_accepted(cast: Cast) -> None:
    assert person_command(cast, age=131).age == 131


def test_one_invalid_place_means_nobody_is_written(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        commands = [person_command(cast), person_command(cast, place=cast.other_gumla_block)]
        with pytest.raises(Forbidden):
            register_people(by=by, commands=commands, shown=[AFTERWARDS] * len(commands))
        assert not people(by).exists()


@pytest.mark.parametrize("part", ["khunti_desk", "secretariat", "researcher", "auditor", "administrator", "stranger"])
def test_other_roles_cannot_record_people_for_a_member(cast: Cast, as_: As, part: str) -> None:
    with as_(part) as by, pytest.raises(Forbidden):
        a_person(by, cast)
