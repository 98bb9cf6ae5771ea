"""Periodic tasks of the worker: name -> (dotted path, interval in seconds), and which of them rest on a doubtful clock.

Every worker has a thread per entry, and a PostgreSQL advisory lock per entry makes sure that only one worker runs it;
when that one dies, another takes over. One session has all locks of a worker. Entries must be idempotent and safe to
interrupt. Each run writes the entry's heartbeat (`foundation.operation`), from which pages and monitoring learn that it
is late.
"""

import logging
import select
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress

import psycopg
from django.db import close_old_connections, connection, connections
from django.utils.module_loading import import_string

from jatan.foundation.access.house_clock import sure_time
from jatan.foundation.operation.heartbeats import beating
from jatan.kernel import clock
from jatan.runtime import outages
from jatan.runtime.frame_chunks import with_large_frame_chunk
from jatan.runtime.logs import class_and_place
from jatan.runtime.worker import connect_for_locks, lock_connection, lock_number

PERIODIC: Mapping[str, tuple[str, float]] = {
    # Requeues the tasks of killed workers.
    "tasks.give_back": ("jatan.runtime.worker.give_back_abandoned", 30),
    "tasks.delete_old_results": ("jatan.runtime.old_results.delete_old_results", 24 * 3600),
    # Update folded names after the rules or the installation's spellings changed (foundation.network.spellings).
    "people.rekey": ("jatan.programme.people.tasks.enqueue_rekeying", 300),
    "agents.rekey": ("jatan.programme.agents.tasks.enqueue_rekeying", 300),
    "groups.refold": ("jatan.programme.activities.tasks.enqueue_refolding", 300),
    "journeys.sweep_drafts": ("jatan.programme.journeys.drafts.delete_stale_drafts", 6 * 3600),
    "safeguarding.walk": ("jatan.programme.safeguarding.services.walk", 60),
    "cases.seal_waiting": ("jatan.programme.cases.register.waiting_dates.seal_waiting", 300),
    "registers.forget_old": ("jatan.intake.registers.uploads.forget_old_uploads", 24 * 3600),
    "registers.sweep_photographs": ("jatan.intake.registers.page_photographs.delete_old_photographs", 6 * 3600),
    "registers.rewrite": ("jatan.intake.registers.reconcile.sealed_kinds.rewrite_parked_tables", 24 * 3600),
    "cases.shuffle_facts": ("jatan.programme.cases.register.daily_shuffle.shuffle", 24 * 3600),
    "indicators.snapshot": ("jatan.evidence.indicators.snapshots.take_due", 6 * 3600),
    "keys.forget_expired": ("jatan.foundation.access.daily_checks.delete_expired_readers", 24 * 3600),
    "keys.check": ("jatan.foundation.access.daily_checks.check_keys", 24 * 3600),
    "messages.take_in": ("jatan.intake.messaging.worker_round.receive_messages", 5),
    "messages.send": ("jatan.intake.messaging.worker_round.send_messages", 20),
    "messages.forget_callers": ("jatan.intake.messaging.missed_calls.forget_unknown_callers", 24 * 3600),
    "cases.sweep_exports": ("jatan.programme.cases.sharing.exports.sweep_exports", 900),
    "alerts.tell": ("jatan.intake.alerts.notification.notify_everybody", 60),
    "alerts.send": ("jatan.foundation.alerts.tasks.send_due", 20),
    "alerts.delete_old": ("jatan.foundation.alerts.outbox.delete_old", 24 * 3600),
    "phones.tell_danger": ("jatan.intake.fieldbook.danger.report_what_waits", 60),
    "phones.ask": ("jatan.intake.fieldbook.silent_phones.ask_silent_phones", 3600),
    "phones.attach": ("jatan.intake.fieldbook.waiting_photographs.attach_waiting", 300),
    "files.count": ("jatan.runtime.file_use.count_files", 3600),
    "calls.deliver": ("jatan.intake.calls.tasks.deliver_waiting", 30),
}

# These act on a time alone: by a wrong clock they would call somebody missing, or destroy what is kept. While something
# speaks against the clock they rest; each run has the time that was found sure. The others go on: they look at no time
# (locks, queues, keys, spellings), or bring what people wrote, and hold back by themselves what only a time asks for
# (`messages.send`, `alerts.tell`). Exports of cases are emptied at any time: one too early is made again, one too late
# is an open file.
RESTING: frozenset[str] = frozenset(
    {
        "safeguarding.walk",  # missed contacts, steps of the ladder, new contacts
        "phones.ask",  # texts to whose phone is silent
        "indicators.snapshot",  # publishes months as over
        "tasks.delete_old_results",  # deletes: results after 30 days, and sessions
        "journeys.sweep_drafts",  # deletes: registrations that were not finished
        "registers.forget_old",  # deletes: workbooks that wait for a yes
        "registers.sweep_photographs",  # deletes: photographs of pages that are not keyed in
        "keys.forget_expired",  # deletes: keys of case files given until a day
        "messages.forget_callers",  # empties: numbers of missed calls
        "alerts.delete_old",  # deletes: alerts after three months
    }
)

