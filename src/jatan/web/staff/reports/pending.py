"""How many changes the numbers do not hold yet: recounts that wait in the queue for the reader's organisations."""

import uuid
from collections.abc import Iterable

from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jatan.evidence.indicators.tasks import recount_organisation

__all__ = ["changes_waiting"]

_UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
_MOST = 1000


def changes_waiting(organisations: Iterable[uuid.UUID]) -> int:
    """Acts in these organisations that are not yet counted, at most 1,000. One query."""
    waiting = DBTaskResult.objects.filter(
        status__in=_UNFINISHED,
        task_path=recount_organisation.module_path,
        args_kwargs__args__0__in=[str(one) for one in organisations],
    )
    return waiting.order_by()[:_MOST].count()
