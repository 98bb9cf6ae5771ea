"""One sealed section of a case file (identity card, narrative entry, note, consent, legal, medical …).

Bytes in, bytes out; padded, so that the size of a note does not tell what it says.
"""

import struct
from typing import Final

from jatan.foundation.vault.boxes import box_open, box_seal
from jatan.foundation.vault.refusal import Refused

__all__ = ["LARGEST_SECTION", "padded", "padded_length", "section_open", "section_seal", "unpadded"]

LARGEST_SECTION: Final = 16 * 1024 * 1024
_STEP, _STEPPED = 512, 4096


def section_seal(dek: bytes, plaintext: bytes, context: bytes, *, nonce: bytes | None = None) -> bytes:
    """Seal a section. ValueError beyond 16 MiB: that is a file, not a section."""
    if len(plaintext) > LARGEST_SECTION:
        raise ValueError("too long for a section")
    return box_seal(dek, padded(plaintext), context, nonce=nonce)


def section_open(dek: bytes, sealed: bytes, context: bytes) -> bytes:
    """The plaintext. Raises Refused."""
    return unpadded(box_open(dek, sealed, context))


def padded_length(length: int) -> int:
    """How long `length` bytes become, their four of length included: steps of 512 to 4 KiB, then Padmé (at most 12 %).

    Padmé: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019.
    """
    total = length + 4
    if total <= _STEPPED:
        return -(-total // _STEP) * _STEP
    exponent = total.bit_length() - 1
    kept = exponent.bit_length()
    step: int = 1 << (exponent - kept)
    return -(-total // step) * step


def padded(plaintext: bytes) -> bytes:
    """Its length, itself, and noughts up to `padded_length`."""
    body = struct.pack(">I", len(plaintext)) + plaintext
    return body.ljust(padded_length(len(plaintext)), b"\0")


def unpadded(body: bytes) -> bytes:
    """What was padded. Raises Refused("padding")."""
    if len(body) < 4:
        raise Refused("padding")
    (length,) = struct.unpack(">I", body[:4])
    if 4 + length > len(body) or len(body) != padded_length(length) or any(body[4 + length :]):
        raise Refused("padding")
    return body[4 : 4 + length]
