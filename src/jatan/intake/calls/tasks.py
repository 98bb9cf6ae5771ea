"""The background half of a call: enqueued in the transaction that wrote it, so neither is lost alone."""

import uuid

from django.tasks import task

from jatan.intake.calls import delivery
from jatan.intake.calls.knocks import forget_old

__all__ = ["deliver_call", "deliver_waiting"]


@task()
def deliver_call(call_id: str) -> bool:
    """Bring one call to its desk. Doing it twice does no harm."""
    return delivery.deliver(uuid.UUID(call_id))


def deliver_waiting() -> int:
    """The tick: whatever a failed task left behind is brought to its desk, and old counts are forgotten."""
    forget_old()
    return sum(delivery.deliver(call_id) for call_id in delivery.waiting())
