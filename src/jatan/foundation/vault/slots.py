"""Slots: a holder's private key, encrypted under her passphrase or a recovery code.

A passphrase slot also needs the pepper (32 bytes outside database and backups); a code slot does not.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jatan.foundation.vault.boxes import KEY_BYTES, box_open, box_seal, derive
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.text.codes import decode_bytes, encode_bytes, is_code, normalise_code

__all__ = [
    "PEPPER_BYTES",
    "PasswordSlot",
    "code_slot_open",
    "code_slot_seal",
    "normalise_recovery_code",
    "password_slot_open",
    "password_slot_seal",
    "random_recovery_code",
]

PEPPER_BYTES: Final = 32
_SALT, _CODE = 16, 16
_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 1
_CODE_LETTERS = 26


@dataclass(frozen=True, repr=False)
class PasswordSlot:
    """Stored data of a passphrase slot: salt, digest of a verifier, and the encrypted key (141 bytes)."""

    salt: bytes
    verifier_digest: bytes
    sealed: bytes


def password_slot_seal(
    key: PrivateKey, passphrase: str, pepper: bytes, context: bytes, *, salt: bytes | None = None
) -> PasswordSlot:
    """Encrypt a private key under a passphrase. Pass `salt` only for known-answer tests."""
    salt = os.urandom(_SALT) if salt is None else salt
    verifier, kek = _derive_keys(passphrase, pepper, salt)
    return PasswordSlot(salt, hashlib.sha256(verifier).digest(), box_seal(kek, key.raw, context))


def password_slot_open(slot: PasswordSlot, passphrase: str, pepper: bytes, context: bytes) -> PrivateKey:
    """Decrypt the private key. Raises Refused("key") for a wrong passphrase or pepper, else as `box_open`."""
    verifier, kek = _derive_keys(passphrase, pepper, slot.salt)
    if not hmac.compare_digest(hashlib.sha256(verifier).digest(), slot.verifier_digest):
        raise Refused("key")
    return PrivateKey(box_open(kek, slot.sealed, context))


def random_recovery_code() -> str:
    """A random recovery code (128 bits): 26 letters and digits in groups of five."""
    letters = encode_bytes(os.urandom(_CODE))
    return "-".join(letters[at : at + 5] for at in range(0, len(letters), 5))


def normalise_recovery_code(written: str) -> str:
    """The canonical form of a typed code (`codes.normalise_code`). Raises Refused("length") if it is no code."""
    kept = normalise_code(written)
    if not is_code(kept, _CODE_LETTERS):
        raise Refused("length")
    return kept


def code_slot_seal(key: PrivateKey, code: str, context: bytes) -> bytes:
    """Encrypt a private key under a recovery code (141 bytes)."""
    return box_seal(_code_key(code), key.raw, context)


def code_slot_open(sealed: bytes, code: str, context: bytes) -> PrivateKey:
    """Decrypt the private key. Raises Refused."""
    return PrivateKey(box_open(_code_key(code), sealed, context))


def _code_key(code: str) -> bytes:
    try:
        secret = decode_bytes(normalise_recovery_code(code))
    except ValueError as error:
        raise Refused("length") from error
    # 128 random bits need no slow key derivation.
    return derive(secret, b"s1|code", KEY_BYTES)


def _derive_keys(passphrase: str, pepper: bytes, salt: bytes) -> tuple[bytes, bytes]:
    if len(pepper) != PEPPER_BYTES:
        raise ValueError("the pepper must have 32 bytes")
    kdf = Argon2id(
        salt=salt, length=64, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB, secret=pepper, ad=b"s1|pw"
    )
    both = kdf.derive(passphrase.encode())
    return both[:32], both[32:]
