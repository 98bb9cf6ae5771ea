"""Tells that the clock of the house is in doubt: at once, all who may say that it is right, quiet hours or not.

The alert says that something urgent waits, and leads to the home page, where the red line stands. Where the clock was
set, postings and sending go by the most likely time, because by the wrong one nobody may be in office.
"""

import datetime as dt
import logging
import uuid
from typing import Final

from django.db import transaction

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import TABLE, Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts import outbox
from jatan.foundation.alerts.choices import Channel, Kind
from jatan.foundation.alerts.models import AlertChoice, Delivery
from jatan.foundation.alerts.services import usual
from jatan.foundation.operation import clock_watch
from jatan.intake.alerts.notification import queue_text
from jatan.intake.messaging.gateways.chosen import configured_gateway
from jatan.intake.messaging.office import messaging_actor
from jatan.kernel import clock

_ROLES: Final = tuple(role for role, gives in TABLE.items() if Permission.CLOCK_CONFIRM in gives)
_WANTED: Final = 2  # one alone may be asleep, or the one who set the clock
_log = logging.getLogger(__name__)


def alert_of_doubt() -> int:
    """Alert everybody who may answer about a doubt that nobody was told of yet; return how many have a way to be told.

    The alerts and the note that they were made are one transaction. They go out after it: a slow push service holds up
    nothing, and what fails is tried again by the round of alerts.
    """
    rows, alerted = list[Delivery](), 0
    with transaction.atomic():
        watch = clock_watch.locked_watch()
        if not watch.doubt or watch.alerted_at is not None:
            return 0
        present = clock.now()
        likely = clock_watch.likely_time(watch, clock_watch.read_clock())
        with clock.frozen_at(likely):
            for organisation_id, account in _people():
                made, has_way = _or_log(organisation_id, account, min(likely, present))
                rows, alerted = rows + made, alerted + has_way
        watch.alerted_at = present
        watch.save(update_fields=["alerted_at"])
    if alerted < _WANTED:
        _log.warning("the clock is in doubt, and only %s people have a way to be alerted", alerted)
    for row in rows:
        outbox.deliver(row.organisation_id, row.pk)
    return alerted


def _people() -> list[tuple[uuid.UUID, Account]]:
    """(office, account) of everybody who may answer."""
    posts = Posting.objects.filter(role__in=_ROLES, account__is_active=True).in_force(clock.today())
    rows = posts.select_related("account").order_by("account_id", "organisation__code")
    return list({row.account_id: (row.organisation_id, row.account) for row in rows}.values())


def _or_log(organisation_id: uuid.UUID, account: Account, when: dt.datetime) -> tuple[list[Delivery], bool]:
    """Go on to the next account after a failure. Only the exception's type is logged: its text could hold a name."""
    try:
        with transaction.atomic():
            return _queue(organisation_id, account, when)
    except Exception as error:
        _log.error("account %s is not told: %s", account.pk, type(error).__name__)
        return [], False


def _queue(organisation_id: uuid.UUID, account: Account, when: dt.datetime) -> tuple[list[Delivery], bool]:
    """Queue an alert by the ways that she chose for what is urgent, and by text where there is no other.

    Returns the alerts to send, and whether there was any way.
    """
    chosen = AlertChoice.objects.filter(account=account).first()
    channels = chosen.channels if chosen is not None else usual(account).channels
    ways = list(channels.get(Kind.URGENT) or {way for kind in channels for way in channels[kind]})
    with acting_as(messaging_actor([organisation_id])) as machine:
        rows = outbox.queue_alerts(
            organisation_id=organisation_id,
            account_id=account.pk,
            kind=Kind.URGENT,
            channels=[way for way in ways if way != Channel.TEXT],
            number=1,
        )
        Delivery.objects.filter(organisation_id=organisation_id, pk__in=[row.pk for row in rows]).update(
            not_before=when
        )
        by_text = account.phone and (Channel.TEXT in ways or not rows) and configured_gateway() is not None
        if by_text:
            queue_text(machine, organisation_id, account, Kind.URGENT, 1, when)
    return rows, bool(rows or by_text)
