"""Numbers as offices write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.numbers import format_integer, parse_int, parse_phone
from jatan.kernel.problems import Problem


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
    assert format_integer(number) == text


def test_grouping_can_be_written_in_devanagari() -> None:
    assert format_integer(9327108, devanagari=True) == "९३,२७,१०८"


@given(st.integers(min_value=-(10**15), max_value=10**15), st.booleans())
def test_what_is_written_for_people_can_be_read_back(number: int, devanagari: bool) -> None:
    assert parse_int(format_integer(number, devanagari=devanagari)) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("9876543210", "9876543210"), ("+91 98765 43210", "9876543210"), ("09876543210", "9876543210"),
        ("919876543210", "9876543210"), (9876543210.0, "9876543210"), (9876543210, "9876543210"),
        ("९८७६५४३२१०", "9876543210"), ("98765-43210 / 91234-56780", "9876543210"), ("011-23456789", "1123456789"),
        ("9198765432", "9198765432"), ("12345", None), ("", None), (None, None), ("2345678901", None),
        ("नहीं है", None), ("98765432101", None),
        ("\u202a+91 98765 43210\u202c", "9876543210"), ("\u200e98765\u00a043210", "9876543210"),
        ("\u2066 98765 43210 \u2069", "9876543210"),
        ("98765\u201143210", "9876543210"), ("\ufeff९८७६५\u202f४३२१०", "9876543210"),
        ("98765\u200b43210", "9876543210"),
        ("+91–98765–43210", "9876543210"), ("\uff0b91\u300098765\uff0d43210", "9876543210"),
    ],
)  # fmt: skip
def test_a_telephone_number_is_ten_digits_or_nothing(written: object, number: str | None) -> None:
    assert parse_phone(written) == number
