"""How many changes the numbers do not hold yet: recounts asked for since the last count of an organisation."""

import uuid
from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery, UUIDField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jatan.evidence.indicators.models import RecountCursor
from jatan.evidence.indicators.tasks import recount_organisation

__all__ = ["changes_waiting"]

_UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
_MOST = 1000


def changes_waiting(organisations: Iterable[uuid.UUID]) -> int:
    """Acts in these organisations that are not yet counted, at most 1,000. One query.

    A command line that counted by itself leaves its tasks in the queue; those hold nothing new any more.
    """
    counted = RecountCursor.objects.filter(organisation_id=OuterRef("of")).values("counted_at")
    waiting = (
        DBTaskResult.objects.filter(
            status__in=_UNFINISHED,
            task_path=recount_organisation.module_path,
            args_kwargs__args__0__in=[str(one) for one in organisations],
        )
        .annotate(of=Cast(KT("args_kwargs__args__0"), UUIDField()))
        .annotate(counted=Subquery(counted))
        .filter(Q(counted__isnull=True) | Q(enqueued_at__gt=F("counted")))
    )
    return waiting.order_by()[:_MOST].count()
