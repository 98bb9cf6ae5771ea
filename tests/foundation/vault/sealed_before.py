"""Passphrase slots as they were sealed before they kept their cost and a pin, and files before they were padded."""

import hashlib
import os
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jatan.foundation.vault import file_cipher
from jatan.foundation.vault.boxes import box_seal
from jatan.foundation.vault.enrolment import pepper
from jatan.foundation.vault.slots import PasswordSlot
from tests.foundation.vault import fixed_keys as m
from tests.foundation.vault.vault_office import WORDS


def old_slot(key: Any, context: bytes, passphrase: str = WORDS) -> PasswordSlot:
    """A slot of 64 MiB and three passes: salt, verifier and box alone."""
    salt = os.urandom(16)
    stretched = Argon2id(
        salt=salt, length=64, iterations=3, lanes=1, memory_cost=64 * 1024, secret=pepper(), ad=b"s1|pw"
    ).derive(passphrase.encode())
    return PasswordSlot(salt, hashlib.sha256(stretched[:32]).digest(), box_seal(stretched[32:], key.raw, context))


def unpadded_file(plain: bytes, salt: bytes) -> bytes:
    """A file of version 1, of the fixed key and context."""
    prefix, chunk_bytes = m.fixed("p", 7), file_cipher.CHUNK
    cipher, commit = file_cipher._cipher(m.DEK, salt, m.A_FILE)
    chunks = [plain[at : at + chunk_bytes] for at in range(0, len(plain), chunk_bytes)]
    body = [
        cipher.encrypt(file_cipher._nonce(prefix, number, is_last=number == len(chunks) - 1), chunk, m.A_FILE)
        for number, chunk in enumerate(chunks)
    ]
    return b"".join([bytes([1]), salt, prefix, commit, *body])
