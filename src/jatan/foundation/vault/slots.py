"""Slots: a holder's private key, sealed under something she knows. The server keeps slots, never the key.

A password slot needs password and pepper (32 bytes outside database and backups); a recovery code needs neither.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jatan.foundation.vault.boxes import KEY_BYTES, box_open, box_seal, derived
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.refusing import Refused

__all__ = [
    "PEPPER_BYTES",
    "PasswordSlot",
    "code_normal",
    "code_slot_open",
    "code_slot_seal",
    "made_code",
    "password_slot_open",
    "password_slot_seal",
]

PEPPER_BYTES: Final = 32
_SALT, _CODE = 16, 16
_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 1
# Crockford's letters leave out i, l, o and u; a reader's slip between 0/O and 1/I/L is forgiven.
_STANDARD, _CROCKFORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_CROCKFORD = str.maketrans(_STANDARD, _CROCKFORD)
_FROM_CROCKFORD = str.maketrans(_CROCKFORD, _STANDARD)
_SLIPS = str.maketrans("OIL", "011")


@dataclass(frozen=True, repr=False)
class PasswordSlot:
    """What is stored: salt, the digest of a verifier, and the sealed key (141 bytes)."""

    salt: bytes
    verifier_digest: bytes
    sealed: bytes


def password_slot_seal(
    key: PrivateKey, passphrase: str, pepper: bytes, context: bytes, *, salt: bytes | None = None
) -> PasswordSlot:
    """Seal a private key under a passphrase. `salt` only for known-answer vectors."""
    salt = os.urandom(_SALT) if salt is None else salt
    verifier, kek = _stretched(passphrase, pepper, salt)
    return PasswordSlot(salt, hashlib.sha256(verifier).digest(), box_seal(kek, key.raw, context))


def password_slot_open(slot: PasswordSlot, passphrase: str, pepper: bytes, context: bytes) -> PrivateKey:
    """The private key. Raises Refused("key") for another passphrase or pepper, else as `box_open`."""
    verifier, kek = _stretched(passphrase, pepper, slot.salt)
    if not hmac.compare_digest(hashlib.sha256(verifier).digest(), slot.verifier_digest):
        raise Refused("key")
    return PrivateKey(box_open(kek, slot.sealed, context))


def made_code() -> str:
    """A recovery code of 128 bits: 26 letters and digits in groups, to be written on paper."""
    letters = base64.b32encode(os.urandom(_CODE)).decode().rstrip("=").translate(_TO_CROCKFORD)
    return "-".join(letters[at : at + 5] for at in range(0, len(letters), 5))


def code_normal(written: str) -> str:
    """A code as it was made, from how somebody typed it: spaces, dashes and small letters do not matter."""
    kept = "".join(letter for letter in written.upper() if letter.isalnum()).translate(_SLIPS)
    if len(kept) != 26 or any(letter not in _CROCKFORD for letter in kept):
        raise Refused("length")
    return kept


def code_slot_seal(key: PrivateKey, code: str, context: bytes) -> bytes:
    """Seal a private key under a recovery code (141 bytes)."""
    return box_seal(_code_key(code), key.raw, context)


def code_slot_open(sealed: bytes, code: str, context: bytes) -> PrivateKey:
    """The private key. Raises Refused."""
    return PrivateKey(box_open(_code_key(code), sealed, context))


def _code_key(code: str) -> bytes:
    try:
        secret = base64.b32decode(code_normal(code).translate(_FROM_CROCKFORD) + "======")
    except ValueError as error:
        raise Refused("length") from error
    # 128 random bits need no stretching.
    return derived(secret, b"s1|code", KEY_BYTES)


def _stretched(passphrase: str, pepper: bytes, salt: bytes) -> tuple[bytes, bytes]:
    if len(pepper) != PEPPER_BYTES:
        raise ValueError("the pepper has 32 bytes")
    kdf = Argon2id(
        salt=salt, length=64, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB, secret=pepper, ad=b"s1|pw"
    )
    both = kdf.derive(passphrase.encode())
    return both[:32], both[32:]
