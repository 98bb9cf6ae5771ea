"""What the values of one column hold: dates, places, persons, numbers of a sort, words of a list.

Works on the first rows of a table. A cell that may hold an Aadhaar number, or another number that identifies a person
elsewhere, hides the whole column: nothing is proposed for it and none of its values is shown.
"""

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from jatan.intake.registers.recognise.columns import whole_number
from jatan.intake.registers.recognise.normalised import plain, tidy
from jatan.intake.registers.recognise.vocabulary.cell_phrases import is_ditto, is_not_yet, is_nothing
from jatan.intake.registers.recognise.vocabulary.contents import is_group_word, is_person_word
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.ranges import first_day_of_range
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import holds_aadhaar
from jatan.kernel.text.digits import ascii_digits

_MAX_SAMPLES = 3
_LONGEST_SAMPLE = 40
_OTHER = "other"
# Eleven digits or more that are no telephone number with its prefix: an Aadhaar number with a slip, an account.
_MOST_SHORT_DIGITS = 10
_SMALLEST_LONG, _LARGEST_LONG = 1e10, 1e18
_LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){10,}")
_PHONE_WITH_PREFIX = re.compile(r"(?:\+|00)?91[\s-]?[6-9](?:[\s-]?\d){9}|0[1-9](?:[\s-]?\d){9}")
_DIGITS_ONLY = re.compile(r"[\d\s.,;/+()-]+")
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_]|.*[/-])[^\W_]+(?:[/.\- ]{1,3}[^\W_]+){0,5}")
_LONGEST_CODE = 24
_MONEY_SIGN = re.compile(r"(?:₹|\brs\b\.?|रु(?:पये|\.|०)?)|/-", re.IGNORECASE)
_YEARS = re.compile(r"(\d{1,3})\s*(?:years?|yrs?|y|वर्ष|साल)?\.?", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s.,()/-]+")
_MAX_NAME_WORDS = 5
_MIN_SERIALS = 8
_FIRST_DAY = dt.date(2005, 1, 1)


class Share(NamedTuple):
    """How many of the values of a column agree."""

    agreeing: int
    values: int

    def is_least(self, share: float) -> bool:
        return self.values > 0 and self.agreeing >= share * self.values


