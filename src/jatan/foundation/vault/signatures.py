"""Signatures by Ed25519 and ML-DSA-65 together; both must be valid.

An organisation signs public keys, so that a key replaced in the database is not used; its signing key is derived from
the recovery key, which the officers keep. A person signs letters, and who may read a case, with a key derived from her
private key. A house signs its backups (`house_signatures`) with a key of its own.
"""

import hashlib
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from jatan.foundation.vault.boxes import derive
from jatan.foundation.vault.keypairs import PublicKey, fingerprint_of
from jatan.foundation.vault.refusal import Refused

SIGNER_BYTES: Final = 32 + 32
VERIFIER_BYTES: Final = 32 + 1952
SIGNATURE_BYTES: Final = 64 + 3309
_KEY: Final = b"s1|key"
DIRECTORY_USE: Final = b"s1|key2"
ROSTER_USE: Final = b"s1|roster"
CASE_USE: Final = b"s1|case"
LETTER_USE: Final = b"s1|letter"
# What the organisation's key signs, and what a person's does: the key agent signs nothing else.
ORGANISATION_USES: Final = frozenset({_KEY, DIRECTORY_USE, ROSTER_USE})
PERSON_USES: Final = frozenset({CASE_USE, LETTER_USE})
# Digests of what was verified in this process; a verification takes as long as thirty hashes of this size.
_MOST_VERIFIED: Final = 20_000
_verified: OrderedDict[bytes, None] = OrderedDict()


def key_message(key: PublicKey, context: bytes) -> tuple[bytes, bytes]:
    """The message and the use by which a public key is signed."""
    return context + b"|" + key.raw, _KEY


def message_of(use: bytes, body: bytes) -> bytes:
    """What is signed of a body: it begins with its use, as Ed25519 knows no context."""
    return use + b"|" + body


def require_use(message: bytes, use: bytes, uses: frozenset[bytes]) -> None:
    """Raise ValueError unless the message begins with its use, and that is one of these."""
    if use not in uses or not message.startswith(message_of(use, b"")):
        raise ValueError("nothing of this use is signed")


@dataclass(frozen=True)
class Verifier:
    """The public verifying key: Ed25519 (32 bytes) and ML-DSA-65 (1,952)."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != VERIFIER_BYTES:
            raise Refused("length")

    @property
    def fingerprint(self) -> str:
        """Forty hexadecimal digits in groups of four, for people to compare."""
        return fingerprint_of(b"s1|verifier|" + self.raw)

    @property
    def pin(self) -> bytes:
        """32 bytes that stand for this key inside every slot of its organisation (`keypairs.PrivateKey`)."""
        return hashlib.sha256(b"s1|pin|" + self.raw).digest()

    def verify(self, key: PublicKey, context: bytes, signature: bytes) -> None:
        """Raise Refused("signature") unless both signatures are valid for this key and context."""
        self.verify_message(context + b"|" + key.raw, _KEY, signature)

    def verify_message(self, message: bytes, use: bytes, signature: bytes) -> None:
        """Raise Refused("signature") unless both signatures are valid. The message begins with its `use`."""
        if len(signature) != SIGNATURE_BYTES:
            raise Refused("signature")
        digest = hashlib.sha256(b"".join((self.raw, bytes([len(use)]), use, signature, message))).digest()
        if digest in _verified:
            with suppress(KeyError):  # another thread let it go
                _verified.move_to_end(digest)
            return
        try:
            Ed25519PublicKey.from_public_bytes(self.raw[:32]).verify(signature[:64], message)
            MLDSA65PublicKey.from_public_bytes(self.raw[32:]).verify(signature[64:], message, context=use)
        except (InvalidSignature, ValueError) as error:
            raise Refused("signature") from error
        _verified[digest] = None
        if len(_verified) > _MOST_VERIFIED:
            _verified.popitem(last=False)


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

    @classmethod
    def of_person(cls, private: bytes) -> Self:
        """The signing key derived from a person's private key."""
        return cls(derive(private, b"s1|author", SIGNER_BYTES))

    def verifier(self) -> Verifier:
        first, second = self._halves()
        return Verifier(first.public_key().public_bytes_raw() + second.public_key().public_bytes_raw())

    def sign(self, key: PublicKey, context: bytes) -> bytes:
        return self.sign_message(*key_message(key, context))

    def sign_message(self, message: bytes, use: bytes) -> bytes:
        """Both signatures of a message, which begins with its `use`: Ed25519 knows no context."""
        first, second = self._halves()
        return first.sign(message) + second.sign(message, context=use)

    def _halves(self) -> tuple[Ed25519PrivateKey, MLDSA65PrivateKey]:
        return Ed25519PrivateKey.from_private_bytes(self.raw[:32]), MLDSA65PrivateKey.from_seed_bytes(self.raw[32:])
