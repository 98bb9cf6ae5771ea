"""Parse dates as offices write them, in Latin or Devanagari script. Pure functions: a cell's value in, a `date` out.

Results are cached: a sheet repeats a few hundred dates tens of thousands of times.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from jatan.kernel.clock import INDIA
from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.hindi import spell_out_full_stops
from jatan.kernel.text.invisible import without_invisible

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_DAYS = range(30_000, 70_001)  # 1982 to 2091: a number outside it is probably not a date
_YEARS = range(1900, 2200)
_MONTHS_OF_A_YEAR = 12

# A time of day may follow; it is ignored.
_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_NUMERIC = re.compile(rf"(\d{{1,2}})\s*[/.\-–\s]\s*(\d{{1,2}})\s*[/.\-–\s]\s*(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_BY_MONTH_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s,./\-–]*([^\d\s,./\-–]+)[\s,./\-–]*(\d{4}|\d{2})", re.IGNORECASE
)
_MONTH_NAME_FIRST = re.compile(r"([^\d\s,./\-–]+)[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4}|\d{2})", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s*[/.\-–\s]\s*(\d{1,2})", re.ASCII)
_DAY_AND_NAMED_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s,./\-–]*([^\d\s,./\-–]+)", re.IGNORECASE)
_NAMED_MONTH_AND_DAY = re.compile(r"([^\d\s,./\-–]+)[\s,./\-–]*(\d{1,2})(?:st|nd|rd|th)?", re.IGNORECASE)
# From one 29 February to the next there are at most eight years (around 1900 and 2100).
_LEAP_YEARS_APART = 8
_NAMED_MONTH = re.compile(r"([^\d\s,./\-–'’]+)\.?[\s,/\-–'’]*(\d{4}|\d{2})?")
_YEAR_AND_MONTH = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})", re.ASCII)
_MONTH_AND_YEAR = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})", re.ASCII)
_LONGEST_MONTH = 24
_BASIC_ISO = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST_UNBROKEN = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)

_FILLER_WORDS = (
    r"दिनांक|दिनाक|दि|तिथि|तारीख|ता|dated?|dt|dtd|on|from|day|of|the|को|के दिन|सन्?|वर्ष|ई"
    r"|mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|(?:सोम|मंगल|मङ्गल|बुध|गुरु|गुरू|बृहस्पति|वृहस्पति|वीर|शुक्र|शनि|रवि|इत)(?:वार)?"
)
# Words beside a date that are no part of it: "दिनांक", "dated", the day of the week, "of" in "12th of March".
_FILLER = re.compile(rf"(?<![^\W\d_]|[\u0900-\u0963])(?:{_FILLER_WORDS})(?![^\W\d_]|[\u0900-\u0963])", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]\d]*[)\]]\s*")
_SURROUNDING_PUNCTUATION = re.compile(r"^[\s.,:;।|_*\-–—/()\[\]]+|[\s.,:;।|_*\-–—/()\[\]]+$")
_WRONG_SEPARATORS = re.compile(r"(?<=\d)\s*[,\\।|_]+\s*(?=\d{1,4}(?:\D|$))")
_REPEATED = re.compile(r"([/.\-])[/.\-]+")
_YEAR_MARK = re.compile(r"['’‘`´]\s*(?=\d{2}(?:\D|$))")

_HINDI_MONTHS = (
    "जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर सितम्बर", "अक्टूबर अक्तूबर अक्टोबर अकटूबर",
    "नवंबर नवम्बर", "दिसंबर दिसम्बर",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
# Offices do not agree on short and long vowels: जुन = जून, मइ = मई, अप्रेल = अप्रैल.
_VOWELS = str.maketrans(
    {"\u093f": "\u0940", "\u0941": "\u0942", "\u0907": "\u0908", "\u0947": "\u0948", "\u0901": "\u0902", "\u093c": None}
)
_SHORTEST_MONTH = 2
_SHORTEST_ENGLISH_MONTH = 3
# Allowed edit distance of a month name: (names up to this length, edits).
_EDITS_ALLOWED = ((4, 0), (6, 1), (20, 2))


def _plain_month(word: str) -> str:
    return unicodedata.normalize("NFD", word.casefold()).translate(_VOWELS)


_MONTHS = {
    _plain_month(word): number
    for months in (_HINDI_MONTHS, _ENGLISH_MONTHS)
    for number, words in enumerate(months, start=1)
    for word in words.split()
}


class MonthOnly(date):
    """A month of which no day is known, as its first day. Pages and workbooks show month and year."""

    __slots__ = ()


def parse_date(value: object, *, day_first: bool = True) -> date:
    """The date written in a cell or a form field.

    Takes a date or datetime, an Excel serial number, or text such as 12/03/2022, 12-3-22, 12-Mar-22,
    24.5.2021, १२/०३/२०२२, 12 मार्च 2022, 2022-03-12, 20220312, "Sat, 12th of March 2022".
    Two-digit years are 2000-2069 and 1970-1999. `day_first` decides how 12/03 is read; the other order is never tried.

    Raises Problem("no_such_date") for a day that is not in the calendar (31/02/2023), Problem("unreadable") for a value
    that does not look like a date.
    """
    if isinstance(value, str):
        return _from_text(value, day_first)
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(INDIA)).date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value:  # NaN is not itself
        return _from_serial(value)
    raise Problem("unreadable")


def parse_day(text: str, *, near: date, ahead: bool) -> date:
    """Like `parse_date`; a day without a year (28/11, 28-11, 28 नव, Nov 28) is the first from `near` on where it lies
    `ahead`, else the last up to `near`."""
    try:
        return parse_date(text)
    except Problem as problem:
        parts = _day_and_month(text)
        if problem.code != "unreadable" or parts is None:
            raise
    day, month = parts
    for years in range(_LEAP_YEARS_APART + 1):
        try:
            found = date(near.year + (years if ahead else -years), month, day)
        except ValueError:
            continue
        if (found >= near) if ahead else (found <= near):
            return found
    raise Problem("no_such_date")


def _day_and_month(text: str) -> tuple[int, int] | None:
    plain = date_text(text)
    if match := _DAY_AND_MONTH.fullmatch(plain):
        return int(match[1]), int(match[2])
    for pattern, day, month in ((_DAY_AND_NAMED_MONTH, 1, 2), (_NAMED_MONTH_AND_DAY, 2, 1)):
        if (match := pattern.fullmatch(plain)) and (number := _month(match[month])):
            return int(match[day]), number
    return None


def parse_month(value: object) -> tuple[int | None, int] | None:
    """(year, month) of a month as a heading writes it: अप्रैल 2022, Apr-22, 04/2022, 2022-04, or a first day of a month.

    The year is None where none is written (अप्रैल). None for anything else, also for a date of another day.
    """
    if isinstance(value, date):
        day = parse_date(value)
        return (day.year, day.month) if day.day == 1 else None
    if not isinstance(value, str) or len(value) > _LONGEST_MONTH:
        return None
    text = " ".join(ascii_digits(without_invisible(value)).split())
    if match := _NAMED_MONTH.fullmatch(text):
        month = _month(match[1])
        return (_full_year(match[2]) if match[2] else None, month) if month else None
    if match := _YEAR_AND_MONTH.fullmatch(text) or _MONTH_AND_YEAR.fullmatch(text):
        year, number = int(match["year"]), int(match["month"])
        return (year, number) if year in _YEARS and 1 <= number <= _MONTHS_OF_A_YEAR else None
    return None


class DateOrder(Enum):
    """Which part of a date in figures can be the day."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    EITHER = "either"


