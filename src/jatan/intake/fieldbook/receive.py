"""Receives rows of phones: first the bytes, then what they say, in one transaction for each row.

The same bytes under the same id are one row, however often and by however many requests at once they are sent. Other
bytes under a known id are a second row; both are shown to a person. A phone that was taken back still delivers: its
rows wait, unopened by its own hand, until a coordinator takes them in or sets them aside.
"""

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection

from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook import files
from jatan.intake.fieldbook.choices import Reason, State
from jatan.intake.fieldbook.files import SentFile
from jatan.intake.fieldbook.locks import lock_row
from jatan.intake.fieldbook.models import LARGEST_ROW, ReceivedRow
from jatan.intake.fieldbook.row_intake import park, take_in
from jatan.kernel import clock
from jatan.kernel.problems import Problem

__all__ = ["SentRow", "receive_rows"]

_log = logging.getLogger(__name__)
_LONGEST_SKEW = 2_000_000_000


@dataclass(frozen=True)
class SentRow:
    """A row as it came in: its id on the phone, sealed bytes, and the files that it names."""

    id: uuid.UUID
    sealed: bytes
    files: tuple[SentFile, ...] = ()


def receive_rows(
    *,
    device: Device,
    by: Actor,
    rows: Sequence[SentRow],
    is_refused: bool = False,
    device_time: dt.datetime | None = None,
    app: str = "",
) -> list[ReceivedRow]:
    """Store each row durably and take it in as `by`; returns those that are stored now, in the order sent.

    `is_refused`: the phone was taken back or its time is over. `device_time`: what its clock shows now. A row that the
    database could not store just now is left out, and so the phone keeps it; the others are not kept waiting by it.
    """
    now = clock.now()
    skew = device.skew_seconds if device_time is None else round((device_time - now).total_seconds())
    skew = max(-_LONGEST_SKEW, min(_LONGEST_SKEW, skew))
    importer = importer_for(device.organisation_id, account_id=device.account_id)
    found: dict[uuid.UUID, ReceivedRow] = {}
    # In one order, so that two requests with the same rows wait for each other instead of blocking each other.
    for sent in sorted(rows, key=lambda one: one.id):
        if not sent.sealed or len(sent.sealed) > LARGEST_ROW:
            continue
        try:
            with acting_as(importer):
                found[sent.id] = _receive(device, by, sent, is_refused=is_refused, skew=skew, app=app)
        except (OperationalError, InterfaceError) as error:
            _log.warning("a row of a phone could not be stored just now: %s", type(error).__name__)
            if connection.needs_rollback or not connection.is_usable():
                raise
    return [found[sent.id] for sent in rows if sent.id in found]


def _receive(device: Device, by: Actor, sent: SentRow, *, is_refused: bool, skew: int, app: str) -> ReceivedRow:
    lock_row(device.organisation_id, device.account_id, sent.id)
    digest = hashlib.sha256(sent.sealed).hexdigest()
    known = ReceivedRow.objects.filter(organisation_id=device.organisation_id, row=sent.id)
    there = list(known.defer("sealed", "corrected").order_by("variant"))
    same = next((one for one in there if one.sha256 == digest), None)
    files.name_files(device, sent.id, sent.files)
    if same is not None:
        return same
    row = ReceivedRow(
        organisation_id=device.organisation_id,
        row=sent.id,
        variant=len(there) + 1,
        device=device.pk,
        account=device.account_id,
        sealed=sent.sealed,
        sha256=digest,
        app=app[:24],
        skew_seconds=skew,
    )
    if is_refused:
        park(row, [Problem(Reason.TAKEN_BACK.value)], by=by, state=State.QUARANTINED, is_new=True)
    elif any(one.kind for one in there):
        park(row, [Problem(Reason.SAME_ID.value)], by=by, state=State.CONFLICT, is_new=True)
    elif take_in(row, by=by, device=device, is_new=True):
        files.attach_complete(row, by=by)
    return row