_ALERT_OF_DOUBT = "jatan.intake.alerts.clock_doubt.alert_of_doubt"
_RETRY_SECONDS = 5.0
_STOP_SECONDS = 20.0
_KEPT_SECONDS = 10.0  # an entry with a longer interval gives its connection back: PostgreSQL keeps a process for each
_BEAT_SECONDS = 15.0  # an entry that runs oftener writes its heartbeat no oftener
_log = logging.getLogger(__name__)
_recorded: dict[str, float] = {}  # entry name -> when its heartbeat was last written, by the monotonic clock


@contextmanager
def running(table: Mapping[str, tuple[str, float]] = PERIODIC) -> Iterator[None]:
    """Run every entry in a thread during the block; at its end running entries are finished first."""
    stop = threading.Event()
    holder = _Holder(stop)
    threads = [
        threading.Thread(
            target=with_large_frame_chunk,
            args=(_run_through_outages, holder, name, path, seconds, stop),
            name=f"periodic {name}",
            daemon=True,
        )
        for name, (path, seconds) in table.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(_STOP_SECONDS)
        holder.close()


def run_once(table: Mapping[str, tuple[str, float]] = PERIODIC) -> None:
    """Run every entry whose lock no other worker holds, once, in the order of the table."""
    for name, (path, _seconds) in table.items():
        with lock_connection() as holder:
            if _acquires_lock(holder, name):
                _run(name, path)


class _Holder:
    """The connection whose session has the locks of all entries that this worker runs: one for all threads."""

    def __init__(self, stop: threading.Event) -> None:
        self._opening = threading.Lock()
        self._connection: psycopg.Connection | None = None
        self._stop = stop
        self._failed: tuple[float, psycopg.Error] | None = None

    def connection(self) -> psycopg.Connection:
        """The connection, opened anew if it was lost. Raises psycopg.Error: what one thread has just tried in vain the
        others do not try after it, nor does anybody who is to stop."""
        with self._opening:
            if self._connection is None or self._connection.closed:
                if self._stop.is_set():
                    raise psycopg.OperationalError("stopping")
                if self._failed is not None and time.monotonic() - self._failed[0] < _RETRY_SECONDS / 2:
                    raise self._failed[1]
                try:
                    self._connection = connect_for_locks()
                except psycopg.Error as error:
                    self._failed = time.monotonic(), error
                    raise
            return self._connection

    def close(self) -> None:
        """Free all locks."""
        with self._opening:
            if self._connection is not None:
                self._connection.close()


def _run_through_outages(holder: _Holder, name: str, path: str, seconds: float, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            found = holder.connection()
            outages.report_end()
            with suppress(psycopg.Error):  # connection lost: the next attempt to connect reports an outage
                _run_while_locked(found, name, path, seconds, stop)
        except psycopg.Error as error:
            if not stop.is_set():
                outages.report(error)
        except Exception as error:
            _log.error("periodic %s stopped and begins anew: %s", name, class_and_place(error))
        stop.wait(_RETRY_SECONDS)
    connections.close_all()


def _run_while_locked(holder: psycopg.Connection, name: str, path: str, seconds: float, stop: threading.Event) -> None:
    """Run the entry at its interval while the lock is held. Raises psycopg.Error if the connection is lost."""
    if not _acquires_lock(holder, name):
        return
    try:
        while not stop.is_set():
            holder.execute("SELECT 1")
            _run(name, path)
            if seconds > _KEPT_SECONDS:
                connections.close_all()
            _wait(holder, seconds, stop)
    finally:
        # The session outlives this thread: whoever else may run the entry must not wait for its end.
        with suppress(psycopg.Error):
            holder.execute("SELECT pg_advisory_unlock(%s)", [_lock(name)])


def _wait(holder: psycopg.Connection, seconds: float, stop: threading.Event) -> None:
    """Wait for the next run. Raises psycopg.Error within seconds if the server closes the connection."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stop.wait(min(left, _RETRY_SECONDS)):
        if select.select([holder], [], [], 0)[0]:
            holder.execute("SELECT 1")


def _acquires_lock(holder: psycopg.Connection, name: str) -> bool:
    row = holder.execute("SELECT pg_try_advisory_lock(%s)", [_lock(name)]).fetchone()
    return bool(row and row[0])


def _lock(name: str) -> int:
    return lock_number(f"periodic:{name}")


def _run(name: str, path: str) -> None:
    """Run the entry once. An exception is logged by class and line, without its message, which may contain a name."""
    _renew_connection()
    try:
        with beating(name) if _is_beat_due(name) else nullcontext():
            if name in RESTING:
                _run_at_sure_time(path)
            else:
                import_string(path)()
    except Exception as error:
        _log.error("periodic %s failed: %s", name, class_and_place(error))
    finally:
        _renew_connection()


def _run_at_sure_time(path: str) -> None:
    """Run a resting entry if the time is sure, else alert people, once.

    Its clock stands at that time: a jump while it runs moves nothing.
    """
    now = sure_time()
    if now is None:
        import_string(_ALERT_OF_DOUBT)()
        return
    with clock.frozen_at(now):
        import_string(path)()


def _renew_connection() -> None:
    """Close a connection that is broken or too old, unless the caller has a transaction open on it."""
    if not connection.in_atomic_block:
        close_old_connections()


def _is_beat_due(name: str) -> bool:
    now = time.monotonic()
    if now - _recorded.get(name, -_BEAT_SECONDS) < _BEAT_SECONDS:
        return False
    _recorded[name] = now
    return True
