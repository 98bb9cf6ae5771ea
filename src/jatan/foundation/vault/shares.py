"""Split the recovery key into three shares, any two of which restore it.

key = a xor b xor c; each officer gets two of the three parts. Shares are printed on paper and never stored. A share
contains an id of its set and a checksum, so that typing errors and shares of another set are detected.
"""

import base64
import hashlib
import os
from collections.abc import Sequence
from typing import Final

from jatan.foundation.vault.keypairs import PRIVATE_BYTES, PrivateKey
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.text.codes import without_separators

_PARTS: Final = {1: (0, 1), 2: (1, 2), 3: (0, 2)}
_SET, _CHECK = 4, 4


def split_key(key: PrivateKey) -> tuple[bytes, bytes, bytes]:
    """Three shares; one alone reveals nothing about the key."""
    first, second = os.urandom(PRIVATE_BYTES), os.urandom(PRIVATE_BYTES)
    parts = (first, second, _xor(_xor(key.raw, first), second))
    name = hashlib.sha256(b"s1|share-set|" + key.public().raw).digest()[:_SET]
    shares = [_with_checksum(bytes([officer]) + name + parts[a] + parts[b]) for officer, (a, b) in _PARTS.items()]
    return shares[0], shares[1], shares[2]


def join_shares(shares: Sequence[bytes]) -> PrivateKey:
    """The key from two shares. Raises Refused("shares") if they are damaged, equal, of different sets, or not two."""
    opened = dict(_parsed(share) for share in shares)
    if len(opened) != 2 or len({name for name, _parts in opened.values()}) != 1:
        raise Refused("shares")
    parts: dict[int, bytes] = {}
    for officer, (_name, held) in opened.items():
        for number, part in zip(_PARTS[officer], held, strict=True):
            if parts.setdefault(number, part) != part:
                raise Refused("shares")
    key = PrivateKey(_xor(_xor(parts[0], parts[1]), parts[2]))
    name = next(iter(opened.values()))[0]
    if hashlib.sha256(b"s1|share-set|" + key.public().raw).digest()[:_SET] != name:
        raise Refused("shares")
    return key


def share_text(share: bytes) -> str:
    """A share as text for paper: groups of four letters, eight groups per line."""
    letters = base64.b32encode(share).decode().rstrip("=")
    groups = [letters[at : at + 4] for at in range(0, len(letters), 4)]
    return "\n".join(" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8))


def share_bytes(text: str) -> bytes:
    """Parse a share typed from paper. Raises Refused("shares")."""
    letters = without_separators(text)
    try:
        share = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError as error:
        raise Refused("shares") from error
    # Decoding ignores some bits of the last letter, so a typing error there is found only by encoding again.
    if base64.b32encode(share).decode().rstrip("=") != letters:
        raise Refused("shares")
    _parsed(share)
    return share


def _with_checksum(body: bytes) -> bytes:
    return body + hashlib.sha256(b"s1|share|" + body).digest()[:_CHECK]


def _parsed(share: bytes) -> tuple[int, tuple[bytes, tuple[bytes, bytes]]]:
    body = share[:-_CHECK]
    if len(share) != 1 + _SET + 2 * PRIVATE_BYTES + _CHECK or _with_checksum(body) != share or body[0] not in _PARTS:
        raise Refused("shares")
    held = body[1 + _SET :]
    return body[0], (body[1 : 1 + _SET], (held[:PRIVATE_BYTES], held[PRIVATE_BYTES:]))


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
