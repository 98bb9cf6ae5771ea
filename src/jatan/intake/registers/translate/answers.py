"""Reading one row's cells into the values a command takes. Collects every problem and oddity instead of stopping.

The translators beside it say which cell becomes which field; nothing here knows a register.
"""

import datetime as dt
import re
from typing import Any

from jatan.foundation.places.models import Place
from jatan.intake.registers.recognise.rows import Cell, RegisterRow
from jatan.intake.registers.recognise.vocabulary.cell_phrases import (
    counted,
    is_not_yet,
    is_nothing,
    is_nought,
    is_refused,
)
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.places import OfficePlaces
from jatan.intake.registers.translate.ranges import first_of
from jatan.intake.registers.translate.warnings import RowOddity
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits
from jatan.programme.people.base_command import LARGEST_COUNT

__all__ = ["Answers"]

_OLDEST = 110
# "22 वर्ष 6 माह", "8 माह": only whole years are kept.
_YEARS_AND_MONTHS = re.compile(
    r"(?:(\d{1,3})\s*(?:years?|yrs?|y|वर्ष|साल)\.?,?\s*(?:और|व|and)?\s*)?(\d{1,2})\s*(?:months?|mths?|m|माह|महीने|महीना)\.?",
    re.IGNORECASE,
)


class Answers:
    """One row's answers. `problems` and `oddities` grow as cells are asked for."""

    def __init__(self, row: RegisterRow, words: Vocabulary) -> None:
        self._cells = row.cells
        self._words = words
        self.problems: list[Problem] = []
        self.oddities: list[RowOddity] = [
            *(RowOddity("aadhaar_masked", name) for name in row.masked),
            *(RowOddity("as_above", name) for name in row.repeated),
        ]

    def text(self, name: str, limit: int) -> str:
        """The cell as text, cut at `limit` with a warning that keeps the whole. "" for "-", "NA", "none"."""
        text = self._said(name)
        if len(text) > limit:
            self.odd("text_shortened", name, text)
            return text[:limit].rstrip()
        return text

    def day(self, name: str) -> dt.date | None:
        """The record's own day; one that cannot be read, or cannot be, is a problem."""
        value = self._cells.get(name, "")
        if self._is_blank(name) or value == "नहीं":
            return None
        try:
            return self._day_in(name, value)
        except Problem as problem:
            self.problems.append(problem.at(name))
            return None

    def other_day(self, name: str, *, is_counted: bool = False, may_be_refused: bool = False) -> dt.date | None:
        """A day beside the record's own. What is no day leaves it empty, with a warning unless it says "not yet".

        `is_counted`: something is counted by this day, so one that no calendar has is a problem. `may_be_refused`:
        the caller asks `refusal` too, so a refusal is no oddity.
        """
        value = self._cells.get(name, "")
        if self._is_blank(name):
            return None
        try:
            return self._day_in(name, value)
        except Problem as problem:
            if is_counted and problem.code == "no_such_date":
                self.problems.append(problem.at(name))
            elif not (isinstance(value, str) and (is_not_yet(value) or (may_be_refused and is_refused(value)))):
                self.odd("day_unreadable", name, _as_text(value))
            return None

    def refusal(self, *names: str) -> str:
        """What the first of these cells says where it says "Rejected" instead of a day."""
        said = (self._cells.get(name) for name in names)
        return next((text for text in said if isinstance(text, str) and is_refused(text)), "")

    def number(self, name: str) -> int | None:
        """The whole number in the cell; one that cannot be read is a problem. None: not recorded."""
        try:
            return self._number_in(name)
        except Problem as problem:
            self.problems.append(problem.at(name))
            return None

    def other_number(self, name: str) -> int | None:
        """A number that the record is complete without: what is none is left out with a warning."""
        try:
            number = self._number_in(name)
            if number is not None and number > LARGEST_COUNT:
                raise Problem("unreadable")
        except Problem:
            self.odd("number_unreadable", name, _as_text(self._cells[name]))
            return None
        return number

    def age(self) -> int | None:
        """Completed years; an unlikely age is odd, a negative one a problem."""
        text = ascii_digits(self._said("age"))
        if match := _YEARS_AND_MONTHS.fullmatch(text):
            return int(match[1]) if match[1] else int(match[2]) // 12
        age = self.other_number("age")
        if age is not None and age < 0:
            self.problems.append(Problem("negative_number", field="age"))
            return None
        if age is not None and age > _OLDEST:
            self.odd("age_unlikely", "age", str(age))
            return age if age <= 32_767 else None
        return age

    def phone(self, name: str, limit: int) -> str:
        """Ten digits where it is a telephone number, else what was written, with a warning."""
        said = self._said(name)
        if said in ("", "0"):
            return ""
        number = parse_phone(self._cells[name])
        if number is None:
            self.odd("phone_unreadable", name, ascii_digits(said))
            return self.text(name, limit)
        return number

    def code(self, vocabulary: str, name: str, *, default: str = "") -> str:
        """The code for the cell's word; `default` and a warning where the word is not known."""
        text = self._said(name)
        if text == "":
            return ""
        code = self._words.code(vocabulary, text)
        if code is None:
            self.odd("value_not_recognised", name, text)
            return default
        return code

    def place(self, places: OfficePlaces) -> Place:
        """Where the row lies: its block, else its district, else the office's own district."""
        district: Place | None = None
        if self._said("district"):
            district = self._place_in("district", lambda text: places.district_named(text))
        if not self._said("block"):
            return district or places.district
        block = self._place_in("block", lambda text: places.block(text, district))
        return block or district or places.district

    def _place_in(self, name: str, find: Any) -> Place | None:
        try:
            place: Place = find(self.text(name, 200))
        except Problem as problem:
            self.problems.append(problem)
            return None
        return place

    def _said(self, name: str) -> str:
        """The cell as text; "" where it says that there is nothing to say."""
        value = self._cells.get(name, "")
        text = value if isinstance(value, str) else _as_text(value)
        return "" if is_nothing(text) or is_nought(text) else text

    def _is_blank(self, name: str) -> bool:
        value = self._cells.get(name, "")
        return isinstance(value, str) and is_nothing(value)

    def _day_in(self, name: str, value: Cell) -> dt.date:
        try:
            return parse_date(value)
        except Problem:
            first = first_of(value) if isinstance(value, str) else None
            if first is None:
                raise
            self.odd("several_days", name, str(value))
            return first

    def _number_in(self, name: str) -> int | None:
        value = self._cells.get(name, "")
        if not isinstance(value, str):
            return parse_int(value)
        if is_nothing(value):
            return None
        found = counted(value)
        if found is None:
            raise Problem("unreadable")
        number, is_exact = found
        if not is_exact:
            self.odd("number_not_exact", name, value)
        return number

    def odd(self, code: str, name: str = "", detail: str = "") -> None:
        """Note something odd about the row."""
        self.oddities.append(RowOddity(code, name, detail))


def _as_text(value: Cell) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    return str(value)
