"""Counts changes that are not in the numbers yet: queued recounts since an organisation's last count."""

import uuid
from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery, UUIDField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jatan.evidence.indicators.models import RecountCursor
from jatan.evidence.indicators.tasks import recount_organisation

_UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
_LIMIT = 1000


def changes_waiting(organisations: Iterable[uuid.UUID]) -> int:
    """Number of queued recounts of these organisations that are not done yet, at most 1,000. One query.

    Tasks enqueued before the last count are ignored: a command may have counted without running them.
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
    return waiting.order_by()[:_LIMIT].count()
