"""She has left: the day is recorded on her journey, and what depends on the day is checked again."""

import datetime as dt

from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.flows.checks import check_journeys
from jatan.programme.journeys import services as journeys
from jatan.programme.journeys.models import Journey


def record_leaving(*, by: Actor, journey: Journey, on: dt.date) -> bool:
    """Record that she left on that day, where the journey was planned for later or for no day. Any colleague may.

    False where it says already that she has left by then. Her age on the day may be a hard stop, as in a correction.
    Raises Problem("date_in_future").
    """
    by = gate.within_group(by, Permission.PEOPLE_RECORD, journey)
    with transaction.atomic():
        if not journeys.record_leaving(by=by, journey=journey, on=on):
            return False
        check_journeys(by, [journey])
    return True
