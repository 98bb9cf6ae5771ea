"""Digits of every script as 0-9, and back into Devanagari."""

import re
import sys
import unicodedata
from array import array

__all__ = ["ascii_digits", "devanagari_digits"]


def _decimal_digits() -> dict[int, str]:
    """Every decimal digit Unicode knows (Devanagari, Bengali, Ol Chiki ...), not only those we thought of.

    The planes above the first two hold ideographs, marks and private letters. Both are searched at once: every start
    waits for it.
    """
    planes = array("I", range(128, 0x20000)).tobytes().decode(f"utf-32-{sys.byteorder[0]}e", "surrogatepass")
    return {ord(digit): str(unicodedata.decimal(digit)) for digit in re.findall(r"\d", planes)}


_TO_ASCII = _decimal_digits()
_TO_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def ascii_digits(text: str) -> str:
    """The same text, letter for letter, with the decimal digits of every script written 0-9."""
    return text if text.isascii() else text.translate(_TO_ASCII)


def devanagari_digits(text: str, wanted: bool = True) -> str:
    """The same text with 0-9 written ०-९ for readers who chose that; unchanged where `wanted` is false."""
    return text.translate(_TO_DEVANAGARI) if wanted else text
