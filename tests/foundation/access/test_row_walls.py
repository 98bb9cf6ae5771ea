"""PostgreSQL refuses by itself what the gate refuses: asked in raw SQL, as the role that runs the house."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import ProgrammingError, connection, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as, wall_settings
from jatan.foundation.ledger.services import record_event
from jatan.programme.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def rows(sql: str, *values: uuid.UUID | str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def person(cast: Cast, office: str) -> uuid.UUID:
    organisation, block, part = {
        "gumla": (cast.gumla, cast.gumla_block, "desk_operator"),
        "khunti": (cast.khunti, cast.khunti_block, "khunti_desk"),
    }[office]
    with acting_as(cast.actor(part)):
        return Person.objects.create(organisation=organisation, place=block, name="परीक्षा", sex="f").pk


def test_runtime_role_owns_nothing_and_passes_no_wall() -> None:
    role = rows("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    owned = rows("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE rolname = current_user")
    assert (role, owned) == ([(False, False, False)], [(0,)])


def test_without_an_actor_nothing_is_reported(cast: Cast) -> None:
    person(cast, "gumla")
    assert rows("SELECT count(*) FROM people_person") == [(0,)]
    assert rows("SELECT count(*) FROM ledger_event") == [(0,)]


def test_each_office_sees_its_own_rows(cast: Cast, as_: As) -> None:
    gumla_person, khunti_person = person(cast, "gumla"), person(cast, "khunti")
    with as_("coordinator"):
        assert rows("SELECT id FROM people_person") == [(gumla_person,)]
        assert rows("SELECT id FROM people_person WHERE id = %s", khunti_person) == []


@pytest.mark.parametrize("part", ["secretariat", "researcher", "auditor", "administrator", "stranger"])
def test_readers_of_numbers_and_keepers_of_the_house_see_no_person(part: str, cast: Cast, as_: As) -> None:
    person(cast, "gumla")
    with as_(part):
        assert rows("SELECT count(*) FROM people_person") == [(0,)]


def test_row_cannot_be_written_into_another_office(cast: Cast, as_: As) -> None:
    with as_("coordinator"), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Person.objects.create(organisation=cast.khunti, place=cast.khunti_block, name="परीक्षा", sex="f")


def test_row_cannot_be_handed_to_another_office(cast: Cast, as_: As) -> None:
    gumla_person = person(cast, "gumla")
    with as_("coordinator"), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        rows("UPDATE people_person SET organisation_id = %s WHERE id = %s", cast.khunti.id, gumla_person)


def test_row_of_another_office_is_not_changed(cast: Cast, as_: As) -> None:
    khunti_person = person(cast, "khunti")
    with as_("coordinator"):
        rows("UPDATE people_person SET name = 'x' WHERE id = %s", khunti_person)
    with as_("khunti_coordinator"):
        assert rows("SELECT name FROM people_person WHERE id = %s", khunti_person) == [("परीक्षा",)]


def test_event_cannot_be_appended_to_another_office(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by, pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        record_event(organisation_id=cast.khunti.id, by=by.account_id, verb="test.forged")


def test_walls_come_down_with_their_transaction_and_nested_ones_come_back(cast: Cast, as_: As) -> None:
    gumla_person = person(cast, "gumla")
    with as_("coordinator"):
        with as_("khunti_coordinator"):
            assert rows("SELECT id FROM people_person") == []
        assert rows("SELECT id FROM people_person") == [(gumla_person,)]


def test_walls_of_a_stranger_name_no_organisation(cast: Cast) -> None:
    assert set(wall_settings(cast.actor("stranger")).values()) == {""}


def test_coordinator_cannot_widen_her_walls_from_within_a_value(cast: Cast, as_: As) -> None:
    khunti_person = person(cast, "khunti")
    forged = f"x'); SELECT set_config('jatan.read_people', '{cast.khunti.id}', true); --"
    with as_("coordinator"):
        assert not Person.objects.filter(name=forged).exists()
        assert rows("SELECT id FROM people_person WHERE id = %s", khunti_person) == []
