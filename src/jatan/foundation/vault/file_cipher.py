"""Encryption of files in chunks of 64 KiB, so that uploads are encrypted as they stream in, never stored in clear.

Header: version (1 byte), salt (32), nonce prefix (7), key commitment (16). The nonce of a chunk is prefix, counter (4)
and a flag on the last chunk (1), so truncated, added and reordered chunks are detected. The file's name, type and key
are stored in a sealed section, so that revoking a reader re-encrypts that section and not the file.
"""

import hmac
import os
import struct
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jatan.foundation.vault.boxes import KEY_BYTES, VERSION, derive
from jatan.foundation.vault.refusal import Refused

__all__ = ["CHUNK", "HEADER", "FileSealer", "file_open", "file_seal", "sealed_length"]

CHUNK: Final = 64 * 1024
_SALT, _PREFIX, _COMMIT, _TAG = 32, 7, 16, 16
HEADER: Final = 1 + _SALT + _PREFIX + _COMMIT
_SEALED_CHUNK = CHUNK + _TAG


class FileSealer:
    """Encrypts a file whose plaintext arrives in pieces of any size. Write `header` first."""

    def __init__(self, key: bytes, context: bytes, *, salt: bytes | None = None, prefix: bytes | None = None) -> None:
        """Pass `salt` and `prefix` only for known-answer tests."""
        salt = os.urandom(_SALT) if salt is None else salt
        self._prefix = os.urandom(_PREFIX) if prefix is None else prefix
        self._cipher, commit = _cipher(key, salt, context)
        self._context = context
        self._buffer = bytearray()
        self._counter = 0
        self.header = bytes([VERSION]) + salt + self._prefix + commit

    def add(self, piece: bytes) -> Iterator[bytes]:
        """Sealed chunks that are complete. One is held back, because the last chunk is flagged (`finish`)."""
        self._buffer += piece
        while len(self._buffer) > CHUNK:
            yield self._sealed(bytes(self._buffer[:CHUNK]), is_last=False)
            del self._buffer[:CHUNK]

    def finish(self) -> bytes:
        """The last chunk."""
        return self._sealed(bytes(self._buffer), is_last=True)

    def _sealed(self, chunk: bytes, *, is_last: bool) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._prefix, self._counter, is_last=is_last), chunk, self._context)
        self._counter += 1
        return sealed


def file_seal(
    key: bytes, pieces: Iterable[bytes], context: bytes, *, salt: bytes | None = None, prefix: bytes | None = None
) -> Iterator[bytes]:
    """Encrypt a file given in pieces of any size: yields header, then chunks. `salt`, `prefix`: known-answer tests."""
    sealer = FileSealer(key, context, salt=salt, prefix=prefix)
    yield sealer.header
    for piece in pieces:
        yield from sealer.add(piece)
    yield sealer.finish()


def file_open(key: bytes, pieces: Iterable[bytes], context: bytes) -> Iterator[bytes]:
    """Decrypt a file: yields plaintext chunks, each authenticated. Raises Refused; chunks yielded before are valid."""
    buffer = bytearray()
    source = iter(pieces)
    _fill(buffer, source, HEADER)
    if not buffer or buffer[0] != VERSION:
        raise Refused("version")
    if len(buffer) < HEADER:
        raise Refused("length")
    salt, prefix = bytes(buffer[1 : 1 + _SALT]), bytes(buffer[1 + _SALT : 1 + _SALT + _PREFIX])
    cipher, commit = _cipher(key, salt, context)
    if not hmac.compare_digest(bytes(buffer[HEADER - _COMMIT : HEADER]), commit):
        raise Refused("key")
    del buffer[:HEADER]
    counter = 0
    while True:
        _fill(buffer, source, _SEALED_CHUNK + 1)
        is_last = len(buffer) <= _SEALED_CHUNK
        chunk = bytes(buffer[:_SEALED_CHUNK])
        if len(chunk) < _TAG:
            raise Refused("length")
        try:
            plain = cipher.decrypt(_nonce(prefix, counter, is_last=is_last), chunk, context)
        except InvalidTag as error:
            raise Refused("order") from error
        yield plain
        if is_last:
            return
        del buffer[:_SEALED_CHUNK]
        counter += 1


def sealed_length(length: int) -> int:
    """Size of the sealed file for a plaintext of `length` bytes."""
    chunks = max(1, -(-length // CHUNK))
    return HEADER + length + chunks * _TAG


def _cipher(key: bytes, salt: bytes, context: bytes) -> tuple[AESGCM, bytes]:
    both = derive(key, context, KEY_BYTES + _COMMIT, salt=salt)
    return AESGCM(both[:KEY_BYTES]), both[KEY_BYTES:]


def _nonce(prefix: bytes, counter: int, *, is_last: bool) -> bytes:
    return prefix + struct.pack(">I", counter) + bytes([is_last])


def _fill(buffer: bytearray, source: Iterator[bytes], wanted: int) -> None:
    while len(buffer) < wanted:
        piece = next(source, None)
        if piece is None:
            return
        buffer += piece
