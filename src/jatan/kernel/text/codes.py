"""Codes that people copy from paper, read out on the telephone and type: one alphabet, one way to read them.

Crockford's base 32 has no I, L, O and U. Whoever reads or types O for 0, or I or L for 1, still means the same code.
"""

import base64
import re
import secrets

from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible

__all__ = [
    "ALPHABET",
    "WITHOUT_ZERO_AND_ONE",
    "bytes_of_code",
    "code_of_bytes",
    "code_of_number",
    "is_code",
    "random_code",
    "read_code",
    "without_separators",
]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# For codes that stand beside other letters and are compared as they are: nothing in them can be read in two ways.
WITHOUT_ZERO_AND_ONE = ALPHABET[2:]
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648, for Python's base32
_FROM_STANDARD, _TO_STANDARD = str.maketrans(_STANDARD, ALPHABET), str.maketrans(ALPHABET, _STANDARD)
_MISREAD = str.maketrans("OIL", "011")
# Blanks, every dash, underscores and full stops between groups.
_SEPARATORS = re.compile(r"[\s.\-_\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")


def random_code(length: int, alphabet: str = ALPHABET) -> str:
    """A new code of `length` letters from the system's random source."""
    return "".join(secrets.choice(alphabet) for _place in range(length))


def read_code(written: str) -> str:
    """The code as it was made, from how somebody copied it: ७k9o-… and 7K90… are the same."""
    return without_separators(written).translate(_MISREAD)


def is_code(text: str, length: int) -> bool:
    """Whether a code that was read has this length and only letters of the alphabet."""
    return len(text) == length and set(text) <= set(ALPHABET)


def without_separators(written: str) -> str:
    """Letters and digits of a code of any alphabet, in capitals; no blanks, dashes or invisible characters."""
    return _SEPARATORS.sub("", ascii_digits(without_invisible(written))).upper()


def code_of_number(number: int, length: int) -> str:
    """The lowest `5 * length` bits of a number as a code."""
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(length)))


def code_of_bytes(data: bytes) -> str:
    """Bytes as a code, without padding: 16 bytes are 26 letters."""
    return base64.b32encode(data).decode().rstrip("=").translate(_FROM_STANDARD)


def bytes_of_code(code: str) -> bytes:
    """The bytes of a code that was read. Raises ValueError for what `code_of_bytes` never makes."""
    return base64.b32decode(code.translate(_TO_STANDARD) + "=" * (-len(code) % 8))
