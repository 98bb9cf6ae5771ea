"""The organisation's signatures on public keys, so that a key replaced in the database is not used.

Ed25519 and ML-DSA-65 together; both must be valid. The signing key is derived from the recovery key, which the officers
keep.
"""

from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from jatan.foundation.vault.boxes import derive
from jatan.foundation.vault.keypairs import PublicKey
from jatan.foundation.vault.refusal import Refused

__all__ = ["SIGNATURE_BYTES", "SIGNER_BYTES", "VERIFIER_BYTES", "Signer", "Verifier"]

SIGNER_BYTES: Final = 32 + 32
VERIFIER_BYTES: Final = 32 + 1952
SIGNATURE_BYTES: Final = 64 + 3309


@dataclass(frozen=True)
class Verifier:
    """The public verifying key: Ed25519 (32 bytes) and ML-DSA-65 (1,952)."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != VERIFIER_BYTES:
            raise Refused("length")

    def verify(self, key: PublicKey, context: bytes, signature: bytes) -> None:
        """Raise Refused("signature") unless both signatures are valid for this key and context."""
        if len(signature) != SIGNATURE_BYTES:
            raise Refused("signature")
        message = context + b"|" + key.raw
        try:
            Ed25519PublicKey.from_public_bytes(self.raw[:32]).verify(signature[:64], message)
            MLDSA65PublicKey.from_public_bytes(self.raw[32:]).verify(signature[64:], message, context=b"s1|key")
        except (InvalidSignature, ValueError) as error:
            raise Refused("signature") from error


@dataclass(frozen=True, repr=False)
class Signer:
    """The private signing key: Ed25519 (32 bytes) and ML-DSA seed (32)."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != SIGNER_BYTES:
            raise Refused("length")

    @classmethod
    def made(cls) -> Self:
        return cls(Ed25519PrivateKey.generate().private_bytes_raw() + MLDSA65PrivateKey.generate().private_bytes_raw())

    @classmethod
    def derived_from(cls, secret: bytes) -> Self:
        """The signing key derived from an organisation's recovery key."""
        return cls(derive(secret, b"s1|signer", SIGNER_BYTES))

    def verifier(self) -> Verifier:
        first, second = self._halves()
        return Verifier(first.public_key().public_bytes_raw() + second.public_key().public_bytes_raw())

    def sign(self, key: PublicKey, context: bytes) -> bytes:
        first, second = self._halves()
        message = context + b"|" + key.raw
        return first.sign(message) + second.sign(message, context=b"s1|key")

    def _halves(self) -> tuple[Ed25519PrivateKey, MLDSA65PrivateKey]:
        return Ed25519PrivateKey.from_private_bytes(self.raw[:32]), MLDSA65PrivateKey.from_seed_bytes(self.raw[32:])
