"""The signature of a house on its backups: whoever restores one learns which house made it.

The house's signing key is a file beside the database and in no backup, so that neither a stolen backup nor whoever
knows its recipient can make another one in the house's name. Its fingerprint stands on the key sheet.
"""

from typing import Final

from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import (
    SIGNATURE_BYTES,
    SIGNER_BYTES,
    VERIFIER_BYTES,
    Signer,
    Verifier,
    message_of,
)

SECRET_BYTES: Final = SIGNER_BYTES
_USE: Final = b"s1|backup"


def house_fingerprint(secret: bytes) -> str:
    """The fingerprint of the house with this signing key: forty hexadecimal digits in groups of four."""
    return Signer(secret).verifier().fingerprint


def sign_backup(secret: bytes, manifest: bytes) -> bytes:
    """The house's verifying key and its signatures on a manifest, which holds the digest of every part of a backup."""
    signer = Signer(secret)
    return signer.verifier().raw + signer.sign_message(message_of(_USE, manifest), _USE)


def maker_of_backup(signed: bytes, manifest: bytes) -> str:
    """The fingerprint of the house that signed this manifest. Raises Refused for any other bytes."""
    if len(signed) != VERIFIER_BYTES + SIGNATURE_BYTES:
        raise Refused("signature")
    verifier = Verifier(signed[:VERIFIER_BYTES])
    verifier.verify_message(message_of(_USE, manifest), _USE, signed[VERIFIER_BYTES:])
    return verifier.fingerprint
