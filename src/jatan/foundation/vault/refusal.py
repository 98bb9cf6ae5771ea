"""The exception for bytes that cannot be decrypted: altered, truncated, swapped, or encrypted to somebody else."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Refused", "collect_refusals"]


class Refused(Exception):
    """Decryption or verification failed. `code` says why, for ledger and messages; it never contains plaintext.

    Codes: `version` (unknown format), `length` (truncated or extended), `key` (wrong key or context), `altered`
    (authentication failed), `order` (chunks reordered, missing or added), `signature`, `shares`, `padding`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def collect_refusals(refused_cases: list[uuid.UUID] | None, case: uuid.UUID) -> Iterator[None]:
    """Append `case` (once) to the list if the block raises Refused; with None the exception is raised."""
    try:
        yield
    except Refused:
        if refused_cases is None:
            raise
        if case not in refused_cases:
            refused_cases.append(case)
