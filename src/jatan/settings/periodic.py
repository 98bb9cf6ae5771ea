"""What the worker does by itself: one table, name -> (dotted path, every so many seconds).

Each entry has a thread in every worker and one PostgreSQL lock in the whole house: of two workers one runs it, and
when that one dies on whichever machine, the lock is free and another takes over. An entry must be such that running it
twice, or being killed in the middle of it, does no harm.
"""

import logging
import select
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import psycopg
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from jatan.runtime import outages
from jatan.runtime.frame_chunks import roomy
from jatan.runtime.worker import connected, lock_number

__all__ = ["PERIODIC", "run_once", "running"]

PERIODIC: Mapping[str, tuple[str, float]] = {
    # A worker was killed while others live: what it was doing goes back into the queue.
    "tasks.give_back": ("jatan.runtime.worker.give_back_abandoned", 30),
    # An update brought other rules of folding, or the house was taught a spelling (foundation.network.spellings).
    "people.rekey": ("jatan.programme.people.tasks.wake_rekeying", 300),
    "agents.rekey": ("jatan.programme.agents.tasks.wake_rekeying", 300),
    "groups.refold": ("jatan.programme.activities.tasks.wake_refolding", 300),
    "journeys.sweep_drafts": ("jatan.programme.journeys.drafts.sweep_drafts", 6 * 3600),
    "safeguarding.walk": ("jatan.programme.safeguarding.services.walk", 60),
    "cases.seal_waiting": ("jatan.programme.cases.register.waiting.seal_waiting", 300),
    "registers.rewrite": ("jatan.intake.registers.reconcile.sealed_kinds.forget_clear_pages", 24 * 3600),
    "cases.shuffle_facts": ("jatan.programme.cases.register.daily_shuffle.shuffle", 24 * 3600),
    "keys.forget_expired": ("jatan.foundation.access.daily_checks.forget_expired", 24 * 3600),
    "keys.check": ("jatan.foundation.access.daily_checks.check_keys", 24 * 3600),
    "messages.take_in": ("jatan.intake.messaging.worker_round.take_in", 5),
    "messages.send": ("jatan.intake.messaging.worker_round.send_pending", 20),
    "cases.sweep_exports": ("jatan.programme.cases.sharing.exports.sweep_exports", 900),
    "calls.deliver": ("jatan.intake.calls.tasks.deliver_waiting", 30),
}

_RETRY_SECONDS = 5.0
_STOP_SECONDS = 20.0
_log = logging.getLogger(__name__)


@contextmanager
def running(table: Mapping[str, tuple[str, float]] = PERIODIC) -> Iterator[None]:
    """Run every entry of the table beside the block, and end with it; what is under way is finished first."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=roomy, args=(_keep, name, path, seconds, stop), name=f"periodic {name}", daemon=True)
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
    """Run every entry that no other worker holds, once, in the order of the table."""
    for name, (path, _seconds) in table.items():
        with connected() as holder:
            if _is_ours(holder, name):
                _run(name, path)


def _keep(name: str, path: str, seconds: float, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with connected() as holder:
                outages.report_end()
                with suppress(psycopg.Error):  # lost on the way: whether it is away, the next try to connect tells
                    _keep_running(holder, name, path, seconds, stop)
        except psycopg.Error as error:
            outages.report(error)
        stop.wait(_RETRY_SECONDS)
    connections.close_all()


def _keep_running(holder: psycopg.Connection, name: str, path: str, seconds: float, stop: threading.Event) -> None:
    """Run while the lock is held. A lost connection raises, and with it went the lock."""
    if not _is_ours(holder, name):
        return
    while not stop.is_set():
        holder.execute("SELECT 1")
        _run(name, path)
        _wait(holder, seconds, stop)


def _wait(holder: psycopg.Connection, seconds: float, stop: threading.Event) -> None:
    """Wait for the next run. A connection that the server closed meanwhile raises within seconds: the lock is gone."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stop.wait(min(left, _RETRY_SECONDS)):
        if select.select([holder], [], [], 0)[0]:
            holder.execute("SELECT 1")


def _is_ours(holder: psycopg.Connection, name: str) -> bool:
    row = holder.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(f"periodic:{name}")]).fetchone()
    return bool(row and row[0])


def _run(name: str, path: str) -> None:
    """One run. What goes wrong is logged by kind and line, never by text: a message could hold a name."""
    close_old_connections()
    try:
        import_string(path)()
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        _log.error("periodic %s failed: %s at %s:%s", name, type(error).__name__, last.filename, last.lineno)
    finally:
        close_old_connections()
