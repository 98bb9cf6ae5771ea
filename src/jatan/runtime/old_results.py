"""Delete what only grows and nobody reads: results of finished tasks, sessions that have ended, marks of sent forms,
errors that do not come again."""

import datetime as dt
from importlib import import_module
from typing import Final

from django.conf import settings
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access import sent_forms
from jatan.foundation.operation import faults

_KEPT: Final = dt.timedelta(days=30)  # a failed task's class and lines are of use for as long


def delete_old_results() -> int:
    """Delete results of tasks of thirty days ago, expired sessions, marks of sent forms, old faults. Returns how many
    results."""
    deleted, _by_table = DBTaskResult.objects.finished().filter(finished_at__lt=Now() - _KEPT).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    sent_forms.delete_old()
    faults.delete_old(_KEPT.days)
    return deleted