def date_order(text: str) -> DateOrder | None:
    """The order of a date in figures: 25/03/2022 is DAY_FIRST, 03/25/2022 MONTH_FIRST, 03/04/2022 EITHER.

    None for any other text, and for what is a date in neither order (31/31/2022).
    """
    match = _NUMERIC.fullmatch(ascii_digits(text).strip()) or _NUMERIC.fullmatch(date_text(text))
    if match is None:
        return None
    can_be: list[date | None] = []
    for day_first in (True, False):
        try:
            can_be.append(parse_date(text, day_first=day_first))
        except Problem:
            can_be.append(None)
    if None not in can_be:
        return DateOrder.EITHER
    if can_be == [None, None]:
        return None
    return DateOrder.DAY_FIRST if can_be[0] else DateOrder.MONTH_FIRST


@lru_cache(maxsize=16_384)
def date_text(text: str) -> str:
    """The date in `text` without surrounding words and punctuation: "दि० 12//03/2022." -> "12/03/2022".

    Removes invisible characters, filler words, weekdays and brackets; | and । count as slashes.
    """
    text = ascii_digits(spell_out_full_stops(without_invisible(text)))
    text = _IN_BRACKETS.sub(" ", f" {text} ")
    text = _SURROUNDING_PUNCTUATION.sub("", _FILLER.sub(" ", _YEAR_MARK.sub(" ", text)))
    text = _REPEATED.sub(r"\1", _WRONG_SEPARATORS.sub("/", text))
    return " ".join(text.split())


