"""Periodic tasks of the worker: name -> (dotted path, interval in seconds).

Every worker has a thread per entry, and a PostgreSQL advisory lock per entry makes sure that only one worker runs it;
when that one dies, another takes over. Entries must be idempotent and safe to interrupt. Each run writes the entry's
heartbeat (`foundation.operation`), from which pages and monitoring learn that it is late.
"""

import logging
import select
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress

import psycopg
from django.db import close_old_connections, connection, connections
from django.utils.module_loading import import_string

from jatan.foundation.operation.heartbeats import beating
from jatan.runtime import outages
from jatan.runtime.frame_chunks import with_large_frame_chunk
from jatan.runtime.worker import lock_connection, lock_number

__all__ = ["PERIODIC", "run_once", "running"]

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
    "alerts.tell": ("jatan.intake.alerts.news.notify_everybody", 60),
    "alerts.send": ("jatan.foundation.alerts.tasks.send_due", 20),
    "alerts.delete_old": ("jatan.foundation.alerts.outbox.delete_old", 24 * 3600),
    "phones.ask": ("jatan.intake.fieldbook.silent_phones.ask_silent_phones", 3600),
    "calls.deliver": ("jatan.intake.calls.tasks.deliver_waiting", 30),
}

_RETRY_SECONDS = 5.0
_STOP_SECONDS = 20.0
_BEAT_SECONDS = 15.0  # an entry that runs oftener writes its heartbeat no oftener
_log = logging.getLogger(__name__)
_recorded: dict[str, float] = {}  # entry name -> when its heartbeat was last written, by the monotonic clock


@contextmanager
def running(table: Mapping[str, tuple[str, float]] = PERIODIC) -> Iterator[None]:
    """Run every entry in a thread during the block; at its end running entries are finished first."""
    stop = threading.Event()
    threads = [
        threading.Thread(
            target=with_large_frame_chunk,
            args=(_run_through_outages, name, path, seconds, stop),
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


def run_once(table: Mapping[str, tuple[str, float]] = PERIODIC) -> None:
    """Run every entry whose lock no other worker holds, once, in the order of the table."""
    for name, (path, _seconds) in table.items():
        with lock_connection() as holder:
            if _acquires_lock(holder, name):
                _run(name, path)


def _run_through_outages(name: str, path: str, seconds: float, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with lock_connection() as holder:
                outages.report_end()
                with suppress(psycopg.Error):  # connection lost: the next attempt to connect reports an outage
                    _run_while_locked(holder, name, path, seconds, stop)
        except psycopg.Error as error:
            outages.report(error)
        stop.wait(_RETRY_SECONDS)
    connections.close_all()


def _run_while_locked(holder: psycopg.Connection, name: str, path: str, seconds: float, stop: threading.Event) -> None:
    """Run the entry at its interval while the lock is held. Raises psycopg.Error if the connection is lost."""
    if not _acquires_lock(holder, name):
        return
    while not stop.is_set():
        holder.execute("SELECT 1")
        _run(name, path)
        _wait(holder, seconds, stop)


def _wait(holder: psycopg.Connection, seconds: float, stop: threading.Event) -> None:
    """Wait for the next run. Raises psycopg.Error within seconds if the server closes the connection."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stop.wait(min(left, _RETRY_SECONDS)):
        if select.select([holder], [], [], 0)[0]:
            holder.execute("SELECT 1")


def _acquires_lock(holder: psycopg.Connection, name: str) -> bool:
    row = holder.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(f"periodic:{name}")]).fetchone()
    return bool(row and row[0])


def _run(name: str, path: str) -> None:
    """Run the entry once. An exception is logged by class and line, without its message, which may contain a name."""
    _renew_connection()
    try:
        with beating(name) if _is_beat_due(name) else nullcontext():
            import_string(path)()
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        _log.error("periodic %s failed: %s at %s:%s", name, type(error).__name__, last.filename, last.lineno)
    finally:
        _renew_connection()


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
