"""The day on which a traveller herself last answered."""

import datetime as dt

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.choices import ANSWERED_HERSELF
from jatan.programme.safeguarding.selectors import contacts


def last_heard_on(by: Actor, journey: Journey) -> dt.date | None:
    """The last day on which she herself answered, safe or not; None if she never did."""
    heard = contacts(by).filter(journey=journey, outcome__in=ANSWERED_HERSELF, contacted_at__isnull=False)
    at = heard.order_by("-contacted_at").values_list("contacted_at", flat=True).first()
    return at.astimezone(clock.INDIA).date() if at is not None else None
