"""The one answer to bytes that do not open: altered, cut, swapped, rolled back, or sealed to somebody else."""

__all__ = ["Refused"]


class Refused(Exception):
    """Nothing was opened. `code` says where it failed, for the ledger and the report; it never holds plaintext.

    Codes: `version` (made by a format we do not know), `length` (cut or glued), `key` (another key or another
    context), `altered` (a bit differs), `order` (chunks swapped, missing or after the end), `signature`, `shares`,
    `padding`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
