"""The one answer to bytes that do not open: altered, cut, swapped, rolled back, or sealed to somebody else."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Refused", "refusals"]


class Refused(Exception):
    """Nothing was opened. `code` says where it failed, for the ledger and the report; it never holds plaintext.

    Codes: `version` (made by a format we do not know), `length` (cut or glued), `key` (another key or another
    context), `altered` (a bit differs), `order` (chunks swapped, missing or after the end), `signature`, `shares`,
    `padding`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def refusals(noted: list[uuid.UUID] | None, case: uuid.UUID) -> Iterator[None]:
    """Among many cases one that will not open is noted, once, and the others go on; without a list it is raised."""
    try:
        yield
    except Refused:
        if noted is None:
            raise
        if case not in noted:
            noted.append(case)
