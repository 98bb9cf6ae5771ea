"""Verify a chain from its first event to its head: finds changed, missing, reordered and truncated events."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from jatan.foundation.ledger.models import Chain, Event
from jatan.foundation.ledger.services import event_digest


@dataclass(frozen=True)
class Fault:
    """One inconsistency. `sequence`: number of the event where it was found.

    `code`: gap_in_chain, broken_link, changed_event, cut_tail (the head does not match) or no_head.
    """

    organisation_id: uuid.UUID
    sequence: int
    code: str


@dataclass(frozen=True)
class ChainReport:
    organisation_id: uuid.UUID
    events: int
    head: str
    faults: tuple[Fault, ...]


def verify_chain(organisation_id: uuid.UUID) -> ChainReport:
    """Recompute every digest of one organisation's chain, up to the head that it has now: others write meanwhile. Reads
    in batches of 2,000 events."""
    head = Chain.objects.filter(organisation_id=organisation_id).first()
    faults, previous, expected = [], b"", 1
    for event in _events(organisation_id, head):
        if event.sequence != expected:
            faults.append(Fault(organisation_id, event.sequence, "gap_in_chain"))
        if bytes(event.previous) != previous:
            faults.append(Fault(organisation_id, event.sequence, "broken_link"))
        recomputed = event_digest(
            organisation_id=organisation_id,
            sequence=event.sequence,
            at=event.at,
            by=event.by,
            verb=event.verb,
            about_type=event.about_type,
            about=event.about,
            payload=event.payload,
            previous=bytes(event.previous),
        )
        if recomputed != bytes(event.digest):
            faults.append(Fault(organisation_id, event.sequence, "changed_event"))
        previous, expected = bytes(event.digest), event.sequence + 1
    if head is not None and (
        head.sequence != expected - 1 or bytes(head.digest) != previous or _is_beyond_head(organisation_id)
    ):
        faults.append(Fault(organisation_id, head.sequence, "cut_tail"))
    if head is None and expected > 1:
        faults.append(Fault(organisation_id, expected - 1, "no_head"))
    return ChainReport(organisation_id, expected - 1, previous.hex(), tuple(faults))


def _events(organisation_id: uuid.UUID, head: Chain | None) -> Iterator[Event]:
    rows = Event.objects.filter(organisation_id=organisation_id).order_by("sequence")
    if head is not None:
        rows = rows.filter(sequence__lte=head.sequence)
    return rows.iterator(chunk_size=2000)


def _is_beyond_head(organisation_id: uuid.UUID) -> bool:
    """Whether there is an event that no head knows. An event and its head are committed together, and one query sees
    both or neither."""
    present = Chain.objects.filter(organisation=OuterRef("organisation")).values("sequence")[:1]
    rows = Event.objects.filter(organisation_id=organisation_id, sequence__gt=Subquery(present))
    return rows.exists()
