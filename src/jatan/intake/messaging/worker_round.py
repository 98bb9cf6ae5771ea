"""The worker's round, every few seconds: receive, interpret, queue what is due, send. Safe to repeat."""

import logging

from jatan.foundation.operation import clock_watch
from jatan.intake.messaging.choices import ASKED_BY_A_DAY
from jatan.intake.messaging.colleagues import notify_colleagues
from jatan.intake.messaging.delivery import apply_delivery_report, send_due_messages
from jatan.intake.messaging.due import queue_due_questions
from jatan.intake.messaging.gateways.base import ArrivedMessage, CollectedItem, Gateway
from jatan.intake.messaging.gateways.chosen import configured_gateway
from jatan.intake.messaging.inbox import interpret_stored, store_arrival, uninterpreted_messages
from jatan.intake.messaging.office import all_organisation_ids

_log = logging.getLogger(__name__)


def receive_messages() -> int:
    """Store what has arrived and interpret it; return how many messages were interpreted."""
    gateway = configured_gateway()
    if gateway is not None:
        for found in gateway.collect():
            _store(gateway, found)
    waiting = uninterpreted_messages()
    for organisation_id, message_id in waiting:
        interpret_stored(organisation_id, message_id)
    return len(waiting)


def send_messages() -> int:
    """Queue what is due and send what may go out; return how many texts were sent.

    While the time is in doubt nothing is asked because a day has come. What people write, and urgent texts, go out.
    """
    gateway, is_in_doubt = configured_gateway(), clock_watch.is_in_doubt()
    if gateway is not None:
        notify_colleagues()
    for organisation_id in [] if is_in_doubt else all_organisation_ids():
        queue_due_questions(organisation_id)
    return send_due_messages(gateway, held_back=ASKED_BY_A_DAY if is_in_doubt else ())


def _store(gateway: Gateway, found: CollectedItem) -> None:
    """Store an item, then remove it from the gateway; after a kill in between it is collected again and recognised."""
    if isinstance(found.what, ArrivedMessage):
        store_arrival(found.what)
    elif not apply_delivery_report(found.what):
        _log.warning("discarded a delivery report that matches no text")
    gateway.discard_item(found)
