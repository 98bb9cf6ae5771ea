"""Registers whose days do not stay open: what an import leaves behind of their rows must tell none either.

A digest of a row of ten cells is no secret: who knows code, kind and quarter tries out ninety days. So content and
cells of such rows are known by keyed hashes, whose key lies outside the database (`foundation.network.marks`), and
what a row said is emptied as soon as it need not wait any longer.
"""

from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from jatan.foundation.network.marks import mark
from jatan.intake.registers.models import ParkedRow, ProposedCorrection

__all__ = ["SEALED_KINDS", "emptied", "forget_clear_pages", "kept_detail", "keyed_cell", "keyed_content"]

SEALED_KINDS: Final = frozenset({"cases"})
# The one column whose unknown word a coordinator must see to teach it; the others may hold a day or a village.
_TEACHABLE: Final = "case_kind"


def keyed_content(content: bytes) -> bytes:
    """A row's identity, from the digest of its content."""
    return mark("register_row", content.hex())


def keyed_cell(name: str, mark_of_cell: int) -> int:
    """The mark of one cell, from its plain mark."""
    return int.from_bytes(mark("register_cell", f"{name}\x1f{mark_of_cell}")[:4])


def kept_detail(kind: str, field: str, detail: str) -> str:
    """What a warning may keep of what was written."""
    return detail if kind not in SEALED_KINDS or field == _TEACHABLE else ""


def emptied(row: ParkedRow | ProposedCorrection) -> list[str]:
    """Empty what a row said that waits no longer; the names of the fields to save besides."""
    if row.kind not in SEALED_KINDS:
        return []
    row.cells = {}
    if isinstance(row, ProposedCorrection):
        return ["cells"]
    row.problems = [_without_words(problem) for problem in row.problems]
    return ["cells", "problems"]


def forget_clear_pages() -> bool:
    """Write the tables of waiting rows anew on the disk, without the bytes of what was emptied. Once a night.

    False when somebody is using them at the moment; the next night does it.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT jatan_rewrite_waiting_rows()")
    except DatabaseError:
        return False
    return True


def _without_words(problem: dict[str, Any]) -> dict[str, Any]:
    return problem | {"message": "", "candidates": []}
