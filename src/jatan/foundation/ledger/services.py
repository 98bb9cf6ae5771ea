"""Writing events to the ledger: the last step of every change, inside the change's transaction."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from jatan.foundation.ledger.models import Chain, Event
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id

Reaction = Callable[[Event], None]


@dataclass(frozen=True)
class Entry:
    """What one event says; who did it, and when, is said of all that are written together."""

    verb: str
    about_type: str = ""
    about: uuid.UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


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
    """Append one event per id of `about`, in that order. As `record_entries`."""
    entries = [Entry(verb, about_type, subject, payload or {}) for subject in about]
    return record_entries(organisation_id=organisation_id, by=by, entries=entries)


def record_entries(*, organisation_id: uuid.UUID, by: uuid.UUID | None, entries: Sequence[Entry]) -> list[Event]:
    """Append these events in their order, with four statements in all. Else as `record_event`."""
    if not connection.in_atomic_block:
        raise RuntimeError("events are recorded inside transaction.atomic() only")
    head = lock_chain(organisation_id)
    events = []
    for entry in entries:
        fields: dict[str, Any] = {
            "organisation_id": organisation_id,
            "sequence": head.sequence + 1,
            "at": clock.now(),
            "by": by,
            "verb": entry.verb,
            "about_type": entry.about_type,
            "about": entry.about,
            "payload": dict(entry.payload),
            "previous": bytes(head.digest),
        }
        event = Event(id=new_id(), digest=event_digest(**fields), **fields)
        event.closed_rooms = head.closed_rooms or ()
        head.sequence, head.digest = event.sequence, event.digest
        events.append(event)
    Event.objects.bulk_create(events)
    head.save(update_fields=["sequence", "digest"])
    for event in events:
        for wake in (*_reactions.get(event.verb, ()), *_reactions.get("*", ())):
            wake(event)
    return events


def lock_chain(organisation_id: uuid.UUID) -> Chain:
    """The organisation's Chain row, locked for update; created for its first event.

    For acts that take another lock which acts with an event of this chain take too: the chain comes first.
    """
    # Waiting for a row lock has no order: with each writer the row is a new version, for which whoever came last
    # competes with all who wait. Those who wait for an advisory lock get it in the order in which they came.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"jatan.chain:{organisation_id}"])
    office = Organisation.objects.filter(pk=OuterRef("organisation_id"))
    rows = Chain.objects.select_for_update().filter(organisation_id=organisation_id)
    rows = rows.annotate(closed_rooms=Subquery(office.values("closed_rooms")))  # type: ignore[no-redef]
    chain = rows.first()
    if chain is None:
        Chain.objects.get_or_create(organisation_id=organisation_id)
        chain = rows.get()
    return chain
