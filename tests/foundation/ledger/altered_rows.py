"""A committed chain of real events that a test may spoil as the superuser, past every trigger and wall.

The events are made by the real service, undone, and written again outside the test's transaction: only so can the
superuser, who works in a connection of her own, change them.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Chain, Event
from jatan.foundation.ledger.services import record_event
from jatan.foundation.ledger.verify import ChainReport, verify_chain
from jatan.foundation.network.models import Organisation
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles
from jatan_postgres.cluster import SUPERUSER


@dataclass(frozen=True)
class Spoilable:
    """A chain, and the superuser's connection to change it."""

    organisation_id: uuid.UUID
    superuser: psycopg.Connection

    def spoil(self, sql: str, *values: Any) -> None:
        self.superuser.execute(sql, [*values, self.organisation_id])

    def report(self) -> ChainReport:
        with acting_as(machine_for([self.organisation_id])):
            return verify_chain(self.organisation_id)

    def codes(self) -> list[tuple[int, str]]:
        return [(fault.sequence, fault.code) for fault in self.report().faults]


def connect(role: str) -> psycopg.Connection:
    """A connection to the test's database as another role."""
    name = connection.settings_dict["NAME"]
    return psycopg.connect(roles.conninfo(clusters.cluster(), role, name), autocommit=True)


@contextmanager
def committed_chain(length: int = 5) -> Iterator[Spoilable]:
    organisation_id, events, head = _made(length)
    with connect(SUPERUSER) as superuser:
        # As a replica the superuser's session fires no triggers, so neither foreign keys nor our own refuse.
        superuser.execute("SET session_replication_role = replica")
        try:
            for event in events:
                _insert(superuser, "ledger_event", event)
            _insert(superuser, "ledger_chain", head)
            yield Spoilable(organisation_id, superuser)
        finally:
            for table in ("ledger_event", "ledger_chain"):
                superuser.execute(f"DELETE FROM {table} WHERE organisation_id = %s", [organisation_id])


def _made(length: int) -> tuple[uuid.UUID, list[dict[str, Any]], dict[str, Any]]:
    with transaction.atomic():
        organisation = Organisation.objects.create(code="SPOIL", name_hi="परीक्षा", name_en="Test")
        with acting_as(machine_for([organisation.id])):
            for number in range(length):
                record_event(organisation_id=organisation.id, by=None, verb="test.done", payload={"number": number})
            rows: Any = Event.objects.filter(organisation=organisation).order_by("sequence").values()
            events, head = list(rows), dict(Chain.objects.values().get(organisation=organisation))
        transaction.set_rollback(True)
    return organisation.id, events, head


def _insert(superuser: psycopg.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(["%s"] * len(row))
    values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
    superuser.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
