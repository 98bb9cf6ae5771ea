"""Delete what only grows and nobody reads: results of finished tasks, and sessions that have ended."""

import datetime as dt
from importlib import import_module
from typing import Final

from django.conf import settings
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

__all__ = ["delete_old_results"]

_KEPT: Final = dt.timedelta(days=30)  # a failed task's class and lines are of use for as long


def delete_old_results() -> int:
    """Delete results of tasks that finished thirty days ago, and expired sessions. Returns how many results."""
    deleted, _by_table = DBTaskResult.objects.finished().filter(finished_at__lt=Now() - _KEPT).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return deleted
