"""Encrypt small secrets that the server must read without a user's key: TOTP secrets of the second factor.

The key is derived from SECRET_KEY and the pepper. Neither is in the database, and the pepper is in no backup; both are
on the running machine.
"""

from typing import Final

from django.conf import settings

from jatan.foundation.vault.boxes import KEY_BYTES, box_open, box_seal, derive
from jatan.foundation.vault.enrolment import pepper
from jatan.foundation.vault.refusal import Refused

_MARK: Final = "s1:"


def seal_text(text: str, purpose: str) -> str:
    """Encrypt a text for one purpose. Raises Refused("key") if the pepper's file is missing."""
    return _MARK + box_seal(_key(), text.encode(), _context(purpose)).hex()


def open_text(sealed: str, purpose: str) -> str:
    """Decrypt a text sealed for this purpose. Raises Refused."""
    try:
        box = bytes.fromhex(sealed.removeprefix(_MARK))
    except ValueError as error:
        raise Refused("length") from error
    return box_open(_key(), box, _context(purpose)).decode()


def is_sealed_text(text: str) -> bool:
    """Whether a stored text is a result of `seal_text`, and not a clear text of an earlier version."""
    return text.startswith(_MARK)


def _key() -> bytes:
    return derive(pepper() + settings.SECRET_KEY.encode(), b"s1|small", KEY_BYTES)


def _context(purpose: str) -> bytes:
    return b"s1|small|" + purpose.encode()
