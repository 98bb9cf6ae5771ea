"""Writing events to the ledger: the last step of every change, inside the change's transaction."""

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

Reaction = Callable[[Event], None]
_reactions: dict[str, Sequence[Reaction]] = {}


def install_reactions(table: Mapping[str, Sequence[Reaction]]) -> None:
    """Register the table of `settings/reactions.py` at start-up: verb (or "*") -> callables that receive the event.

    Replaces the table registered before.
    """
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
    """SHA-256 of the previous digest followed by the event's canonical JSON."""
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
    """Append one event to the organisation's chain and call the registered reactions.

    Raises RuntimeError outside a transaction.
    """
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
    """Append one event per entry of `about`, in that order, with three statements in all. Else as `record_event`."""
    if not connection.in_atomic_block:
        raise RuntimeError("record_events must be called inside transaction.atomic()")
    head = _locked_head(organisation_id)
    events = []
    for subject in about:
        fields: dict[str, Any] = {
            "organisation_id": organisation_id,
            "sequence": head.sequence + 1,
            "at": clock.now(),
            "by": by,
            "verb": verb,
            "about_type": about_type,
            "about": subject,
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


def _locked_head(organisation_id: uuid.UUID) -> Chain:
    """The organisation's Chain row, locked for update; created for its first event."""
    rows = Chain.objects.select_for_update().filter(organisation_id=organisation_id)
    chain = rows.first()
    if chain is None:
        Chain.objects.get_or_create(organisation_id=organisation_id)
        chain = rows.get()
    return chain
