"""A letter among digits is never taken for one of them: not in a number, a telephone or a day."""

from collections.abc import Callable
from typing import Any

import pytest

from jatan.intake.registers.recognise.vocabulary.cell_phrases import parse_count
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.written_days import read_day


def _read(reader: Callable[[Any], Any], written: str) -> Any:
    try:
        return reader(written)
    except Problem:
        return None


@pytest.mark.parametrize("letter", ["O", "o", "\u039f", "\u041e", "l", "I", "S"])
def test_no_reader_takes_a_letter_for_a_digit(letter: str) -> None:
    for reader, template in (
        (parse_int, "1{}"),
        (parse_int, "{}5"),
        (parse_count, "1{}"),
        (parse_count, "2{}{}"),
        (parse_phone, "943110{}003"),
        (parse_phone, "94311{}{}{}03"),
        (parse_date, "1{}/02/2024"),
        (parse_date, "10/{}2/2024"),
        (read_day, "1{}.2.2024"),
    ):
        assert _read(reader, template.format(letter, letter, letter)) is None, (reader, template)
