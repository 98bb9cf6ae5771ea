"""Web push as the browsers' makers ask for it: sealed for one browser (RFC 8291), signed by this house (RFC 8292).

Whoever carries it (Google, Mozilla, Apple, Microsoft) learns that something came and when, and cannot read it.
"""

import json
import os
import time
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jatan.foundation.vault.boxes import derive
from jatan.foundation.vault.points import POINT_BYTES, point_of
from jatan.kernel import base64url

PUBLIC_BYTES: Final = POINT_BYTES
SECRET_BYTES: Final = 16  # `auth` of a subscription
_CURVE: Final = ec.SECP256R1()
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_RECORD_BYTES: Final = 4096
_SIGNED_SECONDS: Final = 12 * 3600  # at most a day by RFC 8292


@dataclass(frozen=True)
class HouseKey:
    """The key pair by which push services know this house. `public`: PUBLIC_BYTES, given to browsers."""

    public: bytes
    _private: ec.EllipticCurvePrivateKey

    def authorization(self, origin: str, contact: str) -> str:
        """The value of the header `Authorization` for a push service. `origin`: its address without a path.

        `contact`: `mailto:` or `https:` address under which the service can reach the operator; "" for none.
        """
        claims = {"aud": origin, "exp": int(time.time()) + _SIGNED_SECONDS} | ({"sub": contact} if contact else {})
        head = base64url.encode(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
        signed = f"{head}.{base64url.encode(json.dumps(claims).encode())}"
        first, second = decode_dss_signature(self._private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = base64url.encode(first.to_bytes(32, "big") + second.to_bytes(32, "big"))
        return f"vapid t={signed}.{signature}, k={base64url.encode(self.public)}"


def house_key(secret: bytes) -> HouseKey:
    """The key pair that belongs to a secret of the house; always the same for the same secret."""
    drawn = derive(secret, b"jatan push key 1", 48)
    private = ec.derive_private_key(int.from_bytes(drawn, "big") % (_ORDER - 1) + 1, _CURVE)
    return HouseKey(point_of(private.public_key()), private)


def is_public_key(public: bytes) -> bool:
    """Whether these bytes are a point of the curve, as a browser's key must be."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public)
    except ValueError:
        return False
    return len(public) == PUBLIC_BYTES


def seal_for_browser(
    plain: bytes, *, public: bytes, secret: bytes, salt: bytes = b"", own: ec.EllipticCurvePrivateKey | None = None
) -> bytes:
    """The body of a push in the coding `aes128gcm`. `public`, `secret`: the browser's `p256dh` and `auth`.

    `salt` (16 bytes) and `own` are drawn anew each time; only the test of the published example gives them. Raises
    ValueError for a key that is none, and for more than one record holds (3,993 bytes).
    """
    if len(plain) > _RECORD_BYTES - 103:
        raise ValueError("too long for one push")
    own, salt = own or ec.generate_private_key(_CURVE), salt or os.urandom(16)
    sender = point_of(own.public_key())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public))
    common = derive(shared, b"WebPush: info\x00" + public + sender, 32, salt=secret)
    key = derive(common, b"Content-Encoding: aes128gcm\x00", 16, salt=salt)
    nonce = derive(common, b"Content-Encoding: nonce\x00", 12, salt=salt)
    head = salt + _RECORD_BYTES.to_bytes(4, "big") + bytes([len(sender)]) + sender
    return head + AESGCM(key).encrypt(nonce, plain + b"\x02", None)
