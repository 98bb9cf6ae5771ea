"""Background tasks of alerts. A payload has ids only; the periodic round finds what a killed task left."""

import time
import uuid
from collections.abc import Iterable
from typing import Final

from django.tasks import task

from jatan.foundation.alerts import outbox
from jatan.foundation.alerts.choices import Channel
from jatan.foundation.alerts.models import Delivery
from jatan.kernel import clock

# A round ends after so many seconds, however slow the other sides are; the next one goes on.
_ROUND_SECONDS: Final = 60.0


@task()
def deliver_alert(organisation_id: str, delivery_id: str) -> bool:
    """Send one alert. Safe to repeat."""
    return outbox.deliver(uuid.UUID(organisation_id), uuid.UUID(delivery_id))


def enqueue(rows: Iterable[Delivery]) -> None:
    """Enqueue the sending of what may go out at once, in the transaction that queued it."""
    now = clock.now()
    for row in rows:
        if row.channel != Channel.TEXT and row.not_before <= now:
            deliver_alert.enqueue(str(row.organisation_id), str(row.pk))


def send_due() -> int:
    """Periodic: send what quiet hours held, what is tried again, and what killed workers left; return how many."""
    began, number = time.monotonic(), 0
    for organisation_id, delivery_id in outbox.due():
        if time.monotonic() - began > _ROUND_SECONDS:
            break
        number += outbox.deliver(organisation_id, delivery_id)
    return number
