"""The symmetric box of S1: version (1 byte), key commitment (16), nonce (12), ciphertext, tag (16).

Sections, slots and team wraps use it. AES-GCM does not commit to its key (one ciphertext can be made that two keys
open), so 16 further derived bytes are stored in front and compared before decryption.
"""

import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from jatan.foundation.vault.refusal import Refused

VERSION: Final = 1
KEY_BYTES: Final = 32
_COMMIT, _NONCE, _TAG = 16, 12, 16
BOX_OVERHEAD: Final = 1 + _COMMIT + _NONCE + _TAG


def derive(key: bytes, info: bytes, length: int, *, salt: bytes | None = None) -> bytes:
    """HKDF-SHA256 of `length` bytes."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(key)


def box_seal(key: bytes, plaintext: bytes, context: bytes, *, nonce: bytes | None = None) -> bytes:
    """Encrypt under a 32-byte key and a context; both are needed to open. Pass `nonce` only for known-answer tests."""
    nonce = os.urandom(_NONCE) if nonce is None else nonce
    both = derive(key, context, KEY_BYTES + _COMMIT)
    sealed = AESGCM(both[:KEY_BYTES]).encrypt(nonce, plaintext, bytes([VERSION]) + context)
    return bytes([VERSION]) + both[KEY_BYTES:] + nonce + sealed


def box_open(key: bytes, box: bytes, context: bytes) -> bytes:
    """Decrypt a box. Raises Refused with code version, length, key (wrong key or context) or altered."""
    if not box or box[0] != VERSION:
        raise Refused("version")
    if len(box) < BOX_OVERHEAD:
        raise Refused("length")
    commit, nonce, sealed = box[1 : 1 + _COMMIT], box[1 + _COMMIT : 1 + _COMMIT + _NONCE], box[1 + _COMMIT + _NONCE :]
    both = derive(key, context, KEY_BYTES + _COMMIT)
    if not hmac.compare_digest(commit, both[KEY_BYTES:]):
        raise Refused("key")
    try:
        return AESGCM(both[:KEY_BYTES]).decrypt(nonce, sealed, bytes([VERSION]) + context)
    except InvalidTag as error:
        raise Refused("altered") from error
