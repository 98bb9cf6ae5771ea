"""X-Wing key pairs (ML-KEM-768 + X25519), one per holder and epoch, and HPKE encryption to them.

Sources: draft-connolly-cfrg-xwing-kem, RFC 9180. A private key has 96 bytes (64 ML-KEM seed, 32 X25519), a public key
1,216 (1,184 + 32); a wrap is 1,136 bytes longer than its plaintext.
"""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from jatan.foundation.vault.refusal import Refused

PRIVATE_BYTES: Final = 96
PUBLIC_BYTES: Final = 1216
PIN_BYTES: Final = 32
WRAP_OVERHEAD: Final = 1120 + 16
_SEED, _MLKEM = 64, 1184
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def fingerprint_of(content: bytes) -> str:
    """Forty hexadecimal digits in groups of four. `content` begins with the use of the key."""
    digits = hashlib.sha256(content).hexdigest()[:40]
    return " ".join(digits[at : at + 4] for at in range(0, 40, 4))


@dataclass(frozen=True)
class PublicKey:
    """A holder's public key: encrypts secrets to her."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != PUBLIC_BYTES:
            raise Refused("length")

    @property
    def fingerprint(self) -> str:
        """Forty hexadecimal digits in groups of four, for people to compare."""
        return fingerprint_of(b"s1|fingerprint|" + self.raw)

    def wrap(self, secret: bytes, context: bytes) -> bytes:
        """Encrypt a short secret to the holder; `unwrap` needs the same context."""
        return _SUITE.encrypt(secret, self._key(), info=context)

    def _key(self) -> hpke.MLKEM768X25519PublicKey:
        try:
            first = MLKEM768PublicKey.from_public_bytes(self.raw[:_MLKEM])
            return hpke.MLKEM768X25519PublicKey(first, X25519PublicKey.from_public_bytes(self.raw[_MLKEM:]))
        except ValueError as error:
            raise Refused("key") from error


@dataclass(frozen=True, repr=False)
class PrivateKey:
    """A holder's private key. Stored only encrypted; `repr` does not show it.

    `pin`: 32 bytes that stand for her organisation's verifying key (`signatures.Verifier.pin`), sealed together with
    hers so that nobody replaces the former. Empty for teams' keys, and for what was sealed before there were pins.
    """

    raw: bytes
    pin: bytes = field(default=b"", compare=False)

    def __post_init__(self) -> None:
        if len(self.raw) != PRIVATE_BYTES or len(self.pin) not in {0, PIN_BYTES}:
            raise Refused("length")

    @classmethod
    def of_sealed(cls, opened: bytes) -> Self:
        """The key in what was sealed: 96 bytes, and 32 more with a pin. Raises Refused("length")."""
        return cls(opened[:PRIVATE_BYTES], opened[PRIVATE_BYTES:])

    def pinned_to(self, pin: bytes) -> Self:
        """The key with this pin. Raises Refused("authority") if it was sealed with another one. Empty: there is none to
        compare with, and the key keeps what it has."""
        if self.pin and pin and not hmac.compare_digest(self.pin, pin):
            raise Refused("authority")
        return replace(self, pin=pin or self.pin)

    @classmethod
    def made(cls) -> Self:
        """A new random key."""
        return cls(MLKEM768PrivateKey.generate().private_bytes_raw() + X25519PrivateKey.generate().private_bytes_raw())

    def public(self) -> PublicKey:
        first, second = self._halves()
        return PublicKey(first.public_key().public_bytes_raw() + second.public_key().public_bytes_raw())

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a wrap. Raises Refused if it was made for another holder or context, or altered."""
        if len(wrapped) < WRAP_OVERHEAD:
            raise Refused("length")
        try:
            return _SUITE.decrypt(wrapped, hpke.MLKEM768X25519PrivateKey(*self._halves()), info=context)
        except (InvalidTag, ValueError) as error:
            raise Refused("altered") from error

    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        first = MLKEM768PrivateKey.from_seed_bytes(self.raw[:_SEED])
        return first, X25519PrivateKey.from_private_bytes(self.raw[_SEED:])
