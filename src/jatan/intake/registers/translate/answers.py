"""Reading one row's cells into the values a command takes. Collects every problem and oddity instead of stopping.

The translators beside it say which cell becomes which field; nothing here knows a register.
"""

import datetime as dt
import re
from typing import Any

from jatan.foundation.places.models import Place
from jatan.intake.registers.mapping.vocabulary import Vocabulary
from jatan.intake.registers.places import OfficePlaces
from jatan.intake.registers.rows import Cell, RegisterRow
from jatan.intake.registers.translate.ranges import first_of
from jatan.intake.registers.warnings import RowOddity
from jatan.intake.registers.words import plain
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import ascii_digits, parse_int, parse_phone
from jatan.kernel.problems import Problem

__all__ = ["Answers"]

# "35 वर्ष", "35 yrs", "Rs 9,000/-": words around a number that do not change it.
_UNITS = re.compile(
    r"(?:years?|yrs?|y|वर्ष|साल|rs\.?|inr|₹|रु\.?|रुपये|रूपये|रुपए|/-|/month|per month|प्रति माह|लोग|persons?|people"
    r"|women|men|girls|boys|महिला(?:एँ|एं|ओं)?|पुरुष)",
    re.IGNORECASE,
)
_OLDEST = 110
_NOTHING = ("", "-", "--", "---", "–", "—", "N/A", "NA", "n/a", "na")
_ZERO = frozenset({"nil", "शून्य", "zero"})


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

    def has(self, name: str) -> bool:
        return name in self._cells

    def text(self, name: str, limit: int) -> str:
        """The cell as text, cut at `limit` with a warning that keeps the whole."""
        value = self._cells.get(name, "")
        if value == "":
            return ""
        text = value if isinstance(value, str) else _as_text(value)
        if len(text) > limit:
            self.odd("text_shortened", name, text)
            return text[:limit].rstrip()
        return text

    def day(self, name: str) -> dt.date | None:
        """The day in the cell; a day that cannot be is a problem."""
        value = self._cells.get(name, "")
        if value in _NOTHING or value == "नहीं":
            return None
        try:
            return parse_date(value)
        except Problem as problem:
            first = first_of(value) if isinstance(value, str) else None
            if first is not None:
                self.odd("several_days", name, str(value))
                return first
            self.problems.append(problem.at(name))
            return None

    def number(self, name: str) -> int | None:
        """The whole number in the cell; a number that cannot be read is a problem. None: not recorded."""
        value = self._cells.get(name, "")
        if value in _NOTHING:
            return None
        if isinstance(value, str) and plain(value) in _ZERO:
            return 0
        try:
            return parse_int(value)
        except Problem as problem:
            if isinstance(value, str):
                try:
                    return parse_int(_UNITS.sub("", value))
                except Problem:
                    pass
            self.problems.append(problem.at(name))
            return None

    def age(self) -> int | None:
        """Completed years; an unlikely age is odd, a negative one a problem."""
        age = self.number("age")
        if age is not None and age < 0:
            self.problems.append(Problem("negative_number", field="age"))
            return None
        if age is not None and age > _OLDEST:
            self.odd("age_unlikely", "age", str(age))
            return age if age <= 32_767 else None
        return age

    def phone(self, name: str, limit: int) -> str:
        """Ten digits where it is a telephone number, else what was written, with a warning."""
        value = self._cells.get(name, "")
        if value in ("", "-", "--", "N/A", "NA", "0"):
            return ""
        number = parse_phone(value)
        if number is None:
            self.odd("phone_unreadable", name, ascii_digits(_as_text(value)))
            return self.text(name, limit)
        return number

    def code(self, vocabulary: str, name: str, *, default: str = "") -> str:
        """The code for the cell's word; `default` and a warning where the word is not known."""
        value = self._cells.get(name, "")
        if value == "":
            return ""
        text = _as_text(value)
        code = self._words.code(vocabulary, text)
        if code is None:
            self.odd("value_not_recognised", name, text)
            return default
        return code

    def place(self, places: OfficePlaces) -> Place:
        """Where the row lies: its block, else its district, else the office's own district."""
        district: Place | None = None
        if self.has("district"):
            district = self._place_in("district", lambda text: places.district_named(text))
        if not self.has("block"):
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
