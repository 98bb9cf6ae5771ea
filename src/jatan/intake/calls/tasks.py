"""Delivers calls in the background; each task is enqueued in the transaction that stores its call."""

import logging
import uuid

from django.tasks import task

from jatan.foundation.access import rate_limits
from jatan.intake.calls import delivery

_log = logging.getLogger(__name__)


@task()
def deliver_call(call_id: str) -> bool:
    """Deliver one call to its desk. Safe to repeat."""
    return delivery.deliver_one(uuid.UUID(call_id))


def deliver_waiting() -> int:
    """Periodic: deliver calls whose task failed, delete old rate limit counts; return how many were delivered."""
    rate_limits.delete_old_counts()
    return sum(_deliver_or_log(call_id) for call_id in delivery.undelivered_call_ids())


def _deliver_or_log(call_id: uuid.UUID) -> bool:
    """Log a failure and go on to the next call. Only the exception's type is logged: its text could hold a name."""
    try:
        return delivery.deliver_one(call_id)
    except Exception as error:
        _log.error("call %s is not delivered: %s", call_id, type(error).__name__)
        return False
