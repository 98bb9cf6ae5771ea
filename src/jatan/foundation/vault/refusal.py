"""The exception for bytes that cannot be decrypted: altered, truncated, swapped, or encrypted to somebody else."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager


class Refused(Exception):
    """Decryption or verification failed. `code` says why, for ledger and messages; it never contains plaintext.

    Codes: `version` (unknown format), `length` (truncated or extended), `key` (wrong key or context), `altered`
    (authentication failed), `order` (chunks reordered, missing or added), `signature`, `shares`, `padding`, `full` (the
    key agent holds too many keys), `authority` (the organisation's verifying key is not the one that a key was sealed
    with), `cost` (a slot asks for less or more work than any house chooses), `memory` (too little of it to stretch a
    passphrase now), `slot` (a former one was put back).

    Of who may read: `statement` (what says so was altered, cut or is missing), `roster` (the same of a team),
    `swapped` (a case key that nobody signed), `missing` (the wrap of a signed reader is gone), `unsigned` (her signing
    key waits to be certified), `meanwhile` (signed since the file was opened), `lost` (only
    in the ledger: entries are missing).
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
