"""Runs background tasks, and takes up again what a killed worker had begun.

A worker holds one PostgreSQL lock for its lifetime, named after it. When the lock is free the
worker is dead, on whichever machine it ran, and its unfinished tasks go back into the queue. Tasks
must therefore be such that doing them twice does no harm.

When the database goes away the lock goes with it: the worker waits, connects again under a new name and gives back what
it was doing under the former one.
"""

import hashlib
import logging
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

import psycopg
from django.db import close_old_connections, connections, transaction
from django.db.models import QuerySet
from django.tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from jatan.runtime import outages, processes
from jatan.runtime.logs import wordless
from jatan.runtime.postgres import urls

_CONNECT_SECONDS: Final = 10
_STEADY_SECONDS: Final = 60  # a connection that held as long begins the pauses anew


class Worker(db_worker.Worker):
    """The library's worker, on every queue. What a task failed of is kept by kind and line: its words may be a name.

    `holder` is the connection that holds the lock of the name; without it the worker is dead to all others.
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

    def run(self) -> None:
        """Until told to stop, or in a batch until nothing waits. Raises one of `outages.LOST` with the connection."""
        while self.running:
            close_old_connections()
            self._holder.execute("SELECT 1")
            if (task := self._claimed()) is not None:
                self.run_task(task)
            elif self.batch:
                return
            elif self.running:
                time.sleep(self.interval)

    def _claimed(self) -> "DBTaskResult[..., Any] | None":
        with transaction.atomic():
            task: DBTaskResult[..., Any] | None = DBTaskResult.objects.ready().get_locked()
            if task is not None:
                task.claim(self.worker_id)
        return task

    def run_task(self, db_task_result: "DBTaskResult[..., Any]") -> None:
        """Run one task. Raises one of `outages.LOST` when the database went away meanwhile."""
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            db_task_result.traceback = wordless(db_task_result.traceback)
            db_task_result.save(update_fields=["traceback"])
            self._give_back_unless_alive(db_task_result)

    def _give_back_unless_alive(self, task: "DBTaskResult[..., Any]") -> None:
        """A task that failed because the database went away below it is not at fault: it waits again."""
        try:
            self._holder.execute("SELECT 1")
        except outages.LOST:
            _put_back(DBTaskResult.objects.filter(pk=task.pk))
            raise


def work(*, interval: float, batch: bool) -> None:
    """Work until SIGTERM, or with `batch` until the queue is empty. The task at hand is finished first.

    A lost database is waited for, except in a batch, which ends with the error.
    """
    processes.end_with_parent()
    for logger in ("django.tasks", "django_tasks_db"):
        logging.getLogger(logger).addFilter(_is_worth_a_line)
    with processes.registered("worker"):
        if batch:
            _work_connected(interval=interval, batch=True)
        else:
            _work_through_outages(interval)


def give_back_abandoned() -> int:
    """Put tasks of dead workers back into the queue; answers how many."""
    count = 0
    running = list(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING))
    if not running:
        return 0
    # A connection of its own: a worker asked by its own session would pass for dead, for a session may lock twice.
    with connected() as connection:
        for task in running:
            if not task.worker_ids or _is_free(connection, task.worker_ids[-1]):
                # The condition on worker_ids keeps a second starting worker from doing the same.
                same = DBTaskResult.objects.filter(
                    pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids
                )
                count += _put_back(same)
    return count


@contextmanager
def connected() -> Iterator[psycopg.Connection]:
    """A connection of the runtime role outside Django's, for locks that are held longer than a transaction."""
    url = urls.database_urls().app
    with closing(psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)) as connection:
        yield connection


def lock_number(worker: str) -> int:
    """The PostgreSQL advisory lock (signed 64 bit) that stands for a worker."""
    return int.from_bytes(hashlib.sha256(worker.encode()).digest()[:8], "big", signed=True)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Every task would write two lines; the queue itself is the record of what was done."""
    return record.levelno >= logging.WARNING


def _new_name() -> str:
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(6)}"


def _work_through_outages(interval: float) -> None:
    pauses = outages.pauses()
    while True:
        since = time.monotonic()
        try:
            _work_connected(interval=interval, batch=False)
            return
        except outages.LOST as error:
            outages.report(error)
            connections.close_all()
            if time.monotonic() - since > _STEADY_SECONDS:
                pauses = outages.pauses()
            time.sleep(next(pauses))


def _work_connected(*, interval: float, batch: bool) -> None:
    """Work under one name, as long as the connection holds that locks it."""
    name = _new_name()
    with connected() as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [lock_number(name)])
        outages.report_end()
        give_back_abandoned()
        worker = Worker(name, holder, interval=interval, batch=batch)
        worker.configure_signals()
        worker.run()


def _put_back(tasks: "QuerySet[DBTaskResult[..., Any]]") -> int:
    return tasks.update(
        status=TaskResultStatus.READY, started_at=None, finished_at=None, exception_class_path="", traceback=""
    )


def _is_free(connection: psycopg.Connection, worker: str) -> bool:
    number = lock_number(worker)
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [number]).fetchone()
    if row is None or not row[0]:
        return False
    connection.execute("SELECT pg_advisory_unlock(%s)", [number])
    return True
