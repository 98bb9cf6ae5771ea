"""Small secrets that the house itself must read without anybody's key: telephone codes of the second step.

Sealed under the signing key and the pepper together. Neither lies in the database, the pepper in no backup either; a
thief of the running machine has both.
"""

from typing import Final

from django.conf import settings

from jatan.foundation.vault.boxes import KEY_BYTES, box_open, box_seal, derived
from jatan.foundation.vault.enrolment import pepper
from jatan.foundation.vault.refusal import Refused

__all__ = ["is_sealed_text", "open_text", "seal_text"]

_MARK: Final = "s1:"


def seal_text(text: str, purpose: str) -> str:
    """The text, sealed for one purpose. Raises Refused("key") when the pepper's file is gone."""
    return _MARK + box_seal(_key(), text.encode(), _context(purpose)).hex()


def open_text(sealed: str, purpose: str) -> str:
    """What was sealed for this purpose. Raises Refused."""
    try:
        box = bytes.fromhex(sealed.removeprefix(_MARK))
    except ValueError as error:
        raise Refused("length") from error
    return box_open(_key(), box, _context(purpose)).decode()


def is_sealed_text(text: str) -> bool:
    """Whether a stored text was sealed here, and not written before sealing began."""
    return text.startswith(_MARK)


def _key() -> bytes:
    return derived(pepper() + settings.SECRET_KEY.encode(), b"s1|small", KEY_BYTES)


def _context(purpose: str) -> bytes:
    return b"s1|small|" + purpose.encode()
