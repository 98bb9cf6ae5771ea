"""Forgets the numbers of missed calls that belong to nobody on record, a week after somebody has dealt with them.

A missed call from a number that nobody knows may be a girl who has a minute at somebody else's telephone, or a slip of
the finger. So it waits for the desk like every other, and no clock closes it; once it is closed, the number has served.
"""

import datetime as dt
import uuid

from django.db.models import Q

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.intake.messaging import events
from jatan.intake.messaging.choices import Arrival, InState, Reason
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.kernel import clock

KEPT_DAYS = 7


def forget_unknown_callers() -> int:
    """Periodic: empty the number of closed missed calls of nobody on record; returns of how many. Safe to repeat."""
    return sum(_forget(organisation_id) for organisation_id in all_organisation_ids())


def _forget(organisation_id: uuid.UUID) -> int:
    before = clock.now() - dt.timedelta(days=KEPT_DAYS)
    nobody = Q(person__isnull=True, about_journey__isnull=True, sent_by__isnull=True, issue__isnull=True)
    closed = Q(arrival=Arrival.MISSED_CALL, state=InState.DONE, handled_at__lt=before)
    with acting_as(messaging_actor([organisation_id])) as by:
        rows = InMessage.objects.filter(nobody, closed, organisation_id=organisation_id).exclude(phone="")
        unknown = rows.filter(reason__in=(Reason.UNKNOWN_NUMBER, Reason.CALLED_AGAIN))
        count = unknown.update(phone="", changed_at=clock.now())
        if count:
            record_event(
                organisation_id=organisation_id,
                by=by.account_id,
                verb=events.CALLERS_FORGOTTEN,
                about_type=InMessage._meta.label_lower,
                payload={"calls": count},
            )
    return count
