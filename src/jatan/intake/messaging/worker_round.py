"""What runs by itself, every few seconds: take in, understand, queue what is due, send. Doing it twice does no harm."""

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
    """Take in what has arrived and understand it; answers how many messages were understood."""
    gateway = chosen_gateway()
    if gateway is not None:
        for found in gateway.collect():
            _taken(gateway, found)
    waiting = new_messages()
    for organisation_id, message_id in waiting:
        handle_arrived(organisation_id, message_id)
    return len(waiting)


def send_pending() -> int:
    """Queue what is due, and send what may go out; answers how many texts left the house."""
    gateway = chosen_gateway()
    if gateway is not None:
        tell_colleagues()
    for organisation_id in everybody():
        queue_due(organisation_id)
    return send_all(gateway)


def _taken(gateway: Gateway, found: Found) -> None:
    """Written down first, let go of afterwards: what is killed in between is found again, and known."""
    if isinstance(found.what, Arrived):
        take_in_one(found.what)
    elif not note_report(found.what):
        _log.warning("a report about a text that is not ours was let go")
    gateway.let_go(found)
