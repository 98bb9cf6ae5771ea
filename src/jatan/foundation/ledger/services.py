"""Writing the ledger: the last step of every act, inside the act's own transaction."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection

from jatan.foundation.ledger.models import Chain, Event
from jatan.kernel import clock
from jatan.kernel.ids import new_id

Wake = Callable[[Event], None]
_reactions: dict[str, Sequence[Wake]] = {}


def install_reactions(table: Mapping[str, Sequence[Wake]]) -> None:
    """Hand over `settings/reactions.py` at start-up: verb (or "*") -> what it wakes. Replaces the former table."""
    _reactions.clear()
    _reactions.update(table)


def event_digest(
    *,
    organisation_id: uuid.UUID,
    sequence: int,
    at: dt.datetime,
    by: uuid.UUID | None,
    verb: str,
    about_type: str,
    about: uuid.UUID | None,
    payload: Mapping[str, Any],
    previous: bytes,
) -> bytes:
    """SHA-256 over the event's canonical JSON and the digest before it."""
    body = [
        str(organisation_id),
        sequence,
        at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        str(by) if by else None,
        verb,
        about_type,
        str(about) if about else None,
        payload,
    ]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def record_event(
    *,
    organisation_id: uuid.UUID,
    by: uuid.UUID | None,
    verb: str,
    about_type: str = "",
    about: uuid.UUID | None = None,
    payload: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event to the organisation's chain and wake what listens. Must run inside a transaction."""
    (event,) = record_events(
        organisation_id=organisation_id, by=by, verb=verb, about_type=about_type, about=[about], payload=payload
    )
    return event


def record_events(
    *,
    organisation_id: uuid.UUID,
    by: uuid.UUID | None,
    verb: str,
    about_type: str,
    about: Sequence[uuid.UUID | None],
    payload: Mapping[str, Any] | None = None,
) -> list[Event]:
    """One event about each, in this order: three statements for however many. As `record_event` otherwise."""
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in its act's transaction")
    head = _head(organisation_id)
    events = []
    for one in about:
        fields: dict[str, Any] = {
            "organisation_id": organisation_id,
            "sequence": head.sequence + 1,
            "at": clock.now(),
            "by": by,
            "verb": verb,
            "about_type": about_type,
            "about": one,
            "payload": dict(payload or {}),
            "previous": bytes(head.digest),
        }
        event = Event(id=new_id(), digest=event_digest(**fields), **fields)
        head.sequence, head.digest = event.sequence, event.digest
        events.append(event)
    Event.objects.bulk_create(events)
    head.save(update_fields=["sequence", "digest"])
    for event in events:
        for wake in (*_reactions.get(verb, ()), *_reactions.get("*", ())):
            wake(event)
    return events


def _head(organisation_id: uuid.UUID) -> Chain:
    """The chain's end, locked. The first event of an organisation makes its chain."""
    rows = Chain.objects.select_for_update().filter(organisation_id=organisation_id)
    found = rows.first()
    if found is None:
        Chain.objects.get_or_create(organisation_id=organisation_id)
        found = rows.get()
    return found
