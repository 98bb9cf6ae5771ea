"""Parse and format numbers: digits of any script, Indian grouping, telephone numbers. Pure functions."""

import re

from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits, devanagari_digits
from jatan.kernel.text.invisible import without_invisible

# Grouped by thousands or by lakhs; a decimal part only when it is nothing but zeros.
_INTEGER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.0*)?", re.ASCII)
_LARGEST_EXACT_FLOAT = 2.0**53

_PHONE = re.compile(r"(?:(?:[+\uff0b]|00)91|91(?=\d{10}$))?(0?)([1-9]\d{9})", re.ASCII)
_PHONE_ORNAMENT = re.compile(r"[\s().\-\u2010-\u2015\u2212\u00b7\uff0d]+")
_BETWEEN_PHONES = re.compile(r"[/,;|&\n]|\b(?:and|or)\b|(?<!\S)(?:और|या|व|एवं)(?!\S)|(?<=\d{10})\s+(?=[6-9]\d{9}(?!\d))")


def parse_int(value: object) -> int:
    """The whole number in a cell or form field: 12, 12.0, " 12 ", "१२", "1,234", "12,34,567", "-3".

    Raises Problem("unreadable") for anything else, including an empty text and 12.5.
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
        text = ascii_digits(without_invisible(value)).strip().replace("\N{MINUS SIGN}", "-")
        match = _INTEGER.fullmatch(text)
        if match and len(text) <= 30:
            return int(match[1] + match[2].replace(",", ""))
    raise Problem("unreadable")


def format_integer(number: int, devanagari: bool = False) -> str:
    """The number with Indian grouping: 48565 -> "48,565", 9327108 -> "93,27,108"."""
    sign, digits = ("-" if number < 0 else ""), str(abs(number))
    head, tail = digits[:-3], digits[-3:]
    parts = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    text = sign + ",".join([*parts, tail])
    return devanagari_digits(text, devanagari)


def parse_phone(value: object) -> str | None:
    """The ten digits of an Indian telephone number, or None if `value` holds none.

    Mobile numbers begin with 6-9; landline numbers are recognised only with the trunk zero (011-...). If a cell holds
    several numbers, the first valid one is returned.
    """
    if isinstance(value, float):
        value = int(value) if value.is_integer() else ""
    for part in phone_parts(str(value or "")):
        match = _PHONE.fullmatch(_PHONE_ORNAMENT.sub("", part))
        if match and (match[1] or match[2][0] in "6789"):
            return match[2]
    return None


def phone_parts(text: str) -> list[str]:
    """What stands between the separators of a cell of telephone numbers: "94311 00003 / neighbour" has two parts."""
    parts = _BETWEEN_PHONES.split(ascii_digits(without_invisible(text)))
    return [part.strip() for part in parts if part.strip()]
