"""Character classes and digits for scripts that must read a text as Python does."""

import re
import sys
import unicodedata
from functools import cache

_LAST_ASCII = 126
_FIRST_PRINTABLE = 32


def pattern_for_javascript(pattern: re.Pattern[str]) -> str:
    """The source of a regular expression with the flag "u": everything but printable ASCII written as \\u{…}."""
    return "".join(
        letter if _FIRST_PRINTABLE <= ord(letter) <= _LAST_ASCII else f"\\u{{{ord(letter):x}}}"
        for letter in pattern.pattern
    )


@cache
def digit_zeros() -> tuple[int, ...]:
    """The code points of the digit zero in every script; the digits one to nine follow each of them."""
    return tuple(
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) == "Nd" and unicodedata.digit(chr(code)) == 0
    )
