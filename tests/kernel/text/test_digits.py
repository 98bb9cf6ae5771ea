"""Digits of every script."""

import sys
import unicodedata

import pytest

from jatan.kernel.text.digits import ascii_digits, devanagari_digits


@pytest.mark.parametrize("digits", ["०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "᱐᱑᱒᱓᱔᱕᱖᱗᱘᱙", "0123456789"])
def test_digits_of_every_script_become_ascii(digits: str) -> None:
    assert ascii_digits(f"क {digits}") == "क 0123456789"


def test_no_decimal_digit_that_unicode_knows_is_left_out() -> None:
    known = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isdecimal()]
    assert len(known) > 600
    assert ascii_digits("".join(known)) == "".join(str(unicodedata.decimal(digit)) for digit in known)


def test_numbers_are_written_in_devanagari_for_who_wants_it() -> None:
    assert devanagari_digits("12 मार्च 2026") == "१२ मार्च २०२६"
    assert devanagari_digits("12 मार्च 2026", False) == "12 मार्च 2026"
