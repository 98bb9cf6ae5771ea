"""Numbers as people write them: in any script's digits, with Indian grouping, from a page or a workbook cell.

Pure functions between a door's text and a command's fields.
"""

import re
import sys
import unicodedata
from array import array

from jatan.kernel.problems import Problem

__all__ = ["ascii_digits", "grouped", "looks_like_aadhaar", "parse_int", "parse_phone", "without_aadhaar"]


def _digits() -> dict[int, str]:
    """Every decimal digit Unicode knows (Devanagari, Bengali, Ol Chiki ...), not only those we thought of.

    The planes above the first two hold ideographs, marks and private letters. Both are searched at once: every start
    waits for it.
    """
    planes = array("I", range(128, 0x20000)).tobytes().decode(f"utf-32-{sys.byteorder[0]}e", "surrogatepass")
    return {ord(digit): str(unicodedata.decimal(digit)) for digit in re.findall(r"\d", planes)}


_DIGITS = _digits()
_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Grouped by thousands or by lakhs; a decimal part only when it is nothing but zeros.
_INTEGER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.0*)?", re.ASCII)
_LARGEST_EXACT_FLOAT = 2.0**53

_PHONE = re.compile(r"(?:(?:\+|00)91|91(?=\d{10}$))?(0?)([1-9]\d{9})", re.ASCII)
_PHONE_ORNAMENT = re.compile(r"[\s().\-]+")
_BETWEEN_PHONES = re.compile(r"[/,;|&]")

_AADHAAR = re.compile(r"(?<!\d)(?=([2-9](?:[\s.\-/_]{0,3}\d){11})(?!\d))", re.ASCII)
# Verhoeff's dihedral group and permutation (the check digit UIDAI uses).
_VERHOEFF_D = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_P = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def ascii_digits(text: str) -> str:
    """The same text with the decimal digits of every script written 0-9."""
    return text if text.isascii() else text.translate(_DIGITS)


def parse_int(value: object) -> int:
    """A whole number from a cell or a form field: 12, 12.0, " 12 ", "१२", "1,234", "12,34,567", "-3".

    Raises Problem("unreadable") for anything else, an empty text and 12.5 among them.
    """
    if isinstance(value, bool):
        raise Problem("unreadable")
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if value.is_integer() and abs(value) <= _LARGEST_EXACT_FLOAT:
            return int(value)
        raise Problem("unreadable")
    if isinstance(value, str):
        text = ascii_digits(_INVISIBLE.sub("", value)).strip().replace("\N{MINUS SIGN}", "-")
        match = _INTEGER.fullmatch(text)
        if match and len(text) <= 30:
            return int(match[1] + match[2].replace(",", ""))
    raise Problem("unreadable")


def grouped(number: int, devanagari: bool = False) -> str:
    """The number with Indian grouping: 48565 -> "48,565", 9327108 -> "93,27,108"."""
    sign, digits = ("-" if number < 0 else ""), str(abs(number))
    head, tail = digits[:-3], digits[-3:]
    parts = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    text = sign + ",".join([*parts, tail])
    return text.translate(_DEVANAGARI) if devanagari else text


def parse_phone(value: object) -> str | None:
    """Ten digits of an Indian telephone number, or None where there is no such number.

    Mobile numbers begin with 6-9; others count only when written with the trunk zero (011-...). Of several
    numbers in one cell the first that can be one is taken.
    """
    if isinstance(value, float):
        value = int(value) if value.is_integer() else ""
    text = ascii_digits(_INVISIBLE.sub("", str(value or "")))
    for part in _BETWEEN_PHONES.split(text):
        match = _PHONE.fullmatch(_PHONE_ORNAMENT.sub("", part))
        if match and (match[1] or match[2][0] in "6789"):
            return match[2]
    return None


def looks_like_aadhaar(value: object) -> bool:
    """Whether the text holds twelve digits that are a valid Aadhaar number, in any script, however separated.

    Such a number must never be stored. One in ten harmless twelve-digit numbers is taken for one: that is the
    price of never storing a real one.
    """
    text = ascii_digits(_INVISIBLE.sub("", str(value)))
    return any(_verhoeff(re.sub(r"\D", "", match[1])) for match in _AADHAAR.finditer(text))


def without_aadhaar(text: str) -> str:
    """The same words; every digit of a text that may hold an Aadhaar number is a dot. A call for help is kept so."""
    return "".join("•" if letter.isdecimal() else letter for letter in text) if looks_like_aadhaar(text) else text


def _verhoeff(digits: str) -> bool:
    check = 0
    for position, digit in enumerate(reversed(digits)):
        check = int(_VERHOEFF_D[check][int(_VERHOEFF_P[position % 8][int(digit)])])
    return check == 0
