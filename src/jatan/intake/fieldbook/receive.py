"""Receives rows of phones: first the bytes, then what they say, in one transaction for each row.

The same bytes under the same id are one row, however often and by however many requests at once they are sent. Other
bytes under a known id are a second row; both are shown to a person. A phone that was taken back still delivers: its
rows wait, unopened by its own hand, until a coordinator takes them in or sets them aside. The danger in a row waits for
nobody: where the row does, an urgent issue is opened in the same transaction (`danger.py`). A phone that brings more
than its limit keeps the rest (`quotas.py`).
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
from jatan.intake.fieldbook import danger, files, quotas
from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.files import SentFile
from jatan.intake.fieldbook.locks import lock_row
from jatan.intake.fieldbook.models import LARGEST_ROW, ReceivedRow
from jatan.intake.fieldbook.row_intake import park, take_in
from jatan.kernel import clock
from jatan.kernel.problems import Problem

_log = logging.getLogger(__name__)
_LONGEST_SKEW = 2_000_000_000


@dataclass(frozen=True)
class SentRow:
    """A row as it came in: its id on the phone, sealed bytes, and the files that it names."""

    id: uuid.UUID
    sealed: bytes
    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class Received:
    """What became of rows that were sent. `rows`: those stored now, in the order sent; `over`: ids over a limit."""

    rows: list[ReceivedRow]
    over: list[uuid.UUID]


def receive_rows(
    *,
    device: Device,
    by: Actor,
    rows: Sequence[SentRow],
    is_refused: bool = False,
    is_by_hand: bool = False,
    device_time: dt.datetime | None = None,
    app: str = "",
) -> Received:
    """Store each row durably and take it in as `by`.

    `is_refused`: the phone was taken back or its time is over. `is_by_hand`: a coordinator brings them as a file, and
    no limit of the phone holds. `device_time`: what its clock shows now. A row that the database could not store just
    now is left out, and so the phone keeps it; the others are not kept waiting by it.
    """
    now = clock.now()
    skew = device.skew_seconds if device_time is None else round((device_time - now).total_seconds())
    skew = max(-_LONGEST_SKEW, min(_LONGEST_SKEW, skew))
    importer = importer_for(device.organisation_id, account_id=device.account_id)
    found: dict[uuid.UUID, ReceivedRow] = {}
    over: list[uuid.UUID] = []
    # In the order in which they were written: a call to somebody comes after the row that says she has left. The lock
    # of the person keeps two requests with the same rows from blocking each other.
    for sent in rows:
        if not sent.sealed or len(sent.sealed) > LARGEST_ROW:
            continue
        try:
            with acting_as(importer):
                found[sent.id] = _receive(
                    device, by, sent, is_refused=is_refused, is_counted=not is_by_hand, skew=skew, app=app
                )
        except quotas.OverQuota:
            over.append(sent.id)
        except (OperationalError, InterfaceError) as error:
            _log.warning("a row of a phone could not be stored just now: %s", type(error).__name__)
            if connection.needs_rollback or not connection.is_usable():
                raise
    return Received([found[sent.id] for sent in rows if sent.id in found], over)


def _receive(
    device: Device, by: Actor, sent: SentRow, *, is_refused: bool, is_counted: bool, skew: int, app: str
) -> ReceivedRow:
    lock_row(device.organisation_id, device.account_id, sent.id)
    digest = hashlib.sha256(sent.sealed).hexdigest()
    known = ReceivedRow.objects.filter(organisation_id=device.organisation_id, row=sent.id)
    there = list(known.defer("sealed", "corrected").order_by("variant"))
    same = next((one for one in there if one.sha256 == digest), None)
    if same is not None:
        files.name_files(device, sent.id, sent.files, is_refused=is_refused, is_counted=is_counted)
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
    if is_counted:
        quotas.count_row(row, device, is_refused=is_refused)
    files.name_files(device, sent.id, sent.files, is_refused=is_refused, is_counted=is_counted)
    if is_refused or any(one.kind for one in there):
        reason = Reason.TAKEN_BACK if is_refused else Reason.SAME_ID
        park(row, [Problem(reason.value)], by=by, is_new=True)
        danger.report(row, device=device)
    elif take_in(row, by=by, device=device, is_new=True):
        files.attach_complete(row, by=by)
    return row
