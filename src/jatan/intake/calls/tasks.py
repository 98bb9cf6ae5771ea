"""The background half of a call: enqueued in the transaction that wrote it, so neither is lost alone."""

import logging
import uuid

from django.tasks import task

from jatan.foundation.access import rate_limits
from jatan.intake.calls import delivery

__all__ = ["deliver_call", "deliver_waiting"]

_log = logging.getLogger(__name__)


@task()
def deliver_call(call_id: str) -> bool:
    """Bring one call to its desk. Doing it twice does no harm."""
    return delivery.deliver(uuid.UUID(call_id))


def deliver_waiting() -> int:
    """The tick: whatever a failed task left behind is brought to its desk, and old counts are forgotten."""
    rate_limits.forget_old()
    return sum(_tried(call_id) for call_id in delivery.waiting())


def _tried(call_id: uuid.UUID) -> bool:
    """One call that cannot be delivered keeps none of the others waiting. Logged by kind: a text could hold a name."""
    try:
        return delivery.deliver(call_id)
    except Exception as error:
        _log.error("call %s is not delivered: %s", call_id, type(error).__name__)
        return False
