"""Signatures of phones: ECDSA on P-256 with SHA-256, as browsers make them (WebCrypto).

A phone has two pairs of keys. The server keeps the public ones and can neither sign nor read for a phone.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from jatan.foundation.vault.refusal import Refused

MOST_KEY_BYTES: Final = 200
SIGNATURE_BYTES: Final = 64
_HALF: Final = SIGNATURE_BYTES // 2


def check_device_key(spki: bytes) -> None:
    """Raise Refused("key") unless these bytes are exactly one public key on P-256 (SubjectPublicKeyInfo, DER)."""
    key = _loaded(spki)
    if key is None or key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != spki:
        raise Refused("key")


def is_signed(spki: bytes, message: bytes, signature: bytes) -> bool:
    """True if `signature` (r and s, 32 bytes each) was made over `message` with the private key to `spki`."""
    key = _loaded(spki)
    if key is None or len(signature) != SIGNATURE_BYTES:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
    try:
        key.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _loaded(spki: bytes) -> EllipticCurvePublicKey | None:
    """The key, or None for anything that is no point of P-256."""
    if len(spki) > MOST_KEY_BYTES:
        return None
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1) else None
