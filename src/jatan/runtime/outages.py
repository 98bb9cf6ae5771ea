"""What a process that outlives the database does while the database is away: it waits, tries again and says so.

All threads of a process share the one line in the log, which names the kind of the error and never its words.
"""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Final

import django.db
import psycopg

__all__ = ["LOST", "pauses", "report", "report_end"]

# A connection that went away, a server that takes none, a full disk, a standby that takes no write.
LOST: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
    django.db.OperationalError,
    django.db.InterfaceError,
    django.db.InternalError,
)
_FIRST_PAUSE_SECONDS: Final = 0.5
_LONGEST_PAUSE_SECONDS: Final = 10.0
_REPORT_SECONDS: Final = 60.0

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_reported_at: float | None = None  # by the monotonic clock; None while the database answers


def pauses() -> Iterator[float]:
    """Seconds to wait before each further try: twice as long each time, ten at most."""
    pause = _FIRST_PAUSE_SECONDS
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def report(error: BaseException) -> None:
    """Write one line when the database is first missed, then one a minute while it stays away."""
    global _reported_at
    with _lock:
        now = time.monotonic()
        if _reported_at is None or now - _reported_at >= _REPORT_SECONDS:
            _reported_at = now
            _log.warning("the database cannot be used (%s); trying again", type(error).__name__)


def report_end() -> None:
    """Write one line when the database answers after an outage; nothing otherwise."""
    global _reported_at
    with _lock:
        if _reported_at is not None:
            _reported_at = None
            _log.warning("the database answers again")
