"""A sealed file: 64 KiB chunks, so that hours of audio are sealed while they stream in and never lie open on a disk.

Header: version, salt (32), nonce prefix (7), key commitment (16). Each chunk's nonce is prefix, counter (4) and a mark
on the last one: cutting, adding, or changing the order of chunks is refused. Name and kind of the file are not here:
they lie with the file's own key in a sealed section, so that taking a reader away re-seals a card, not hours of audio.
"""

import hmac
import os
import struct
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jatan.foundation.vault.boxes import KEY_BYTES, VERSION, derived
from jatan.foundation.vault.refusal import Refused

__all__ = ["CHUNK", "HEADER", "FileSealer", "file_open", "file_seal", "sealed_length"]

CHUNK: Final = 64 * 1024
_SALT, _PREFIX, _COMMIT, _TAG = 32, 7, 16, 16
HEADER: Final = 1 + _SALT + _PREFIX + _COMMIT
_SEALED_CHUNK = CHUNK + _TAG


class FileSealer:
    """Seals a file whose plaintext is handed over piece by piece, as an upload arrives."""

    def __init__(self, key: bytes, context: bytes, *, salt: bytes | None = None, prefix: bytes | None = None) -> None:
        """`salt`, `prefix` only for known-answer vectors."""
        salt = os.urandom(_SALT) if salt is None else salt
        self._prefix = os.urandom(_PREFIX) if prefix is None else prefix
        self._cipher, commit = _cipher(key, salt, context)
        self._context = context
        self._waiting = bytearray()
        self._counter = 0
        self.header = bytes([VERSION]) + salt + self._prefix + commit

    def add(self, piece: bytes) -> Iterator[bytes]:
        """Sealed chunks that are complete. The last carries a mark, so one is held back until more comes or not."""
        self._waiting += piece
        while len(self._waiting) > CHUNK:
            yield self._sealed(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> bytes:
        """The last chunk."""
        return self._sealed(bytes(self._waiting), is_last=True)

    def _sealed(self, chunk: bytes, *, is_last: bool) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._prefix, self._counter, is_last=is_last), chunk, self._context)
        self._counter += 1
        return sealed


def file_seal(
    key: bytes, pieces: Iterable[bytes], context: bytes, *, salt: bytes | None = None, prefix: bytes | None = None
) -> Iterator[bytes]:
    """Sealed bytes of a file whose plaintext comes in pieces of any size. `salt`, `prefix` only for vectors."""
    sealer = FileSealer(key, context, salt=salt, prefix=prefix)
    yield sealer.header
    for piece in pieces:
        yield from sealer.add(piece)
    yield sealer.finish()


def file_open(key: bytes, pieces: Iterable[bytes], context: bytes) -> Iterator[bytes]:
    """The plaintext chunk by chunk, each already verified. Raises Refused; what came before it is whole and true."""
    waiting = bytearray()
    source = iter(pieces)
    _fill(waiting, source, HEADER)
    if not waiting or waiting[0] != VERSION:
        raise Refused("version")
    if len(waiting) < HEADER:
        raise Refused("length")
    salt, prefix = bytes(waiting[1 : 1 + _SALT]), bytes(waiting[1 + _SALT : 1 + _SALT + _PREFIX])
    cipher, commit = _cipher(key, salt, context)
    if not hmac.compare_digest(bytes(waiting[HEADER - _COMMIT : HEADER]), commit):
        raise Refused("key")
    del waiting[:HEADER]
    counter = 0
    while True:
        _fill(waiting, source, _SEALED_CHUNK + 1)
        is_last = len(waiting) <= _SEALED_CHUNK
        chunk = bytes(waiting[:_SEALED_CHUNK])
        if len(chunk) < _TAG:
            raise Refused("length")
        try:
            plain = cipher.decrypt(_nonce(prefix, counter, is_last=is_last), chunk, context)
        except InvalidTag as error:
            raise Refused("order") from error
        yield plain
        if is_last:
            return
        del waiting[:_SEALED_CHUNK]
        counter += 1


def sealed_length(length: int) -> int:
    """Bytes on the disk for a plaintext of `length` bytes."""
    chunks = max(1, -(-length // CHUNK))
    return HEADER + length + chunks * _TAG


def _cipher(key: bytes, salt: bytes, context: bytes) -> tuple[AESGCM, bytes]:
    both = derived(key, context, KEY_BYTES + _COMMIT, salt=salt)
    return AESGCM(both[:KEY_BYTES]), both[KEY_BYTES:]


def _nonce(prefix: bytes, counter: int, *, is_last: bool) -> bytes:
    return prefix + struct.pack(">I", counter) + bytes([is_last])


def _fill(waiting: bytearray, source: Iterator[bytes], wanted: int) -> None:
    while len(waiting) < wanted:
        piece = next(source, None)
        if piece is None:
            return
        waiting += piece
