"""Codes that people copy and type."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.text import codes


def test_the_alphabet_has_no_letter_that_is_taken_for_another() -> None:
    assert len(set(codes.ALPHABET)) == 32
    assert not set(codes.ALPHABET) & set("ILOU")
    assert set(codes.WITHOUT_ZERO_AND_ONE) == set(codes.ALPHABET) - set("01")


@pytest.mark.parametrize(
    "written",
    [
        "7K90-12QZ", "7k9o-i2qz", "7K9O L2QZ", "७k९०-१२qz", "7K90\u201012QZ", "7K90–12QZ", "7K90_12QZ", "7K90.12QZ",
        "\u202a7K90\u202c 12QZ", "7K90\u00a012QZ", " 7K90\u200d12QZ\n", "7K90\uff0d12QZ", "7K90 12QZ\x00",
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_was_copied(written: str) -> None:
    assert codes.normalise_code(written) == "7K9012QZ"


def test_a_random_code_is_unchanged_by_reading() -> None:
    made = codes.random_code(200)
    assert codes.normalise_code(made) == made
    assert codes.is_code(made, 200)
    assert set(codes.random_code(400, codes.WITHOUT_ZERO_AND_ONE)) <= set(codes.WITHOUT_ZERO_AND_ONE)


@pytest.mark.parametrize("text", ["", "7K90", "7K9012QU", "7K9012QZ7"])
def test_invalid_codes_are_refused(text: str) -> None:
    assert not codes.is_code(text, 8)


@given(st.binary(min_size=1, max_size=40))
def test_bytes_survive_encoding_and_decoding(data: bytes) -> None:
    assert codes.decode_bytes(codes.encode_bytes(data)) == data


def test_sixteen_bytes_are_twenty_six_letters() -> None:
    assert codes.is_code(codes.encode_bytes(os.urandom(16)), 26)


@pytest.mark.parametrize(("number", "code"), [(0, "0000"), (31, "000Z"), (32, "0010"), (32**4 + 1, "0001")])
def test_the_lowest_bits_of_a_number_are_a_code(number: int, code: str) -> None:
    assert codes.encode_number(number, 4) == code
