"""Convert digits of every script to 0-9, and 0-9 to Devanagari."""

from jatan_names.characters import ascii_digits

__all__ = ["ascii_digits", "devanagari_digits"]


_TO_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def devanagari_digits(text: str, wanted: bool = True) -> str:
    """The text with 0-9 replaced by ०-९; unchanged if `wanted` is false."""
    return text.translate(_TO_DEVANAGARI) if wanted else text
