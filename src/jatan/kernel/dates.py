"""Days as offices write them, in either script. Pure: a cell's value in, a `date` out.

A sheet holds a few hundred different days written tens of thousands of times, so texts are remembered.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from jatan.kernel.clock import INDIA
from jatan.kernel.numbers import ascii_digits
from jatan.kernel.problems import Problem

__all__ = ["parse_date"]

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_DAYS = range(30_000, 70_001)  # 1982 to 2091: outside it a bare number is more likely no day at all
_YEARS = range(1900, 2200)

# A time of day may follow; it is dropped, a register counts by the day.
_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_NUMERIC = re.compile(rf"(\d{{1,2}})\s*[/.\-–\s]\s*(\d{{1,2}})\s*[/.\-–\s]\s*(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_BY_MONTH_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s,./\-–]*([^\d\s,./\-–]+)[\s,./\-–]*(\d{4}|\d{2})", re.IGNORECASE
)
_MONTH_NAME_FIRST = re.compile(r"([^\d\s,./\-–]+)[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4}|\d{2})", re.IGNORECASE)
_BEFORE_OR_AFTER = re.compile(
    r"^(?:दिनांक|दि\.|(?:dt|date|on)\b)\s*[.:।]?\s*|[\s.,;।]+$|\s*\([^()\d]*\)$", re.IGNORECASE
)
_SLIPS = re.compile(r"(?<=\d)\s*[,\\]+\s*(?=\d{1,4}(?:\D|$))")
_REPEATED = re.compile(r"([/.\-])[/.\-]+")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)

_HINDI_MONTHS = (
    "जनवरी जन", "फरवरी फर", "मार्च", "अप्रैल अप्रेल", "मई", "जून", "जुलाई जुलाइ", "अगस्त", "सितंबर सितम्बर सित",
    "अक्टूबर अक्तूबर अक्टुबर अक्तुबर अक्ट", "नवंबर नवम्बर नव", "दिसंबर दिसम्बर दिस",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "january jan", "february feb febr", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sep sept", "october oct", "november nov", "december dec",
)  # fmt: skip
_MONTHS = {
    word: number
    for months in (_HINDI_MONTHS, _ENGLISH_MONTHS)
    for number, words in enumerate(months, start=1)
    for word in words.split()
}


def parse_date(value: object, *, day_first: bool = True) -> date:
    """The day that a cell or a form field means.

    Takes a date or datetime, an Excel serial number, or text such as 12/03/2022, 12-3-22, 12-Mar-22,
    24.5.2021, १२/०३/२०२२, 12 मार्च 2022, 2022-03-12. Two-digit years are 2000-2069 and 1970-1999.
    `day_first` decides 12/03; it never guesses the other way round.

    Raises Problem("no_such_date") for a day that is not in the calendar (31/02/2023), Problem("unreadable")
    for what has not the shape of a date.
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


@lru_cache(maxsize=16_384)
def _from_text(value: str, day_first: bool) -> date:
    text = ascii_digits(value).strip()
    found = _as_written(text, day_first)
    if found is None:
        found = _as_written(_slips_mended(text), day_first)
    if found is None:
        raise Problem("unreadable")
    return found


def _slips_mended(text: str) -> str:
    """दि. 12//03/2022. -> 12/03/2022; 12-Mar'22 -> 12-Mar 22; 12,03,2022 -> 12/03/2022."""
    return _REPEATED.sub(r"\1", _SLIPS.sub("/", _BEFORE_OR_AFTER.sub("", text).replace("'", " ").replace("’", " ")))


def _as_written(text: str, day_first: bool) -> date | None:
    if match := _NUMERIC.fullmatch(text):
        first, second, year = match.groups()
        day, month = (first, second) if day_first else (second, first)
        return _day(year, int(month), day)
    if match := _ISO.fullmatch(text):
        return _day(match[1], int(match[2]), match[3])
    if match := _BY_MONTH_NAME.fullmatch(text):
        return _day(match[3], _month(match[2]), match[1])
    if match := _MONTH_NAME_FIRST.fullmatch(text):
        return _day(match[3], _month(match[1]), match[2])
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    return None


def _from_serial(value: float) -> date:
    if not _EXCEL_DAYS[0] <= value < _EXCEL_DAYS[-1] + 1:
        raise Problem("unreadable")
    return _EXCEL_DAY_ZERO + timedelta(days=int(value))


def _month(word: str) -> int:
    # Without nukta and chandrabindu: फ़रवरी = फरवरी, सितँबर = सितंबर.
    plain = unicodedata.normalize("NFD", word.casefold()).replace("\u093c", "").replace("\u0901", "\u0902").rstrip("'’")
    number = _MONTHS.get(plain)
    if number is None:
        raise Problem("unreadable")
    return number


def _day(year: str, month: int, day: str) -> date:
    full = int(year)
    if len(year) == 2:
        full += 2000 if full < 70 else 1900
    if full not in _YEARS:
        raise Problem("unreadable")
    try:
        return date(full, month, int(day))
    except ValueError:
        raise Problem("no_such_date") from None
