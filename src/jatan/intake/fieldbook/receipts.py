"""Receipts: what a phone may forget. They name a row by its id and hash, and say in a few words what became of it."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook.choices import WAITING, Reason, State
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow

_STATES: Final[Mapping[str, str]] = {State.SET_ASIDE.value: State.PARKED.value}
WAITING_FILES: Final = "waiting_files"


@dataclass(frozen=True)
class Receipt:
    """The receipt of one row, with its files."""

    row: ReceivedRow
    files: tuple[ReceivedFile, ...]

    @property
    def state(self) -> str:
        """`waiting_files` while a recorded row lacks a file that it names."""
        if self.row.state == State.RECORDED and any(one.complete_at is None for one in self.files):
            return WAITING_FILES
        return _STATES.get(self.row.state, self.row.state)

    @property
    def message(self) -> str:
        """What became of it, for the leader. Names nobody."""
        if self.state == WAITING_FILES:
            return _("Arrived. The photo is still missing.")
        if self.row.state == State.RECORDED:
            return _("Arrived and recorded.")
        if self.row.state == State.SET_ASIDE:
            return _("Arrived. The office has set it aside.")
        if self.row.state == State.PARKED and any(
            one["code"] == Reason.SAME_MEETING for one in self.row.problems if isinstance(one, dict)
        ):
            return _("Arrived. Somebody wrote about this meeting too; the office looks at both.")
        return _("Arrived. Somebody at the office looks at it.")

    def as_json(self) -> dict[str, Any]:
        """The receipt as the phone reads it."""
        return {
            "id": str(self.row.row),
            "sha256": self.row.sha256,
            "files": [
                {
                    "id": str(one.file),
                    "sha256": one.sha256,
                    "received": one.received,
                    "complete": one.complete_at is not None,
                }
                for one in self.files
            ],
            "state": self.state,
            # While somebody has still to look at it, the phone goes on showing what was written.
            "waits": self.row.state in WAITING,
            "said": self.message,
            "at": self.row.received_at.isoformat(),
        }


def receipts_of(device: Device, rows: Iterable[ReceivedRow]) -> list[Receipt]:
    """Receipts of rows that are stored now; one query."""
    listed = list(rows)
    with acting_as(importer_for(device.organisation_id, account_id=device.account_id)):
        files = _files(device.organisation_id, {row.row for row in listed})
    return [Receipt(row, tuple(one for one in files[row.row] if one.account == row.account)) for row in listed]


def receipts_of_ids(device: Device, ids: Collection[uuid.UUID]) -> list[Receipt]:
    """Receipts of the rows with these ids that this person's phones have sent; other ids are left out."""
    with acting_as(importer_for(device.organisation_id, account_id=device.account_id)):
        rows = ReceivedRow.objects.filter(
            organisation_id=device.organisation_id, row__in=list(ids), account=device.account_id
        ).defer("sealed", "corrected")
        found = list(rows.order_by("row", "variant"))
    return receipts_of(device, found)


def _files(organisation_id: uuid.UUID, rows: Collection[uuid.UUID]) -> dict[uuid.UUID, list[ReceivedFile]]:
    found: dict[uuid.UUID, list[ReceivedFile]] = defaultdict(list)
    for one in ReceivedFile.objects.filter(organisation_id=organisation_id, row__in=list(rows)).order_by("id"):
        if one.sha256:
            found[one.row].append(one)
    return found
