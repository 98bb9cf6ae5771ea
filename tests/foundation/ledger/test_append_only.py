"""The ledger is append-only for the role that runs the house and for the role that owns its tables."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event
from jatan.runtime.postgres import cluster as clusters
from tests.cast import Cast
from tests.foundation.ledger.altered_rows import Spoilable, committed_chain, connect

pytestmark = pytest.mark.django_db
REFUSED = psycopg.errors.InsufficientPrivilege


def recorded(cast: Cast) -> Event:
    return record_event(organisation_id=cast.gumla.id, by=None, verb="test.done", payload={"number": 1})


def test_app_role_changes_and_deletes_nothing(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")):
        event = recorded(cast)
        assert Event.objects.filter(pk=event.pk).update(verb="test.forged") == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_event WHERE id = %s", [event.pk])
            assert cursor.rowcount == 0
        event.refresh_from_db()
    assert event.verb == "test.done"


@pytest.mark.parametrize("table", ["ledger_event", "ledger_revision", "ledger_chain"])
def test_app_role_empties_no_table(table: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table}")


def _as_owner(chain: Spoilable, sql: str) -> None:
    with connect(clusters.OWNER) as owner, owner.transaction(force_rollback=True):
        # The owner may take the walls down; the triggers stand behind them.
        owner.execute("ALTER TABLE ledger_event DISABLE ROW LEVEL SECURITY")
        owner.execute(sql, {"organisation": chain.organisation_id})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_event SET verb = 'x' WHERE organisation_id = %(organisation)s",
        "DELETE FROM ledger_event WHERE organisation_id = %(organisation)s",
        "TRUNCATE ledger_event",
    ],
)
def test_owner_role_is_refused_even_without_the_walls(sql: str) -> None:
    with committed_chain(2) as chain:
        with pytest.raises(REFUSED, match="append-only"):
            _as_owner(chain, sql)
        assert chain.codes() == []


def test_each_event_carries_the_digest_of_the_one_before(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")):
        first, second = recorded(cast), recorded(cast)
    assert (second.sequence, bytes(second.previous)) == (first.sequence + 1, bytes(first.digest))


def test_a_failed_change_records_no_event(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")):
        with pytest.raises(ZeroDivisionError):
            _fails(cast)
        assert not Event.objects.filter(organisation=cast.gumla).exists()


@transaction.atomic
def _fails(cast: Cast) -> None:
    recorded(cast)
    raise ZeroDivisionError
