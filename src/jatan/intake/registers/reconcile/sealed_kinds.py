"""Registers with dates that must not stay readable, neither in records nor in the tables of imports.

A plain digest would not hide them: with code, kind and quarter known, ninety dates are quickly tried. So such rows and
cells are identified by keyed hashes, whose key is outside the database (`foundation.network.marks`), and the cells of
a parked row are emptied as soon as it no longer waits.
"""

from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from jatan.foundation.network.marks import mark
from jatan.intake.registers.models import ParkedRow, ProposedCorrection

SEALED_KINDS: Final = frozenset({"cases"})
# A coordinator must see an unknown word of this column to map it; other columns may hold a date or a village.
_TEACHABLE: Final = "case_kind"


def keyed_content(content: bytes) -> bytes:
    """The keyed identity of a row, from the digest of its content."""
    return mark("register_row", content.hex())


def keyed_cell(name: str, mark_of_cell: int) -> int:
    """The keyed digest of one cell (32 bits), from its plain digest."""
    return int.from_bytes(mark("register_cell", f"{name}\x1f{mark_of_cell}")[:4])


def storable_detail(kind: str, field: str, detail: str) -> str:
    """The part of `detail` that a warning may store: all, or "" for a sealed kind."""
    return detail if kind not in SEALED_KINDS or field == _TEACHABLE else ""


def empty_sealed_content(row: ParkedRow | ProposedCorrection) -> list[str]:
    """Empty the content of a row of a sealed kind, unsaved; return the names of the changed fields."""
    if row.kind not in SEALED_KINDS:
        return []
    row.cells = {}
    if isinstance(row, ProposedCorrection):
        return ["cells"]
    row.problems = [_without_words(problem) for problem in row.problems]
    return ["cells", "problems"]


def rewrite_parked_tables() -> bool:
    """Rewrite the tables of parked rows on disk, so that emptied content is really gone. Run nightly.

    False when the tables are in use; the next night tries again.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT jatan_rewrite_waiting_rows()")
    except DatabaseError:
        return False
    return True


def _without_words(problem: dict[str, Any]) -> dict[str, Any]:
    return problem | {"message": "", "candidates": []}
