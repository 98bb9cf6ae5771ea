"""Public keys on P-256 as bytes: what browsers write and read."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POINT_BYTES: Final = 65


def point_of(public: ec.EllipticCurvePublicKey) -> bytes:
    """The point of a public key, uncompressed: 4, then both coordinates (POINT_BYTES)."""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
