"""Browsers of the cast's accounts, and alerts in their outbox."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.models import Browser, Delivery
from jatan.foundation.alerts.outbox import queue_alerts
from jatan.foundation.alerts.services import add_browser
from tests.cast import Cast
from tests.foundation.alerts.push_end import ReceivingBrowser


def subscribed(cast: Cast, part: str, browser: ReceivingBrowser) -> Browser:
    """The account of a part takes alerts in this browser."""
    by = cast.actor(part)
    with acting_as(by):
        return add_browser(by=by, endpoint=browser.endpoint, public=browser.public, secret=browser.secret)


def queued(
    cast: Cast, part: str, *channels: str, kind: str = "call", number: int = 1, not_before: dt.datetime | None = None
) -> list[Delivery]:
    """An alert of an account in Gumla, queued for these channels."""
    with acting_as(machine_for([cast.gumla.pk])):
        return queue_alerts(
            organisation_id=cast.gumla.pk,
            account_id=cast.accounts[part].pk,
            kind=kind,
            channels=channels,
            number=number,
            not_before=not_before,
        )


def states(cast: Cast) -> list[tuple[Any, ...]]:
    """(channel, state, code, attempts) of all alerts of Gumla, the oldest first."""
    with acting_as(machine_for([cast.gumla.pk])):
        rows = Delivery.objects.filter(organisation_id=cast.gumla.pk).order_by("made_at", "id")
        return list(rows.values_list("channel", "state", "code", "attempts"))
