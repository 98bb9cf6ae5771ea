"""Encryption of files in chunks of 64 KiB, so that uploads are encrypted as they stream in, never stored in clear.

Header: version (1 byte), salt (32), nonce prefix (7), key commitment (16). The nonce of a chunk is prefix, counter (4)
and a flag on the last chunk (1), so truncated, added and reordered chunks are detected. The file's name, type and key
are stored in a sealed section, so that revoking a reader re-encrypts that section and not the file.

Version 2: what is encrypted is the file, one byte 0x80, and zero bytes up to `sections.padded_length`, so that the
length of the stored file says at most an eighth more or less. The version is part of the context: a file whose version
byte was changed does not open. Files of version 1 have the length of their content.
"""

import hmac
import os
import struct
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jatan.foundation.vault.boxes import KEY_BYTES, derive
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import padded_length

CHUNK: Final = 64 * 1024
_UNPADDED, _PADDED = 1, 2
_END: Final = b"\x80"
_SALT, _PREFIX, _COMMIT, _TAG = 32, 7, 16, 16
HEADER: Final = 1 + _SALT + _PREFIX + _COMMIT
_SEALED_CHUNK = CHUNK + _TAG


class FileSealer:
    """Encrypts a file whose plaintext arrives in pieces of any size. Write `header` first."""

    def __init__(self, key: bytes, context: bytes, *, salt: bytes | None = None, prefix: bytes | None = None) -> None:
        """Pass `salt` and `prefix` only for known-answer tests."""
        salt = os.urandom(_SALT) if salt is None else salt
        self._prefix = os.urandom(_PREFIX) if prefix is None else prefix
        self._context = _versioned(context, _PADDED)
        self._cipher, commit = _cipher(key, salt, self._context)
        self._buffer = bytearray()
        self._counter = 0
        self._length = 0
        self.header = bytes([_PADDED]) + salt + self._prefix + commit

    def add(self, piece: bytes) -> Iterator[bytes]:
        """Sealed chunks that are complete. One is held back, because the last chunk is flagged (`finish`)."""
        self._length += len(piece)
        yield from self._added(piece)

    def finish(self) -> Iterator[bytes]:
        """The last chunks."""
        left = padded_length(self._length) - self._length
        yield from self._added(_END)
        for at in range(1, left, CHUNK):
            yield from self._added(bytes(min(CHUNK, left - at)))
        yield self._sealed(bytes(self._buffer), is_last=True)

    def _added(self, piece: bytes) -> Iterator[bytes]:
        self._buffer += piece
        while len(self._buffer) > CHUNK:
            yield self._sealed(bytes(self._buffer[:CHUNK]), is_last=False)
            del self._buffer[:CHUNK]

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
    yield from sealer.finish()


def file_open(key: bytes, pieces: Iterable[bytes], context: bytes) -> Iterator[bytes]:
    """Decrypt a file: yields plaintext chunks, each authenticated. Raises Refused; chunks yielded before are valid."""
    buffer = bytearray()
    source = iter(pieces)
    _fill(buffer, source, HEADER)
    if not buffer or buffer[0] not in {_UNPADDED, _PADDED}:
        raise Refused("version")
    if len(buffer) < HEADER:
        raise Refused("length")
    version, salt, prefix = buffer[0], bytes(buffer[1 : 1 + _SALT]), bytes(buffer[1 + _SALT : 1 + _SALT + _PREFIX])
    context = _versioned(context, version)
    cipher, commit = _cipher(key, salt, context)
    if not hmac.compare_digest(bytes(buffer[HEADER - _COMMIT : HEADER]), commit):
        raise Refused("key")
    del buffer[:HEADER]
    chunks = _chunks(cipher, prefix, context, buffer, source)
    yield from chunks if version == _UNPADDED else _unpadded(chunks)


def _chunks(
    cipher: AESGCM, prefix: bytes, context: bytes, buffer: bytearray, source: Iterator[bytes]
) -> Iterator[bytes]:
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


def _unpadded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks without the padding. What may belong to it, one byte and the zeros behind, is held back until more comes;
    the zeros as a number."""
    last, zeros, length = b"", 0, 0
    for chunk in chunks:
        kept = chunk.rstrip(b"\0")
        if kept:
            length += len(last) + zeros + len(kept) - 1
            yield last
            yield from _zeros(zeros)
            yield kept[:-1]
            last, zeros = kept[-1:], 0
        zeros += len(chunk) - len(kept)
    if last != _END or length + 1 + zeros != padded_length(length):
        raise Refused("padding")


def _zeros(count: int) -> Iterator[bytes]:
    for at in range(0, count, CHUNK):
        yield bytes(min(CHUNK, count - at))


def sealed_length(length: int) -> int:
    """Size of the sealed file for a plaintext of `length` bytes."""
    padded = padded_length(length)
    return HEADER + padded + -(-padded // CHUNK) * _TAG


def _versioned(context: bytes, version: int) -> bytes:
    return context if version == _UNPADDED else context + b"|padded"


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
