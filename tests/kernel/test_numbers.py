"""Numbers as offices write them."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.numbers import ascii_digits, grouped, looks_like_aadhaar, parse_int, parse_phone, without_aadhaar
from jatan.kernel.problems import Problem

# Printed by UIDAI as a specimen; valid by its check digit.
SPECIMEN = "999941057058"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12", 12), (" 12 ", 12), ("१२", 12), ("१,२३४", 1234), ("1,234", 1234), ("12,34,567", 1234567),
        (12, 12), (12.0, 12), ("12.0", 12), ("-3", -3), ("−३", -3), ("+7", 7), ("০৯", 9), ("\u200b5", 5), (0, 0),
    ],
)  # fmt: skip
def test_a_whole_number_is_read_in_any_script_and_grouping(written: object, meant: int) -> None:
    assert parse_int(written) == meant


@pytest.mark.parametrize(
    "written",
    ["", " ", "twelve", "12.5", 12.5, "1,2", "1 2", "--3", None, True, float("nan"), float("inf"), "12 जन", "1e3"],
)
def test_what_is_no_whole_number_is_unreadable(written: object) -> None:
    with pytest.raises(Problem) as caught:
        parse_int(written)
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (48565, "48,565"), (9327108, "93,27,108"), (-14931, "-14,931")],
)
def test_grouping_is_indian(number: int, text: str) -> None:
    assert grouped(number) == text


def test_grouping_can_be_written_in_devanagari() -> None:
    assert grouped(9327108, devanagari=True) == "९३,२७,१०८"


@given(st.integers(min_value=-(10**15), max_value=10**15), st.booleans())
def test_what_is_written_for_people_can_be_read_back(number: int, devanagari: bool) -> None:
    assert parse_int(grouped(number, devanagari=devanagari)) == number


@pytest.mark.parametrize("digits", ["०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "᱐᱑᱒᱓᱔᱕᱖᱗᱘᱙", "0123456789"])
def test_digits_of_every_script_become_ascii(digits: str) -> None:
    assert ascii_digits(f"क {digits}") == "क 0123456789"


def test_no_decimal_digit_that_unicode_knows_is_left_out() -> None:
    known = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isdecimal()]
    assert len(known) > 600
    assert ascii_digits("".join(known)) == "".join(str(unicodedata.decimal(digit)) for digit in known)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("9876543210", "9876543210"), ("+91 98765 43210", "9876543210"), ("09876543210", "9876543210"),
        ("919876543210", "9876543210"), (9876543210.0, "9876543210"), (9876543210, "9876543210"),
        ("९८७६५४३२१०", "9876543210"), ("98765-43210 / 91234-56780", "9876543210"), ("011-23456789", "1123456789"),
        ("9198765432", "9198765432"), ("12345", None), ("", None), (None, None), ("2345678901", None),
        ("नहीं है", None), ("98765432101", None),
    ],
)  # fmt: skip
def test_a_telephone_number_is_ten_digits_or_nothing(written: object, number: str | None) -> None:
    assert parse_phone(written) == number


@pytest.mark.parametrize(
    "text",
    [
        SPECIMEN, "9999 4105 7058", "9999-4105-7058", "९९९९ ४१०५ ७०५८", "आधार: 9999.4105.7058 है", "9999\u200b41057058",
        "9 9 9 9 4 1 0 5 7 0 5 8", 999941057058, "12 9999 4105 7058",
    ],
)  # fmt: skip
def test_an_aadhaar_number_is_seen_however_it_is_written(text: object) -> None:
    assert looks_like_aadhaar(text)


@pytest.mark.parametrize("text", ["", "9876543210", "999941057059", "199941057058", "RAN-001", "1999941057058", None])
def test_other_numbers_are_not_taken_for_aadhaar(text: object) -> None:
    assert not looks_like_aadhaar(text)


@given(st.integers(min_value=0, max_value=11), st.integers(min_value=1, max_value=9))
def test_one_wrong_digit_is_always_noticed(position: int, shift: int) -> None:
    digit = (int(SPECIMEN[position]) + shift) % 10
    assert not looks_like_aadhaar(SPECIMEN[:position] + str(digit) + SPECIMEN[position + 1 :])


def test_of_a_text_that_may_hold_an_aadhaar_number_every_digit_is_left_out_and_no_word() -> None:
    assert without_aadhaar("मेरा नंबर ९९९९ ४१०५ 7058, कमरा 7") == "मेरा नंबर •••• •••• ••••, कमरा •"
    assert without_aadhaar("फोन 98765 43210, कमरा ७") == "फोन 98765 43210, कमरा ७"
