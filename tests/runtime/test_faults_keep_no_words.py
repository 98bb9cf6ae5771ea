"""Exceptions are logged and stored without their message, which may contain a name."""

import logging
import subprocess
import sys

import pytest
from django.db import IntegrityError
from django.tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from jatan.runtime.logs import PrivacyFormatter
from jatan.runtime.worker import Worker, lock_connection

SAID = "Key (name)=(सुनीता उराँव)\n  File of सुनीता, line 1"


@task()
def fails_with_a_name() -> None:
    """Fails as PostgreSQL does, quoting the row."""
    try:
        int("सुनीता")
    except ValueError as error:
        raise IntegrityError(SAID) from error


def test_a_logged_exception_has_class_and_lines_but_no_message() -> None:
    try:
        fails_with_a_name.func()
    except IntegrityError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    line = PrivacyFormatter("%(message)s").format(record)
    assert "सुनीता" not in line
    kinds = [part for part in line.splitlines() if not part.startswith(" ")]
    assert kinds == ["failed", "builtins.ValueError", "django.db.utils.IntegrityError"]
    assert line.count("in fails_with_a_name") == 2
    assert __name__.rpartition(".")[2] in line


def test_a_crash_of_a_process_or_a_thread_is_printed_without_its_message() -> None:
    program = (
        "import threading; from jatan.runtime.logs import hide_messages_of_crashes\n"
        "hide_messages_of_crashes()\n"
        "def fail(): raise ValueError('सुनीता')\n"
        "thread = threading.Thread(target=fail); thread.start(); thread.join(); fail()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "सुनीता" not in done.stderr
    assert done.stderr.count("builtins.ValueError") == 2
    assert done.stderr.count("in fail") == 2


@pytest.mark.django_db
def test_a_failed_task_stores_lines_but_no_message() -> None:
    fails_with_a_name.enqueue()
    row = DBTaskResult.objects.get()
    row.claim("w")
    with lock_connection() as holder:
        Worker("w", holder).run_task(row)
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == (TaskResultStatus.FAILED, "django.db.utils.IntegrityError")
    assert "सुनीता" not in row.traceback
    assert "in fails_with_a_name" in row.traceback
