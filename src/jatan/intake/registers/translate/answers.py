"""Converts one row's cells to command values; collects all problems and oddities instead of stopping at the first.

The translators decide which cell becomes which field; this module is the same for all registers.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.first_year import FIRST_DAY
from jatan.foundation.places.models import Place
from jatan.intake.registers.labels import MEETING_COLUMNS
from jatan.intake.registers.recognise.questions import LEFT_EMPTY, OLD_FONT, UNREAD_FONT, Asked
from jatan.intake.registers.recognise.rows import Cell, RegisterRow
from jatan.intake.registers.recognise.vocabulary.cell_phrases import (
    is_not_yet,
    is_nothing,
    is_refused,
    is_zero_word,
    parse_count,
    pay_period,
)
from jatan.intake.registers.recognise.vocabulary.kinds import DATES
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.figure_limits import IMPLAUSIBLE, FigureLimits, is_birth_year
from jatan.intake.registers.translate.places import OfficePlaces
from jatan.intake.registers.translate.ranges import first_day_of_range
from jatan.intake.registers.translate.warnings import RowOddity
from jatan.intake.registers.workbook.formula_cells import has_no_value, is_formula
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_int, parse_phone, phone_parts
from jatan.kernel.problems import Message, Problem
from jatan.kernel.text.digits import ascii_digits
from jatan.programme.people.base_command import LARGEST_COUNT

_MAX_LIKELY_AGE = 110
_OTHER_WAGES: Mapping[str, Message] = {
    "day": _("This is the wage of a day. Write what it comes to in a month, or leave it out."),
    "week": _("This is the wage of a week. Write what it comes to in a month, or leave it out."),
    "year": _("This is the wage of a year. Write what it comes to in a month, or leave it out."),
    "hour": _("This is the wage of an hour. Write what it comes to in a month, or leave it out."),
}
_BEFORE_FIRST_YEAR = _("This day lies before the network's first year. Is it right?")
_ERROR = _("The spreadsheet shows an error here, so nobody can read what stood there.")
_NOT_CALCULATED = _(
    "The formula here was never calculated. Write its result, or save the file in Excel or LibreOffice and bring it"
    " again."
)
# An error in one of them is left out with a warning: no row is known or counted by it.
_FREE_TEXTS = frozenset({"topic", "title", "description", "decisions", "facilitator", "reply", *MEETING_COLUMNS})
# "22 वर्ष 6 माह", "8 माह": only whole years are kept.
_YEARS_AND_MONTHS = re.compile(
    r"(?:(\d{1,3})\s*(?:years?|yrs?|y|वर्ष|साल)\.?,?\s*(?:और|व|and)?\s*)?(\d{1,2})\s*(?:months?|mths?|m|माह|महीने|महीना)\.?",
    re.IGNORECASE,
)
# ISO 8601-2: the day is not known.
_MONTH_WITHOUT_DAY = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])-XX", re.ASCII)


class Answers:
    """The values of one row. `problems` and `oddities` grow as cells are read.

    `born_in`: the year of birth, where it was written instead of the age (set by `age`).
    """

    def __init__(self, row: RegisterRow, words: Vocabulary, limits: FigureLimits | None = None) -> None:
        broken = {name: value for name, value in row.cells.items() if isinstance(value, str) and has_no_value(value)}
        waits = broken.keys() - _FREE_TEXTS
        self._cells = {name: value for name, value in row.cells.items() if name not in waits} if waits else row.cells
        self._words = words
        self._limits = limits or FigureLimits()
        self._confirmed = row.confirmed
        self.born_in: int | None = None
        self.problems: list[Problem] = [
            Problem("unreadable", _NOT_CALCULATED if is_formula(broken[name]) else _ERROR, field=name)
            for name in row.cells
            if name in waits
        ]
        written = " | ".join(row.converted.values())
        self.oddities: list[RowOddity] = [
            *([RowOddity("converted_font", detail=written)] if written else []),
            *(RowOddity("aadhaar_masked", name) for name in row.masked),
            *(RowOddity("as_above", name) for name in row.repeated),
            *(RowOddity("month_first", name) for name in row.month_first),
            *([RowOddity("total_added_up", "total")] if row.added_up else []),
            *(RowOddity("left_empty", name) for name in row.filled),
            *(RowOddity("from_title", name) for name in row.given),
            *(RowOddity("comment", detail=text) for text in row.comments),
        ]
        for name, asked in row.asked.items():
            self._ask_as_read(name, asked)

    def text(self, name: str, limit: int) -> str:
        """The cell as text, cut at `limit` with a warning that keeps the full text. "" for "-", "NA", "none"."""
        text = self._cell_text(name)
        if len(text) > limit:
            self.add_oddity("text_shortened", name, text)
            return text[:limit].rstrip()
        return text

    def day(self, name: str) -> dt.date | None:
        """The record's main date; an unreadable or impossible one is a problem. None: not written."""
        value = self._cells.get(name, "")
        if self._is_blank(name) or value == "नहीं":
            return None
        try:
            day = self._parse_day(name, value)
        except Problem as problem:
            self.problems.append(problem.at(name))
            return None
        self._check_year(name, day)
        return day

    def day_or_month(self, name: str) -> tuple[dt.date | None, bool]:
        """(the record's main date, whether its day is known). The first day of a month written "2022-05-XX" (a sheet
        with months as columns); a month written in a date column is none: it waits, as unreadable."""
        value = self._cells.get(name, "")
        if isinstance(value, str) and (match := _MONTH_WITHOUT_DAY.fullmatch(value)):
            return dt.date(int(match[1]), int(match[2]), 1), False
        return self.day(name), True

    def other_day(self, name: str, *, is_counted: bool = False, may_be_refused: bool = False) -> dt.date | None:
        """A secondary date; None with a warning where it cannot be read, without a warning for "not yet".

        `is_counted`: an indicator counts by this date, so an impossible date is a problem. `may_be_refused`: the
        caller reads `refusal` too, so "Rejected" gives no warning.
        """
        value = self._cells.get(name, "")
        if self._is_blank(name):
            return None
        try:
            day = self._parse_day(name, value)
        except Problem as problem:
            if is_counted and problem.code == "no_such_date":
                self.problems.append(problem.at(name))
            elif not (isinstance(value, str) and (is_not_yet(value) or (may_be_refused and is_refused(value)))):
                self.add_oddity("day_unreadable", name, _as_text(value))
            return None
        if is_counted:
            self._check_year(name, day)
        return day

    def refusal(self, *names: str) -> str:
        """The text of the first of these cells that says "Rejected" instead of a date, else ""."""
        cells = (self._cells.get(name) for name in names)
        return next((text for text in cells if isinstance(text, str) and is_refused(text)), "")

    def number(self, name: str, *, checked_sum: int = 0) -> int | None:
        """The whole number in the cell; an unreadable or implausible one is a problem. None: not written.

        `checked_sum`: a total equal to the sum of its parts is not checked again.
        """
        try:
            number = self._parse_number(name)
        except Problem as problem:
            self.problems.append(problem.at(name))
            return None
        if number != checked_sum:
            self._check_figure(name, number)
        return number

    def is_unknown(self, name: str) -> bool:
        """True where something stands in the cell that is no number: "-", "NA"."""
        value = self._cells.get(name, "")
        return isinstance(value, str) and value != "" and is_nothing(value)

    def other_number(self, name: str) -> int | None:
        """An optional number; None with a warning where it cannot be read."""
        try:
            number = self._parse_number(name)
            if number is not None and number > LARGEST_COUNT:
                raise Problem("unreadable")
        except Problem:
            self.add_oddity("number_unreadable", name, _as_text(self._cells[name]))
            return None
        self._check_figure(name, number)
        return number

    def monthly_wage(self, name: str) -> int | None:
        """The wage of a month. That of a day, a week, an hour or a year is a problem: it is no wage of a month."""
        message = _OTHER_WAGES.get(pay_period(self._cell_text(name)))
        if message is not None:
            self.problems.append(Problem("unreadable", message, field=name))
            return None
        return self.other_number(name)

    def age(self) -> int | None:
        """Age in completed years; over 110 gives a warning, a negative one is a problem.

        None for a year of birth, which is put into `born_in`; it is a problem until somebody confirms it.
        """
        text = ascii_digits(self._cell_text("age"))
        if match := _YEARS_AND_MONTHS.fullmatch(text):
            return int(match[1]) if match[1] else int(match[2]) // 12
        age = self.other_number("age")
        if age is not None and age < 0:
            self.problems.append(Problem("negative_number", field="age"))
            return None
        if age is not None and is_birth_year(age):
            self.born_in = age
            return None
        if age is not None and age > _MAX_LIKELY_AGE:
            self.add_oddity("age_unlikely", "age", str(age))
            return age if age <= 32_767 else None
        return age

    def phone(self, name: str, limit: int) -> str:
        """Ten digits for a telephone number, else the text as written, with a warning.

        A record has room for one number: a warning keeps the whole cell where a second number or a word stands in it.
        """
        text = self._cell_text(name)
        if text in ("", "0"):
            return ""
        number = parse_phone(self._cells[name])
        if number is None:
            self.add_oddity("phone_unreadable", name, ascii_digits(text))
            return self.text(name, limit)
        if len(phone_parts(text)) > 1:
            self.add_oddity("several_phones", name, ascii_digits(text))
        return number

    def code(self, vocabulary: str, name: str, *, default: str = "") -> str:
        """The cell's code in a vocabulary; `default` and a warning where the word is unknown. "" for an empty cell."""
        text = self._cell_text(name)
        if text == "":
            return ""
        code = self._words.code(vocabulary, text)
        if code is None:
            self.add_oddity("value_not_recognised", name, text)
            return default
        return code

    def place(self, places: OfficePlaces) -> Place:
        """The row's place: its block, else its district, else the office's own district."""
        district: Place | None = None
        if self._cell_text("district"):
            district = self._find_place("district", lambda text: places.district_named(text))
        if not self._cell_text("block"):
            return district or places.district
        block = self._find_place("block", lambda text: places.block(text, district))
        return block or district or places.district

    def _find_place(self, name: str, find: Any) -> Place | None:
        try:
            place: Place = find(self.text(name, 200))
        except Problem as problem:
            self.problems.append(problem)
            return None
        return place

    def _cell_text(self, name: str) -> str:
        """The cell as text; "" where it stands for nothing ("-", "NA", "none", "0")."""
        value = self._cells.get(name, "")
        text = value if isinstance(value, str) else _as_text(value)
        if has_no_value(text):
            self.add_oddity("error_in_cell", name, text)
            return ""
        return "" if is_nothing(text) or is_zero_word(text) else text

    def _is_blank(self, name: str) -> bool:
        value = self._cells.get(name, "")
        return isinstance(value, str) and is_nothing(value)

    def _parse_day(self, name: str, value: Cell) -> dt.date:
        try:
            return parse_date(value)
        except Problem:
            first = first_day_of_range(value) if isinstance(value, str) else None
            if first is None:
                raise
            self.add_oddity("several_days", name, str(value))
            return first

    def _check_year(self, name: str, day: dt.date) -> None:
        if day.year < FIRST_DAY.year:
            self.ask(name, _BEFORE_FIRST_YEAR, f"{day:%d.%m.%Y}")

    def _parse_number(self, name: str) -> int | None:
        value = self._cells.get(name, "")
        if not isinstance(value, str):
            return parse_int(value)
        if is_nothing(value):
            return None
        found = parse_count(value)
        if found is None:
            raise Problem("unreadable")
        number, is_exact = found
        if not is_exact:
            self.add_oddity("number_not_exact", name, value)
        return number

    def _check_figure(self, name: str, number: int | None) -> None:
        problem = None if number is None else self._limits.problem(name, number)
        if problem is not None:
            self.ask(name, problem.message, str(number))

    def _ask_as_read(self, name: str, asked: Asked) -> None:
        """Ask what the sheet was asked about when it was read; in free text a doubtful font is told as a warning."""
        if name in self._confirmed:
            self.add_oddity("answer_confirmed", name)
        elif name in _FREE_TEXTS and asked.question in (OLD_FONT, UNREAD_FONT):
            self.add_oddity("old_font", name, self._cell_text(name))
        else:
            code = "missing_required" if name in DATES and asked.question is LEFT_EMPTY else IMPLAUSIBLE
            self.problems.append(Problem(code, asked.question, field=name, candidates=asked.candidates))

    def ask(self, name: str, question: Message, written: str) -> None:
        """Make the row wait until somebody says that this cell is right (`RegisterRow.confirmed`), once a cell."""
        if name in self._confirmed:
            if not any((oddity.code, oddity.field) == ("figure_confirmed", name) for oddity in self.oddities):
                self.add_oddity("figure_confirmed", name, written)
        elif not any((problem.code, problem.field) == (IMPLAUSIBLE, name) for problem in self.problems):
            self.problems.append(Problem(IMPLAUSIBLE, question, field=name))

    def add_oddity(self, code: str, name: str = "", detail: str = "") -> None:
        """Add an oddity of the row."""
        self.oddities.append(RowOddity(code, name, detail))


def _as_text(value: Cell) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    return str(value)
