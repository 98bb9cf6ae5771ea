"""Encrypt one section of a case file (identity card, narrative entry, note, consent, legal, medical …).

Bytes in, bytes out; padded, so that the length of the ciphertext reveals little about the text.
"""

import struct
from typing import Final

from jatan.foundation.vault.boxes import box_open, box_seal
from jatan.foundation.vault.refusal import Refused

LARGEST_SECTION: Final = 16 * 1024 * 1024
_STEP, _STEPPED = 512, 4096


def section_seal(dek: bytes, plaintext: bytes, context: bytes, *, nonce: bytes | None = None) -> bytes:
    """Pad and encrypt a section. Raises ValueError above 16 MiB; larger content is stored as a file."""
    if len(plaintext) > LARGEST_SECTION:
        raise ValueError("too long for a section")
    return box_seal(dek, pad(plaintext), context, nonce=nonce)


def section_open(dek: bytes, sealed: bytes, context: bytes) -> bytes:
    """Decrypt a section. Raises Refused."""
    return unpad(box_open(dek, sealed, context))


def padded_length(length: int) -> int:
    """Padded size of `length` bytes and their 4-byte length: steps of 512 up to 4 KiB, then Padmé (at most 12 % more).

    Padmé: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019.
    """
    total = length + 4
    if total <= _STEPPED:
        return -(-total // _STEP) * _STEP
    exponent = total.bit_length() - 1
    kept = exponent.bit_length()
    step: int = 1 << (exponent - kept)
    return -(-total // step) * step


def pad(plaintext: bytes) -> bytes:
    """Length (4 bytes, big-endian), plaintext, and zero bytes up to `padded_length`."""
    body = struct.pack(">I", len(plaintext)) + plaintext
    return body.ljust(padded_length(len(plaintext)), b"\0")


def unpad(body: bytes) -> bytes:
    """The plaintext of a padded body. Raises Refused("padding")."""
    if len(body) < 4:
        raise Refused("padding")
    (length,) = struct.unpack(">I", body[:4])
    if 4 + length > len(body) or len(body) != padded_length(length) or any(body[4 + length :]):
        raise Refused("padding")
    return body[4 : 4 + length]
