"""Digits of every script as 0-9, and back into Devanagari."""

from jatan_names.characters import ascii_digits

__all__ = ["ascii_digits", "devanagari_digits"]


_TO_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def devanagari_digits(text: str, wanted: bool = True) -> str:
    """The same text with 0-9 written ०-९ for readers who chose that; unchanged where `wanted` is false."""
    return text.translate(_TO_DEVANAGARI) if wanted else text
