"""Run background tasks, and requeue those of workers that were killed.

A worker holds a PostgreSQL advisory lock, derived from its name, as long as it runs. If the lock is free, the worker is
dead, on whichever machine it ran, and its unfinished tasks are requeued. Tasks must therefore be idempotent.

An outage of the database releases the lock: the worker waits, reconnects under a new name and requeues its former task.

A worker that is told to stop finishes its task; one that takes too long is requeued, and the worker ends.
"""

import hashlib
import logging
import os
import secrets
import socket
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType
from typing import Any, Final

import psycopg
from django.db import close_old_connections, connections, transaction
from django.db.models import QuerySet
from django.tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from jatan.runtime import outages, processes
from jatan.runtime.logs import without_messages
from jatan.runtime.postgres import urls

_CONNECT_SECONDS: Final = 10
_GRACE_SECONDS: Final = 10  # for the task of a worker that is to stop: less than `processes` waits before it kills
_STABLE_SECONDS: Final = 60  # after a connection of this length the pauses start from the shortest again


class Worker(db_worker.Worker):
    """The worker of django-tasks-db, for all queues. Stores a failed task's exception without its message, which may
    contain a name.

    `holder`: the connection with the advisory lock of `name`.
    """

    def __init__(self, name: str, holder: psycopg.Connection, *, interval: float = 1.0, batch: bool = False) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        self._holder = holder
        self._is_waiting = False
        self._task: uuid.UUID | None = None

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End after the present task, however many signals come: a terminal and a supervisor both send one.

        The library would end within the task at the second signal and store it as failed.
        """
        if self.running:
            self.running = False
            timer = threading.Timer(_GRACE_SECONDS, self._end_unfinished)
            timer.daemon = True
            timer.start()
        if self._is_waiting:
            sys.exit(0)

    def run(self) -> None:
        """Run tasks until stopped, in batch mode until the queue is empty. Raises one of `outages.LOST` when the
        connection is lost."""
        while self.running:
            close_old_connections()
            self._holder.execute("SELECT 1")
            if (task := self._claim_next()) is not None:
                self.run_task(task)
            elif self.batch:
                return
            else:
                self._wait()

    def _wait(self) -> None:
        self._is_waiting = True
        try:
            if self.running:
                time.sleep(self.interval)
        finally:
            self._is_waiting = False

    def _end_unfinished(self) -> None:
        """Requeue the task that could not be finished since the stop, and end the process, in a thread of its own.

        As after a kill: what the task has not committed is rolled back. While the database is away the task waits for
        the next worker (`give_back_abandoned`).
        """
        if not self.running_task or self._task is None:
            return
        sys.stderr.write("jatan: a task takes longer than a stop may wait; it will be done again\n")
        try:
            _requeue(DBTaskResult.objects.filter(pk=self._task, status=TaskResultStatus.RUNNING))
        except outages.LOST as error:
            outages.report(error)
        finally:
            os._exit(0)

    def _claim_next(self) -> "DBTaskResult[..., Any] | None":
        with transaction.atomic():
            task: DBTaskResult[..., Any] | None = DBTaskResult.objects.ready().get_locked()
            if task is not None:
                task.claim(self.worker_id)
        return task

    def run_task(self, db_task_result: "DBTaskResult[..., Any]") -> None:
        """Run one task. Raises one of `outages.LOST` if the database was lost meanwhile."""
        self._task = db_task_result.pk
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            db_task_result.traceback = without_messages(db_task_result.traceback)
            db_task_result.save(update_fields=["traceback"])
            self._give_back_unless_alive(db_task_result)

    def _give_back_unless_alive(self, task: "DBTaskResult[..., Any]") -> None:
        """Requeue a failed task if the database connection is lost too, and raise that error."""
        try:
            self._holder.execute("SELECT 1")
        except outages.LOST:
            _requeue(DBTaskResult.objects.filter(pk=task.pk))
            raise


def work(*, interval: float, batch: bool) -> None:
    """Run tasks until SIGTERM, or with `batch` until the queue is empty. A running task is finished first.

    Waits through outages of the database, except in batch mode, which ends with the error.
    """
    processes.end_with_parent()
    for logger in ("django.tasks", "django_tasks_db"):
        logging.getLogger(logger).addFilter(_is_warning)
    with processes.registered("worker"):
        if batch:
            _work_connected(interval=interval, batch=True)
        else:
            _work_through_outages(interval)


def give_back_abandoned() -> int:
    """Requeue the tasks of dead workers. Returns how many."""
    count = 0
    running = list(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING))
    if not running:
        return 0
    # A separate connection: the session that holds a lock could take it again, and its worker would seem dead.
    with lock_connection() as connection:
        for task in running:
            if not task.worker_ids or _is_lock_free(connection, task.worker_ids[-1]):
                # Filtering by worker_ids prevents a second starting worker from requeuing the task again.
                same = DBTaskResult.objects.filter(
                    pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids
                )
                count += _requeue(same)
    return count


@contextmanager
def lock_connection() -> Iterator[psycopg.Connection]:
    """A connection of `connect_for_locks`, closed after the block."""
    with closing(connect_for_locks()) as connection:
        yield connection


def connect_for_locks() -> psycopg.Connection:
    """A connection of the runtime role outside Django, for session-level advisory locks."""
    return psycopg.connect(urls.database_urls().app, autocommit=True, connect_timeout=_CONNECT_SECONDS)


def lock_number(worker: str) -> int:
    """The advisory lock number (signed 64-bit) for a worker or task name."""
    return int.from_bytes(hashlib.sha256(worker.encode()).digest()[:8], "big", signed=True)


def _is_warning(record: logging.LogRecord) -> bool:
    """Drops the two info lines per task; the queue's table records finished tasks."""
    return record.levelno >= logging.WARNING


def _new_name() -> str:
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(6)}"


def _work_through_outages(interval: float) -> None:
    pauses = outages.pauses()
    while True:
        started = time.monotonic()
        try:
            _work_connected(interval=interval, batch=False)
            return
        except outages.LOST as error:
            outages.report(error)
            connections.close_all()
            if time.monotonic() - started > _STABLE_SECONDS:
                pauses = outages.pauses()
            time.sleep(next(pauses))


def _work_connected(*, interval: float, batch: bool) -> None:
    """Run tasks under a new name while the connection with its lock lasts.

    A worker that was told to stop, and lost the database before its task ended, returns: the next worker requeues the
    task. In batch mode the error is raised.
    """
    name = _new_name()
    with lock_connection() as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [lock_number(name)])
        outages.report_end()
        give_back_abandoned()
        worker = Worker(name, holder, interval=interval, batch=batch)
        worker.configure_signals()
        try:
            worker.run()
        except outages.LOST:
            if worker.running or batch:
                raise


def _requeue(tasks: "QuerySet[DBTaskResult[..., Any]]") -> int:
    return tasks.update(
        status=TaskResultStatus.READY, started_at=None, finished_at=None, exception_class_path="", traceback=""
    )


def _is_lock_free(connection: psycopg.Connection, worker: str) -> bool:
    number = lock_number(worker)
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [number]).fetchone()
    if row is None or not row[0]:
        return False
    connection.execute("SELECT pg_advisory_unlock(%s)", [number])
    return True