@lru_cache(maxsize=16_384)
def _from_text(value: str, day_first: bool) -> date:
    matches = _parsed(ascii_digits(value).strip(), day_first)
    if matches is None:
        matches = _parsed(date_text(value), day_first)
    if matches is None:
        raise Problem("unreadable")
    return matches


def _parsed(text: str, day_first: bool) -> date | None:
    if match := _NUMERIC.fullmatch(text):
        first, second, year = match.groups()
        day, month = (first, second) if day_first else (second, first)
        return _day(year, int(month), day)
    if match := _ISO.fullmatch(text):
        return _day(match[1], int(match[2]), match[3])
    if (match := _BY_MONTH_NAME.fullmatch(text)) and (number := _month(match[2])):
        return _day(match[3], number, match[1])
    if (match := _MONTH_NAME_FIRST.fullmatch(text)) and (number := _month(match[1])):
        return _day(match[3], number, match[2])
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    return _without_separators(text)


def _without_separators(text: str) -> date | None:
    """20220312 or 12032022; None for anything else. The two cannot be confused: no month is 19 or 20."""
    if (match := _BASIC_ISO.fullmatch(text)) and 1 <= int(match[2]) <= _MONTHS_OF_A_YEAR:
        return _day(match[1], int(match[2]), match[3])
    if (match := _DAY_FIRST_UNBROKEN.fullmatch(text)) and 1 <= int(match[2]) <= _MONTHS_OF_A_YEAR:
        return _day(match[3], int(match[2]), match[1])
    return None


def _from_serial(value: float) -> date:
    if float(value).is_integer() and (day := _without_separators(str(int(value)))):
        return day
    if not _EXCEL_DAYS[0] <= value < _EXCEL_DAYS[-1] + 1:
        raise Problem("unreadable")
    return _EXCEL_DAY_ZERO + timedelta(days=int(value))


@lru_cache(maxsize=1024)
def _month(word: str) -> int | None:
    """Number of the month: by exact name, else by unique prefix, else by the only name within the edit distance."""
    plain = _plain_month(word.strip("'’.,"))
    if plain in _MONTHS:
        return _MONTHS[plain]
    if len(plain) < (_SHORTEST_ENGLISH_MONTH if plain.isascii() else _SHORTEST_MONTH):
        return None
    matches = {number for name, number in _MONTHS.items() if name.startswith(plain)}
    if not matches:
        edits = next((letters for length, letters in _EDITS_ALLOWED if len(plain) <= length), 0)
        similar = (name for name in _MONTHS if name[0] == plain[0] and Levenshtein.distance(name, plain) <= edits)
        matches = {_MONTHS[name] for name in similar}
    return matches.pop() if len(matches) == 1 else None


def _full_year(year: str) -> int:
    full = int(year)
    return full if len(year) != 2 else full + 2000 if full < 70 else full + 1900


def _day(year: str, month: int, day: str) -> date:
    full = _full_year(year)
    if full not in _YEARS:
        raise Problem("unreadable")
    try:
        return date(full, month, int(day))
    except ValueError:
        raise Problem("no_such_date") from None
