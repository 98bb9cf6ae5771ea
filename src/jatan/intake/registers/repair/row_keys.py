"""Keys by which a row is found again when it comes back in a workbook: its id, and a mark that only we can make.

The mark of a waiting row covers what the row says, so a key of a row that has changed since it was exported fits no
more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.marks import mark
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS
from jatan.kernel.problems import Problem

_KEY: Final = re.compile(r"([0-9a-f]{32})-([0-9a-f]{12})")
LIST_CODE: Final = "jatan-rows"  # how the first cell of a workbook of a list begins
_ROWS_LOOKED_AT: Final = 30
_BATCH: Final = 500


def row_key(row: ParkedRow) -> str:
    """The key of a parked row, 45 characters."""
    content = f"{row.organisation_id}:{row.pk}:{row.kind}:{bytes(row.identity).hex()}:{row.occurrence}"
    return signed_key("waiting_row", row.pk, content)


def signed_key(kind: str, pk: UUID, content: str) -> str:
    """The key of any row, 45 characters. `kind`: of the mark; `content`: what the mark covers."""
    return f"{pk.hex}-{mark(kind, content).hex()[:12]}"


def id_of_key(key: str) -> UUID:
    """The id in what `is_row_key` takes for a key; whether its mark is ours is not looked at."""
    return UUID(key.strip()[:32])


def is_row_key(value: Any) -> bool:
    """True for a cell that looks like a key."""
    return isinstance(value, str) and _KEY.fullmatch(value.strip()) is not None


def find_rows_of_keys(by: Actor, keys: Iterable[str]) -> Mapping[str, ParkedRow]:
    """{key: its row of any status}. A key that is altered, outdated or of another office's row is left out."""
    found: dict[str, ParkedRow] = {}
    wanted = [key for key in dict.fromkeys(keys) if is_row_key(key)]
    reached = gate.within_reach(ParkedRow.objects.all(), by=by, permission=Permission.REGISTER_IMPORT)
    for start in range(0, len(wanted), _BATCH):
        batch = set(wanted[start : start + _BATCH])
        rows = reached.filter(pk__in=[id_of_key(key) for key in batch]).exclude(kind__in=SEALED_KINDS)
        found |= {key: row for row in rows if (key := row_key(row)) in batch}
    return found


def refuse_row_keys[R: Sequence[Any]](rows: Iterable[R]) -> Iterator[R]:
    """The rows of a sheet. Raises Problem for those of a workbook to mend, or of a list, which are no register."""
    for number, row in enumerate(rows):
        if number < _ROWS_LOOKED_AT and any(is_row_key(cell) or _is_list_code(cell) for cell in row):
            raise Problem(
                "waiting_rows",
                _("This workbook was taken out to be mended. Bring it in on the page it came from."),
                field="file",
            )
        yield row


def _is_list_code(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith(f"{LIST_CODE} ")
