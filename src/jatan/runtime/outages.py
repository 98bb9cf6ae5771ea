"""Waiting for the database in long-running processes: pauses between tries, and log lines about an outage.

All threads of a process share one log line per minute, which contains the exception's class but not its message.
"""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Final

import django.db
import psycopg

# Lost connection, server not accepting connections, full disk, read-only standby.
LOST: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
    django.db.OperationalError,
    django.db.InterfaceError,
    django.db.InternalError,
)
_LOST_STATES: Final = ("08", "57P0")  # SQLSTATE: connection exception; shutdown, crash, not accepting yet
_FIRST_PAUSE_SECONDS: Final = 0.5
_LONGEST_PAUSE_SECONDS: Final = 10.0
_REPORT_SECONDS: Final = 60.0

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_reported_at: float | None = None  # by the monotonic clock; None while the database answers


def was_connection_lost(error: BaseException) -> bool:
    """True if the connection to the database was lost, be it for a moment; False for a full disk or a deadlock.

    Looks also at what `error` was raised from, and at what it met on the way.
    """
    found: BaseException | None = error
    while found is not None:
        # The client's own errors have no SQLSTATE: the server closed the connection, or it is closed already.
        if isinstance(found, psycopg.OperationalError) and (found.sqlstate or "08").startswith(_LOST_STATES):
            return True
        found = found.__cause__ or found.__context__
    return False


def pauses() -> Iterator[float]:
    """Seconds to wait before each further try: 0.5, then doubled up to ten."""
    pause = _FIRST_PAUSE_SECONDS
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def report(error: BaseException) -> None:
    """Log the start of an outage, then once per minute while it lasts."""
    global _reported_at
    with _lock:
        now = time.monotonic()
        if _reported_at is None or now - _reported_at >= _REPORT_SECONDS:
            _reported_at = now
            _log.warning("the database cannot be used (%s); trying again", type(error).__name__)


def report_end() -> None:
    """Log the end of an outage; does nothing if there was none."""
    global _reported_at
    with _lock:
        if _reported_at is not None:
            _reported_at = None
            _log.warning("the database answers again")
