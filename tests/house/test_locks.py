"""No test passes that locks rows by the id alone, and no page or command keeps a lock of a session."""

import re

import pytest
from django.db import connection, transaction

from jatan.foundation.access.models import Invitation
from jatan.kernel.ids import new_id
from jatan.programme.people.models import Person
from tests.house.source import modules

pytestmark = pytest.mark.django_db


def test_a_lock_by_the_id_alone_is_refused() -> None:
    with pytest.raises(AssertionError, match="people_person without naming the organisation"), transaction.atomic():
        Person.objects.select_for_update(of=("self",), no_key=True).filter(pk=new_id()).first()


def test_a_joined_table_names_the_organisation_of_no_other() -> None:
    rows = Person.objects.select_for_update(of=("self",)).filter(journeys__organisation_id=new_id())
    with pytest.raises(AssertionError, match="people_person"), transaction.atomic():
        rows.first()


@pytest.mark.parametrize("how", [{"organisation_id": 1}, {"organisation_id__in": [1, 2]}, {"organisation": 1}])
def test_a_lock_that_names_the_organisation_is_taken(how: dict[str, object]) -> None:
    known = {name: [new_id() for _one in value] if isinstance(value, list) else new_id() for name, value in how.items()}
    with transaction.atomic():
        assert list(Person.objects.select_for_update().filter(**known, pk=new_id())) == []


def test_rows_of_no_organisation_are_locked_by_the_id() -> None:
    with transaction.atomic():
        assert Invitation.objects.select_for_update().filter(pk=new_id()).first() is None


def test_other_statements_are_left_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'FOR A WHILE'")
        assert cursor.fetchone() == ("FOR A WHILE",)
    assert Person.objects.filter(pk=new_id()).update(name="x") == 0


# The worker's, which refuses to start behind a pooler by transaction.
_OF_THE_WORKER = {"src/jatan/runtime/worker.py", "src/jatan/settings/periodic.py"}
_OF_A_SESSION = re.compile(r"pg_(try_)?advisory_(?!xact|unlock)")


def test_no_lock_of_a_session_is_taken_where_a_pooler_may_stand_between() -> None:
    """Such a pooler hands the connection, and the lock with it, on to somebody else."""
    assert {source.name for source in modules() if _OF_A_SESSION.search(source.text)} == _OF_THE_WORKER
