"""Write and read heartbeats. All times and ages are of the database's clock, which every process shares."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.db.models.functions import Now

from jatan.foundation.operation.models import Heartbeat

_BEGIN: Final = """
INSERT INTO operation_heartbeat (name, begun_at) VALUES (%s, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET begun_at = excluded.begun_at
"""
_END: Final = "UPDATE operation_heartbeat SET ended_at = clock_timestamp() WHERE name = %s"
_SUCCEED: Final = "UPDATE operation_heartbeat SET ended_at = now(), succeeded_at = now() WHERE name = %s"


@dataclass(frozen=True)
class Beat:
    """Seconds since the last run of one entry began, ended and succeeded; None if that never happened.

    Negative if the clock has been put back since.
    """

    begun: float
    ended: float | None
    succeeded: float | None

    @property
    def has_failed(self) -> bool:
        """Whether the last run that ended raised an exception."""
        return self.ended is not None and (self.succeeded is None or self.succeeded > self.ended)


@contextmanager
def beating(name: str) -> Iterator[None]:
    """Record begin and end of a run of entry `name`; an exception is recorded as a failure and passed on."""
    _write(_BEGIN, name)
    try:
        yield
    except Exception:
        _write(_END, name)
        raise
    _write(_SUCCEED, name)


def read_beats() -> dict[str, Beat]:
    """Entry name -> its heartbeat. One query."""
    rows = Heartbeat.objects.values_list("name", "begun_at", "ended_at", "succeeded_at", Now())
    return {name: Beat(*(_age(now, at) for at in instants)) for name, *instants, now in rows}


def _age(now: Any, at: Any) -> Any:
    return None if at is None else (now - at).total_seconds()


def _write(statement: str, name: str) -> None:
    """Write without waiting for the disk: after a power cut an older heartbeat is no loss."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        cursor.execute(statement, [name])
