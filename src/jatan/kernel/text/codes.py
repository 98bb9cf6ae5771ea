"""Codes that people copy from paper, read aloud and type: Crockford's base 32, made and parsed.

The alphabet has no I, L, O and U; a typed O is read as 0, I and L as 1.
"""

import base64
import re
import secrets

from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# For codes that are compared without `normalise_code`: no letter that could be mistaken for a digit.
WITHOUT_ZERO_AND_ONE = ALPHABET[2:]
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648, for Python's base32
_FROM_STANDARD, _TO_STANDARD = str.maketrans(_STANDARD, ALPHABET), str.maketrans(ALPHABET, _STANDARD)
_MISREAD = str.maketrans("OIL", "011")
# Blanks, every dash, underscores and full stops between groups.
_SEPARATORS = re.compile(r"[\s.\-_\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")


def random_code(length: int, alphabet: str = ALPHABET) -> str:
    """A random code of `length` letters (from `secrets`)."""
    return "".join(secrets.choice(alphabet) for _place in range(length))


def normalise_code(written: str) -> str:
    """The canonical form of a typed code: "७k9o-…" and "7K90…" are the same."""
    return without_separators(written).translate(_MISREAD)


def is_code(text: str, length: int) -> bool:
    """Whether `text` (a result of `normalise_code`) has this length and only letters of ALPHABET."""
    return len(text) == length and set(text) <= set(ALPHABET)


def without_separators(written: str) -> str:
    """A typed code of any alphabet in capitals and ASCII digits, without blanks, dashes and invisible characters."""
    return _SEPARATORS.sub("", ascii_digits(without_invisible(written))).upper()


def encode_number(number: int, length: int) -> str:
    """The lowest `5 * length` bits of a number as a code."""
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(length)))


def encode_bytes(data: bytes) -> str:
    """Bytes as a code, without padding: 16 bytes are 26 letters."""
    return base64.b32encode(data).decode().rstrip("=").translate(_FROM_STANDARD)


def decode_bytes(code: str) -> bytes:
    """The bytes encoded by `encode_bytes`. Raises ValueError for an invalid code."""
    return base64.b32decode(code.translate(_TO_STANDARD) + "=" * (-len(code) % 8))
