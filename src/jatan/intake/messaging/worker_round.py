"""The worker's round, every few seconds: receive, interpret, queue what is due, send. Safe to repeat."""

import logging

from jatan.intake.messaging.colleagues import tell_colleagues
from jatan.intake.messaging.delivery import note_report, send_all
from jatan.intake.messaging.due import queue_due
from jatan.intake.messaging.gateways.base import Arrived, Found, Gateway
from jatan.intake.messaging.gateways.chosen import chosen_gateway
from jatan.intake.messaging.inbox import handle_arrived, new_messages, take_in_one
from jatan.intake.messaging.office import everybody

__all__ = ["send_pending", "take_in"]

_log = logging.getLogger(__name__)


def take_in() -> int:
    """Store what has arrived and interpret it; return how many messages were interpreted."""
    gateway = chosen_gateway()
    if gateway is not None:
        for found in gateway.collect():
            _store(gateway, found)
    waiting = new_messages()
    for organisation_id, message_id in waiting:
        handle_arrived(organisation_id, message_id)
    return len(waiting)


def send_pending() -> int:
    """Queue what is due and send what may go out; return how many texts were sent."""
    gateway = chosen_gateway()
    if gateway is not None:
        tell_colleagues()
    for organisation_id in everybody():
        queue_due(organisation_id)
    return send_all(gateway)


def _store(gateway: Gateway, found: Found) -> None:
    """Store an item, then remove it from the gateway; after a kill in between it is collected again and recognised."""
    if isinstance(found.what, Arrived):
        take_in_one(found.what)
    elif not note_report(found.what):
        _log.warning("discarded a delivery report that matches no text")
    gateway.discard_item(found)
