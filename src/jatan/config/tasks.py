"""Runs background tasks, and takes up again what a killed worker had begun.

A worker holds one PostgreSQL lock for its lifetime, named after it. When the lock is free the
worker is dead, on whichever machine it ran, and its unfinished tasks go back into the queue. Tasks
must therefore be such that doing them twice does no harm.
"""

import hashlib
import logging
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from jatan.config import processes
from jatan.config.logs import wordless
from jatan.config.postgres import urls


class Worker(db_worker.Worker):
    """The library's worker, on every queue. What a task failed of is kept by kind and line: its words may be a name."""

    def __init__(self, name: str, *, interval: float = 1.0, batch: bool = False) -> None:
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

    def run_task(self, db_task_result: "DBTaskResult[..., Any]") -> None:
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            db_task_result.traceback = wordless(db_task_result.traceback)
            db_task_result.save(update_fields=["traceback"])


def work(*, interval: float, batch: bool) -> None:
    """Work until SIGTERM, or with `batch` until the queue is empty. The task at hand is finished first."""
    processes.end_with_parent()
    for logger in ("django.tasks", "django_tasks_db"):
        logging.getLogger(logger).addFilter(_is_worth_a_line)
    with processes.registered("worker"), _living(_new_name()) as (name, connection):
        give_back_abandoned(connection)
        worker = Worker(name, interval=interval, batch=batch)
        worker.configure_signals()
        worker.run()


def give_back_abandoned(connection: psycopg.Connection) -> int:
    """Put tasks of dead workers back into the queue; answers how many."""
    count = 0
    for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if not task.worker_ids or _is_free(connection, task.worker_ids[-1]):
            # The condition on worker_ids keeps a second starting worker from doing the same.
            count += DBTaskResult.objects.filter(
                pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids
            ).update(status=TaskResultStatus.READY, started_at=None)
    return count


def lock_number(worker: str) -> int:
    """The PostgreSQL advisory lock (signed 64 bit) that stands for a worker."""
    return int.from_bytes(hashlib.sha256(worker.encode()).digest()[:8], "big", signed=True)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Every task would write two lines; the queue itself is the record of what was done."""
    return record.levelno >= logging.WARNING


def _new_name() -> str:
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(6)}"


@contextmanager
def _living(name: str) -> Iterator[tuple[str, psycopg.Connection]]:
    with psycopg.connect(urls.database_urls().app, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [lock_number(name)])
        yield name, connection


def _is_free(connection: psycopg.Connection, worker: str) -> bool:
    number = lock_number(worker)
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [number]).fetchone()
    if row is None or not row[0]:
        return False
    connection.execute("SELECT pg_advisory_unlock(%s)", [number])
    return True
