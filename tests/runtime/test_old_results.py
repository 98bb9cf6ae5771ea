"""Results of old tasks and expired sessions are deleted; what waits, runs or is young stays."""

import datetime as dt
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection
from django.tasks import TaskResultStatus
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.models import Session
from jatan.kernel import clock
from jatan.runtime.old_results import delete_old_results
from tests.runtime.held_tasks import read_database_when

pytestmark = pytest.mark.django_db


def _task(status: TaskResultStatus, days: int) -> DBTaskResult:  # type: ignore[type-arg]
    result = read_database_when.enqueue("", "")
    finished = clock.now() - dt.timedelta(days=days)
    DBTaskResult.objects.filter(pk=result.id).update(status=status, enqueued_at=finished, finished_at=finished)
    return DBTaskResult.objects.get(pk=result.id)


def test_only_results_that_are_a_month_old_are_deleted() -> None:
    for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED):
        _task(status, 31)
    kept = [
        _task(TaskResultStatus.SUCCESSFUL, 29),
        _task(TaskResultStatus.READY, 40),
        _task(TaskResultStatus.RUNNING, 40),
    ]
    assert delete_old_results() == 2
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {task.pk for task in kept}


def test_expired_sessions_are_deleted() -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for seconds in (-60, 3600):
        session = store()
        session.set_expiry(clock.now() + dt.timedelta(seconds=seconds))
        session.create()
    delete_old_results()
    assert Session.objects.filter(expire_date__lt=clock.now()).count() == 0


def test_it_costs_as_many_queries_for_many_rows() -> None:
    counts = []
    for rows in (1, 40):
        for _row in range(rows):
            _task(TaskResultStatus.SUCCESSFUL, 31)
        with CaptureQueriesContext(connection) as queries:
            assert delete_old_results() == rows
        counts.append(len(queries))
    assert counts[0] == counts[1]
