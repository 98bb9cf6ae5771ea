"""What phones of the field book seal to the house: rows and photographs that nobody on the phone can open again.

ECDH on P-256, because the browsers of old phones have nothing newer. Sealed bytes: version (1 byte), id of the house's
key (8), the phone's one-time public key (65), nonce (12), ciphertext with its tag. The key of each is HKDF-SHA256 of
the shared secret with a salt of 32 zero bytes and the info "jatan field book 1" ‖ one-time key ‖ house's key; bound to
it are the ids of the phone and of the row or file, so that sealed bytes say nothing under another id.
"""

import functools
import hashlib
import os
import uuid
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from jatan.foundation.vault.boxes import KEY_BYTES, derive
from jatan.foundation.vault.points import POINT_BYTES, point_of

_VERSION: Final = 1
_ID, _POINT, _NONCE, _TAG = 8, POINT_BYTES, 12, 16
_HEAD: Final = 1 + _ID + _POINT + _NONCE
OVERHEAD: Final = _HEAD + _TAG
_INFO: Final = b"jatan field book 1"
_SALT: Final = bytes(32)


class Unreadable(Exception):
    """Sealed bytes that do not open. `code`: `version`, `length`, `other_key` (sealed to another house or to a key that
    is lost), `altered` (or sealed by another phone, or under another id), `no_key` (the house's key is missing)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def server_public_key() -> tuple[bytes, bytes]:
    """(id of 8 bytes, SPKI) of the key to which phones seal. Raises Unreadable("no_key")."""
    public = _private_key().public_key()
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _id_of(point_of(public)), spki


def open_sealed(sealed: bytes, *, device: uuid.UUID, about: uuid.UUID) -> bytes:
    """What a phone sealed as row or file `about`. Raises Unreadable."""
    if not sealed or sealed[0] != _VERSION:
        raise Unreadable("version")
    if len(sealed) < OVERHEAD:
        raise Unreadable("length")
    private = _private_key()
    house_point = point_of(private.public_key())
    if sealed[1 : 1 + _ID] != _id_of(house_point):
        raise Unreadable("other_key")
    point, nonce = sealed[1 + _ID : 1 + _ID + _POINT], sealed[_HEAD - _NONCE : _HEAD]
    try:
        phone_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        key = _shared(private, phone_key, point + house_point)
        return AESGCM(key).decrypt(nonce, sealed[_HEAD:], device.bytes + about.bytes)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("altered") from error


def seal_for_server(
    plain: bytes,
    *,
    device: uuid.UUID,
    about: uuid.UUID,
    one_time: int | None = None,
    nonce: bytes | None = None,
) -> bytes:
    """Seal as a phone does: for what the office corrects in a row, and for tests. Raises Unreadable("no_key").

    `one_time` (a private number) and `nonce` only for known answers.
    """
    house = _private_key().public_key()
    mine = ec.generate_private_key(ec.SECP256R1()) if one_time is None else _key_of(one_time)
    point, house_point = point_of(mine.public_key()), point_of(house)
    nonce = os.urandom(_NONCE) if nonce is None else nonce
    sealed = AESGCM(_shared(mine, house, point + house_point)).encrypt(nonce, plain, device.bytes + about.bytes)
    return bytes([_VERSION]) + _id_of(house_point) + point + nonce + sealed


def _shared(private: ec.EllipticCurvePrivateKey, public: ec.EllipticCurvePublicKey, both: bytes) -> bytes:
    return derive(private.exchange(ec.ECDH(), public), _INFO + both, KEY_BYTES, salt=_SALT)


def _id_of(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()[:_ID]


def _private_key() -> ec.EllipticCurvePrivateKey:
    try:
        return _key_of(int(Path(settings.FIELD_BOOK_KEY_FILE).read_text(encoding="ascii").strip(), 16))
    except (OSError, ValueError) as error:
        raise Unreadable("no_key") from error


@functools.lru_cache(maxsize=4)
def _key_of(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())
