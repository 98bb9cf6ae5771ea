"""A new key pair with all that it is stored in: under a passphrase, under codes, and for the recovery officers."""

from collections.abc import Sequence
from dataclasses import dataclass

from jatan.foundation.vault.keypairs import PublicKey
from jatan.foundation.vault.opened_keys import LocalKey
from jatan.foundation.vault.signatures import Verifier
from jatan.foundation.vault.slots import PasswordSlot


@dataclass(frozen=True)
class Contexts:
    """What the new key's slots are bound to: one context for the passphrase, one for the escrow, one for each code, and
    the pin that lies in all of them."""

    passphrase: bytes
    escrow: bytes
    codes: tuple[bytes, ...]
    pin: bytes = b""


@dataclass(frozen=True, repr=False)
class MadeKey:
    """The stored data of a new private key. The key itself is in none of it."""

    public: PublicKey
    signing: Verifier
    slot: PasswordSlot
    escrow: bytes
    codes: list[bytes]


def make_key(recovery: PublicKey, passphrase: str, pepper: bytes, codes: Sequence[str], contexts: Contexts) -> MadeKey:
    """Make a key pair and seal it under a passphrase, to the recovery officers, and under each code."""
    key = LocalKey.made().pinned_to(contexts.pin)
    return MadeKey(
        key.public(),
        key.author().verifier(),
        key.seal_passphrase(passphrase, pepper, contexts.passphrase),
        key.escrow(recovery, contexts.escrow),
        [key.seal_code(code, context) for code, context in zip(codes, contexts.codes, strict=True)],
    )
