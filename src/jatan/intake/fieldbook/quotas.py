"""How much phones may bring, counted before anything is stored, in the transaction that stores it.

A day counts from the first row of it. What is over a limit stays on the phone and is offered again; what was stored is
never counted twice. Danger has a small part of its own that no other row takes; whether a row holds danger is read in
the row, for a mark outside its seal would tell whoever finds the phone. The waiting rows of phones that were taken back
have one limit until somebody has looked at them. docs/reference/limits.md lists these limits.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Sum
from django.db.models.functions import Length

from jatan.foundation.access import file_limits, rate_limits
from jatan.foundation.access.rate_limits import RateLimit
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook.choices import State
from jatan.intake.fieldbook.danger import carries_danger
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.kernel.problems import Problem

_DAY: Final = dt.timedelta(days=1)
_PHONES_OF_AN_ACCOUNT: Final = 2
_MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class Amount:
    """So many rows and bytes of rows, files and bytes of files, pieces of files."""

    rows: int
    row_bytes: int
    files: int = 0
    file_bytes: int = 0
    pieces: int = 0


# In a day: what thirteen rows and six photographs a day come to after a month without a network.
OF_A_PHONE: Final = Amount(rows=400, row_bytes=8 * _MIB, files=200, file_bytes=64 * _MIB, pieces=4_000)
DANGER: Final = Amount(rows=20, row_bytes=_MIB)
OF_A_TAKEN_PHONE: Final = Amount(rows=100, row_bytes=4 * _MIB, files=50, file_bytes=16 * _MIB, pieces=1_000)


class OverQuota(Exception):
    """A row is over the limit of its phone, and not stored."""


def count_row(row: ReceivedRow, device: Device, *, is_refused: bool) -> None:
    """Count a row that is to be stored. Raises OverQuota.

    `is_refused`: the phone was taken back or its time is over.
    """
    one = {"rows": 1, "row_bytes": len(row.sealed)}
    if is_refused:
        waiting = _waiting_rows(device).aggregate(rows=Count("pk"), row_bytes=Sum(Length("sealed")))
        is_free = all((waiting[name] or 0) + more <= getattr(OF_A_TAKEN_PHONE, name) for name, more in one.items())
    else:
        is_free = _takes(device, "", OF_A_PHONE, one)
    if not is_free and not (carries_danger(row) and _takes(device, "-danger", DANGER, one)):
        raise OverQuota


def count_file(device: Device, size: int, *, is_refused: bool) -> bool:
    """Count a file that is announced. False for one over the limit: its row is stored without it for now."""
    if not file_limits.has_room(size):
        return False
    one = {"files": 1, "file_bytes": size}
    if not is_refused:
        return _takes(device, "", OF_A_PHONE, one)
    rows = _waiting_rows(device).values("row")
    named = ReceivedFile.objects.filter(organisation_id=device.organisation_id, account=device.account_id, row__in=rows)
    there = named.aggregate(files=Count("pk"), file_bytes=Sum("size"))
    return all((there[name] or 0) + more <= getattr(OF_A_TAKEN_PHONE, name) for name, more in one.items())


def require_room(size: int) -> None:
    """Of a piece, by whatever way it comes. Raises Problem("quota"): the picture waits on the phone."""
    if not file_limits.has_room(size):
        raise Problem("quota")


def count_piece(device: Device, *, is_refused: bool) -> None:
    """Count a piece that came in, also one that is here already. Raises Problem("quota")."""
    most = OF_A_TAKEN_PHONE if is_refused else OF_A_PHONE
    if not _takes(device, "-taken" if is_refused else "", most, {"pieces": 1}):
        raise Problem("quota")


def _takes(device: Device, kind: str, most: Amount, one: Mapping[str, int]) -> bool:
    """Count for the phone, and for its account, whichever phones it has."""
    counted = []
    for name, more in one.items():
        limit = RateLimit(f"phone{kind}-{name}", getattr(most, name), _DAY)
        wide = RateLimit(f"account{kind}-{name}", _PHONES_OF_AN_ACCOUNT * limit.most, _DAY)
        counted += [(limit, device.pk, more), (wide, device.account_id, more)]
    return rate_limits.takes(counted)


def _waiting_rows(device: Device) -> Any:
    return ReceivedRow.objects.filter(
        organisation_id=device.organisation_id, device=device.pk, state=State.QUARANTINED.value
    )