class ColumnValues:
    """The values of one column. `cells`: the cell of each row, "" where it is empty or says nothing.

    `places`: the kinds of places that a text names ("block", "district", "away", "village", "panchayat").
    """

    def __init__(
        self,
        rows: Sequence[Sequence[Any]],
        column: int,
        words: Vocabulary,
        places: Callable[[str], frozenset[str]],
        today: dt.date,
    ) -> None:
        self.column = column
        self.cells = [_cell(row, column) for row in rows]
        self._filled = [cell for cell in self.cells if cell != ""]
        self._words, self._find_places, self._today = words, places, today
        self._lists: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._filled)

    @property
    def fill(self) -> float:
        """The share of the rows in which something is written: 0 to 1."""
        return len(self._filled) / max(len(self.cells), 1)

    @cached_property
    def hides_values(self) -> bool:
        """True if some cell may hold an Aadhaar number or another long number that is no telephone number."""
        return any(_is_long_number(cell) for cell in self._filled)

    @cached_property
    def words(self) -> frozenset[str]:
        """The different values as texts for comparison."""
        return frozenset(plain(str(cell)) for cell in self._filled)

    def samples(self) -> tuple[str, ...]:
        """The first different values, shortened; none of a column that hides its values."""
        return _samples(self._filled) if not self.hides_values else ()

    @cached_property
    def numbers(self) -> list[int | None]:
        """The whole number of each row; None where there is none."""
        return [None if cell == "" else whole_number(cell) for cell in self.cells]

    @cached_property
    def days(self) -> list[dt.date | None]:
        """The day of each row; None where there is none."""
        return [day_in(cell) for cell in self.cells]

    def codes(self, word_list: str) -> list[str]:
        """The code of each row in a list of values.toml; "" where there is none."""
        if word_list not in self._lists:
            codes = (self._words.code(word_list, cell) if isinstance(cell, str) and cell else "" for cell in self.cells)
            self._lists[word_list] = [code or "" for code in codes]
        return self._lists[word_list]

    # What the values are: each gives how many of them agree.

    @cached_property
    def dates(self) -> Share:
        """Days since 2005, beside cells that say "not yet"."""
        return self._days_until(dt.date.max)

    @cached_property
    def past_dates(self) -> Share:
        """Days from 2005 to today, beside cells that say "not yet"."""
        return self._days_until(self._today)

    @cached_property
    def date_fill(self) -> float:
        """The share of the rows in which a day is written: 0 to 1."""
        return sum(day is not None for day in self.days) / max(len(self.cells), 1)

    def _days_until(self, latest: dt.date) -> Share:
        days = sum(day is not None and _FIRST_DAY <= day <= latest for day in self.days)
        if not days:
            return self._share(0)
        open_ones = sum(isinstance(cell, str) and is_not_yet(cell) for cell in self._filled)
        return Share(days, len(self._filled) - open_ones)

    def listed(self, word_list: str) -> Share:
        """Words of a list of values.toml, "other" aside."""
        return self._share(sum(code not in ("", _OTHER) for code in self.codes(word_list)))

    def codes_used(self, word_list: str) -> int:
        """How many codes of a list stand in the column."""
        return len({*self.codes(word_list)} - {"", _OTHER})

    def places(self, *levels: str) -> Share:
        """Names of places of these kinds."""
        return self._share(sum(not found.isdisjoint(levels) for found in self._found_places))

    @cached_property
    def _found_places(self) -> list[frozenset[str]]:
        texts = (cell for cell in self._filled if isinstance(cell, str))
        return [self._find_places(text) for text in texts if not any(letter.isdigit() for letter in text)]

    @cached_property
    def persons(self) -> Share:
        """Names of persons: up to five words, one of which is a known name."""
        return self._share(sum(isinstance(cell, str) and _is_person(cell) for cell in self._filled))

    @cached_property
    def groups(self) -> Share:
        """Names with a word for a group in them."""
        return self._share(sum(isinstance(cell, str) and _is_group(cell) for cell in self._filled))

    @cached_property
    def phones(self) -> Share:
        """Telephone numbers and nothing else."""
        return self._share(sum(_is_phone(cell) for cell in self._filled))

    @cached_property
    def codes_of_records(self) -> Share:
        """Short codes with digits and letters, or parted by a dash or slash; no two the same."""
        return self._share(sum(isinstance(cell, str) and _is_code(cell) for cell in self._filled))

    @cached_property
    def serials(self) -> Share:
        """Whole numbers of which each is one more than the one above it."""
        numbers = [number for number in self.numbers if number is not None]
        steps = sum(later - earlier == 1 for earlier, later in itertools.pairwise(numbers))
        return self._share(steps + 1 if steps else 0)

    @cached_property
    def is_serial(self) -> bool:
        return len(self) >= _MIN_SERIALS and self.serials.is_least(0.9)

    @cached_property
    def is_rising(self) -> bool:
        """True where nothing but a short serial number may stand: 1, 2, 3."""
        return self.serials.is_least(0.8) and not self.is_serial

    @cached_property
    def ages(self) -> Share:
        """Ages as registers of grown persons have them."""
        years = [_years_in(cell) for cell in self._filled]
        known = sorted(year for year in years if year is not None)
        agreeing = self._share(sum(1 <= year <= 100 for year in known))
        if not known or self.is_serial or self.is_rising:
            return Share(0, len(self))
        usual = sum(10 <= year <= 75 for year in known)
        tens = sum(year % 10 == 0 for year in known)
        is_usual = (
            usual >= 0.85 * len(known)
            and tens <= 0.6 * len(known)
            and 15 <= known[len(known) // 2] <= 55
            and len(set(known)) >= min(6, 0.6 * len(known))
            and known[-1] - known[0] >= 8
        )
        return agreeing if is_usual else Share(0, len(self))

    @cached_property
    def money(self) -> Share:
        """Amounts of rupees: with a sign of money, or round numbers from 500 on."""
        amounts = [_amount_in(cell) for cell in self._filled]
        known = sorted(amount for amount, _is_signed in amounts if amount is not None)
        signed = sum(is_signed for amount, is_signed in amounts if amount is not None)
        rounded = sum(amount % 50 == 0 for amount in known)
        is_money = known and (
            signed >= 0.5 * len(known) or (rounded >= 0.8 * len(known) and known[len(known) // 2] >= 500)
        )
        return self._share(len(known)) if is_money else Share(0, len(self))

    def people(self, most: int) -> Share:
        """Head-counts of up to `most` persons."""
        if self.is_serial or self.is_rising or self.money.agreeing:
            return Share(0, len(self))
        return self._share(sum(number is not None and 0 <= number <= most for number in self.numbers))

    @cached_property
    def median(self) -> int:
        numbers = sorted(number for number in self.numbers if number is not None)
        return numbers[len(numbers) // 2] if numbers else 0

    def most_frequent(self) -> float:
        """The share of the most frequent value among the values."""
        counted = Counter(plain(str(cell)) for cell in self._filled)
        return counted.most_common(1)[0][1] / len(self) if counted else 0.0

    def _share(self, agreeing: int) -> Share:
        return Share(agreeing, len(self._filled))


def sample_values(rows: Sequence[Sequence[Any]], column: int) -> tuple[str, ...]:
    """The first different values of a column, shortened; none where one may be an Aadhaar number or the like."""
    filled = [cell for row in rows if (cell := _cell(row, column)) != ""]
    return () if any(map(_is_long_number, filled)) else _samples(filled)


def day_in(cell: Any) -> dt.date | None:
    """The day written in a cell, the first of several; None for a plain number and for anything else."""
    if isinstance(cell, dt.date):
        return parse_date(cell)
    if not isinstance(cell, str) or not cell or ascii_digits(cell).isdecimal():
        return None
    try:
        return parse_date(cell)
    except Problem:
        return first_day_of_range(cell)


def _cell(row: Sequence[Any], column: int) -> Any:
    """A cell for comparison: text tidied; "" for an empty one, a dash, a ditto mark."""
    cell = row[column] if column < len(row) else ""
    if cell is None or isinstance(cell, bool):
        return ""
    if not isinstance(cell, str):
        return cell
    text = tidy(cell)
    return "" if is_nothing(text) or is_ditto(text) else text


def _samples(cells: Sequence[Any]) -> tuple[str, ...]:
    return tuple(list(dict.fromkeys(map(_shown, cells)))[:_MAX_SAMPLES])


def _is_long_number(cell: Any) -> bool:
    if isinstance(cell, int | float):
        text = f"{abs(cell):.0f}" if _SMALLEST_LONG <= abs(cell) < _LARGEST_LONG else ""
    elif isinstance(cell, str) and len(cell) > _MOST_SHORT_DIGITS:
        text = ascii_digits(cell)
    else:
        return False
    if holds_aadhaar(text):
        return not _PHONE_WITH_PREFIX.fullmatch(text)
    if isinstance(cell, str) and (parse_phone(cell) or day_in(cell)):
        return False
    return any(not _PHONE_WITH_PREFIX.fullmatch(match[0]) for match in _LONG_NUMBER.finditer(text))


def _shown(cell: Any) -> str:
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    return text if len(text) <= _LONGEST_SAMPLE else f"{text[: _LONGEST_SAMPLE - 1]}…"


def _words_of(text: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(text) if word]


def _is_person(text: str) -> bool:
    words = _words_of(text)
    if not 1 <= len(words) <= _MAX_NAME_WORDS or any(letter.isdigit() for letter in text):
        return False
    return any(map(is_person_word, words)) and not any(map(is_group_word, words))


def _is_group(text: str) -> bool:
    return any(map(is_group_word, _words_of(text)))


def _is_phone(cell: Any) -> bool:
    if isinstance(cell, dt.date):
        return False
    return parse_phone(cell) is not None and (
        not isinstance(cell, str) or _DIGITS_ONLY.fullmatch(ascii_digits(cell)) is not None
    )


def _is_code(text: str) -> bool:
    if len(text) > _LONGEST_CODE or parse_phone(text) or day_in(text) is not None:
        return False
    return _CODE.fullmatch(ascii_digits(text)) is not None and _YEARS.fullmatch(ascii_digits(text)) is None


def _years_in(cell: Any) -> int | None:
    number = whole_number(cell)
    if number is None and isinstance(cell, str) and (match := _YEARS.fullmatch(ascii_digits(cell))):
        return int(match[1])
    return number


def _amount_in(cell: Any) -> tuple[int | None, bool]:
    """(amount, whether a sign of money stands beside it)."""
    number = whole_number(cell)
    if number is not None or not isinstance(cell, str):
        return number, False
    bare, signs = _MONEY_SIGN.subn("", cell)
    return (whole_number(bare.strip(" .-=/")), True) if signs else (None, False)
