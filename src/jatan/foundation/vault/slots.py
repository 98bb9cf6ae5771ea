"""Slots: a holder's private key, encrypted under her passphrase or a recovery code.

A passphrase slot also needs the pepper (32 bytes outside database and backups); a code slot does not. Inside the seal
the key is followed by its pin (`keypairs.PrivateKey`), but for slots of before there were pins.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from jatan.foundation.vault import passphrase_cost
from jatan.foundation.vault.boxes import KEY_BYTES, box_open, box_seal, derive
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.passphrase_cost import Cost
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.text.codes import decode_bytes, encode_bytes, is_code, normalise_code

_SALT, _CODE = 16, 16
_CODE_LETTERS = 26


@dataclass(frozen=True, repr=False)
class PasswordSlot:
    """Stored data of a passphrase slot: salt, digest of a verifier, the encrypted key and pin (173 bytes), and what
    Argon2id took. Without a cost it is one of before: `passphrase_cost.FIRST`, and no pin (141 bytes)."""

    salt: bytes
    verifier_digest: bytes
    sealed: bytes
    memory_kib: int = 0
    passes: int = 0

    @property
    def cost(self) -> Cost | None:
        """What the slot says that it took; None for one of before."""
        return Cost(self.memory_kib, self.passes) if self.memory_kib or self.passes else None


def password_slot_seal(
    key: PrivateKey,
    passphrase: str,
    pepper: bytes,
    context: bytes,
    *,
    salt: bytes | None = None,
    cost: Cost | None = None,
) -> PasswordSlot:
    """Encrypt a private key and its pin under a passphrase. Pass `salt` and `cost` only for known-answer tests."""
    salt, cost = salt or os.urandom(_SALT), cost or passphrase_cost.chosen_cost()
    verifier, kek = _derive_keys(passphrase, pepper, salt, cost)
    sealed = box_seal(kek, key.raw + key.pin, _with_cost(context, cost))
    return PasswordSlot(salt, hashlib.sha256(verifier).digest(), sealed, cost.memory_kib, cost.passes)


def password_slot_open(slot: PasswordSlot, passphrase: str, pepper: bytes, context: bytes) -> PrivateKey:
    """Decrypt the private key and its pin. Raises Refused("key") for a wrong passphrase or pepper, or a cost that is
    not the one it was sealed with, "cost" and "memory" as `passphrase_cost.stretched`, else as `box_open`."""
    verifier, kek = _derive_keys(passphrase, pepper, slot.salt, slot.cost)
    if not hmac.compare_digest(hashlib.sha256(verifier).digest(), slot.verifier_digest):
        raise Refused("key")
    return PrivateKey.of_sealed(box_open(kek, slot.sealed, _with_cost(context, slot.cost)))


def is_of_before(slot: PasswordSlot) -> bool:
    """Whether a slot is to be sealed anew once its passphrase is known: without a pin, or with little work."""
    return slot.cost is None or slot.cost.is_below(passphrase_cost.chosen_cost())


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
    """Encrypt a private key and its pin under a recovery code (173 bytes)."""
    return box_seal(_code_key(code), key.raw + key.pin, context)


def code_slot_open(sealed: bytes, code: str, context: bytes) -> PrivateKey:
    """Decrypt the private key and its pin. Raises Refused."""
    return PrivateKey.of_sealed(box_open(_code_key(code), sealed, context))


def code_slots_open(code: str, boxes: Iterable[tuple[bytes, bytes]]) -> tuple[PrivateKey, int]:
    """The private key in the first of these boxes that a recovery code opens, and which one, from 0. `boxes`: (sealed,
    context). Raises Refused("key") if it opens none."""
    for number, (sealed, context) in enumerate(boxes):
        with suppress(Refused):
            return code_slot_open(sealed, code, context), number
    raise Refused("key")


def _code_key(code: str) -> bytes:
    try:
        secret = decode_bytes(normalise_recovery_code(code))
    except ValueError as error:
        raise Refused("length") from error
    # 128 random bits need no slow key derivation.
    return derive(secret, b"s1|code", KEY_BYTES)


def _derive_keys(passphrase: str, pepper: bytes, salt: bytes, cost: Cost | None) -> tuple[bytes, bytes]:
    both = passphrase_cost.stretched(
        passphrase, pepper, salt, cost or passphrase_cost.FIRST, _with_cost(b"s1|pw", cost)
    )
    return both[:32], both[32:]


def _with_cost(context: bytes, cost: Cost | None) -> bytes:
    """A context that also binds the cost: a slot whose row says another one does not open."""
    return context if cost is None else context + f"|argon2id|{cost.memory_kib}|{cost.passes}".encode("ascii")
