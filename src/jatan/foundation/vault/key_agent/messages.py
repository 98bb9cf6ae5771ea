"""Messages between workers and the key agent: four bytes of length, then fields, each with four bytes of length.

The first field of a request is its operation, of an answer "ok" or a code of `Refused`.
"""

import socket
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from typing import Final

from jatan.foundation.vault.slots import PasswordSlot

# A letter with papers is the longest: `JATAN_HOME` keeps nothing longer in one sealed row.
MOST_BYTES: Final = 64 * 1024 * 1024
MOST_FIELDS: Final = 10_000
_SIZE: Final = 4


class Malformed(Exception):
    """Bytes that are no message. The code is for tests: `long`, `short`, `many` or `empty`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def packed(parts: Iterable[bytes]) -> bytes:
    """A message of these fields."""
    body = b"".join(len(part).to_bytes(_SIZE) + part for part in parts)
    return len(body).to_bytes(_SIZE) + body


def unpacked(body: bytes) -> list[bytes]:
    """The fields of a message without its own length. Raises Malformed."""
    parts, at = [], 0
    while at < len(body):
        length = int.from_bytes(body[at : at + _SIZE])
        at += _SIZE
        if at + length > len(body):
            raise Malformed("short")
        parts.append(body[at : at + length])
        at += length
        if len(parts) > MOST_FIELDS:
            raise Malformed("many")
    if not parts:
        raise Malformed("empty")
    return parts


def receive(stream: socket.socket) -> list[bytes]:
    """The next message. Raises Malformed, OSError, and TimeoutError for a silent peer."""
    length = int.from_bytes(_exactly(stream, _SIZE))
    if length > MOST_BYTES:
        raise Malformed("long")
    return unpacked(_exactly(stream, length))


def slot_fields(slot: PasswordSlot) -> list[bytes]:
    """A passphrase slot as fields: bytes as they are, numbers as digits."""
    return [value if isinstance(value, bytes) else str(value).encode() for value in astuple(slot)]


def slot_of(parts: Sequence[bytes]) -> PasswordSlot:
    """The slot of `slot_fields`. Raises ValueError."""
    kinds = [field.type for field in fields(PasswordSlot)]
    values: list[bytes | int] = [
        part if kind is bytes else int(part.decode("ascii")) for kind, part in zip(kinds, parts, strict=True)
    ]
    return PasswordSlot(*values)  # type: ignore[arg-type]


def _exactly(stream: socket.socket, length: int) -> bytes:
    held = bytearray()
    while len(held) < length:
        piece = stream.recv(min(length - len(held), 1 << 20))
        if not piece:
            raise Malformed("short")
        held += piece
    return bytes(held)
