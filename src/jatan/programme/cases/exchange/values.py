"""Parse and format single values of fields."""

import datetime as dt
import functools
import math
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from jatan.kernel import clock
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import has_control, without_invisible
from jatan.programme.cases.exchange.problems import exchange_problem
from jatan.programme.cases.exchange.standard import Field, code_table, fold, standard_book

type Value = str | int | float | bool | dt.date | tuple[str, ...]

MANY_BY: Final = ";"
_FIRST_YEAR, _LAST_YEAR = 1880, 2200
LONGEST: Final = {"text": 500, "lookup": 500, "long": 50_000}
_E164 = re.compile(r"\+?[1-9]\d{1,14}", re.ASCII)
_PHONE_ORNAMENT = re.compile(r"[\s().\-]+")
_QUARTER = re.compile(r"(?:19|20|21)\d\d-Q[1-4]", re.ASCII)
_YES = frozenset({"true", "yes", "y", "1", "हाँ", "हां", "checked"})
_NO = frozenset({"false", "no", "n", "0", "नहीं", "नही", "unchecked"})
_COUNTRY_NAMES: Final = {"india": "IN", "bharat": "IN", "nepal": "NP", "bangladesh": "BD", "bhutan": "BT"}


def read_value(field: Field, raw: object) -> Value | None:
    """Parse a raw value; None if it is empty. Raises Problem with a message for users."""
    if raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ((), []):
        return None
    if field.holds_many:
        known, unknown = split_codes(field, raw)
        if unknown:
            raise _unknown_code(field)
        return known or None
    if isinstance(raw, list | tuple | dict):
        raise exchange_problem("one_only")
    return _READERS[field.kind](field, raw)


def split_codes(field: Field, raw: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Known codes and unknown words of a multi-value field."""
    parts = [str(one) for one in raw] if isinstance(raw, list | tuple | set | frozenset) else [str(raw)]
    known: list[str] = []
    unknown: list[str] = []
    for part in parts:
        for word, code in _match_codes(field, part):
            (known if code else unknown).append(code or word)
    return tuple(dict.fromkeys(known)), tuple(dict.fromkeys(unknown))


def format_value(value: Value) -> str:
    """A value as text of a table cell; `read_value` parses it back."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return MANY_BY.join(value)
    return repr(value) if isinstance(value, float) else str(value)


def _match_codes(field: Field, part: str) -> Iterable[tuple[str, str]]:
    """(word, code or "") for each word. Labels may contain blanks and commas, so the whole text is tried first."""
    if whole := _code(field, part):
        yield part, whole
        return
    for word in filter(None, (one.strip() for one in re.split(r"[;,|\n]", part))):
        if code := _code(field, word):
            yield word, code
        elif any(_code(field, one) for one in word.split()):
            yield from ((one, _code(field, one)) for one in word.split())
        else:
            yield word, ""


def _code(field: Field, word: str) -> str:
    word = word.strip()
    if field.kind in ("country", "countries"):
        return _country(word)
    if field.kind == "districts":
        return _digits(word, 4)
    return _names_of(field.code_list).get(fold(word.removeprefix(field.name.partition("_")[2])), "")


@functools.cache
def _names_of(code_list: str) -> Mapping[str, str]:
    codes = standard_book()["codes"][code_list]
    names = {fold(code.partition("_")[2]): code for code in codes if "_" in code}
    names |= {fold(name): code for name, code in standard_book()["aliases"].get(code_list, {}).items()}
    return names | {fold(code): code for code in codes}


def _country(word: str) -> str:
    countries = code_table("countries")
    if word.upper() in countries:
        return word.upper()
    return {three: two for two, three in countries.items()}.get(word.upper(), "") or _COUNTRY_NAMES.get(fold(word), "")


def _digits(word: str, most: int) -> str:
    plain = ascii_digits(word)
    return plain if plain.isascii() and plain.isdigit() and len(plain) <= most else ""


def _unknown_code(field: Field) -> Problem:
    return exchange_problem("unknown_code", candidates=field.codes)


def _read_code(field: Field, raw: object) -> Value:
    known, unknown = split_codes(field, raw)
    if unknown or not known:
        raise _unknown_code(field)
    if len(known) > 1:
        raise exchange_problem("one_only", candidates=known)
    return known[0]


def _read_text(field: Field, raw: object) -> Value:
    text = str(raw).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST[field.kind]:
        raise exchange_problem("too_long")
    if has_control(text):
        raise Problem("unreadable")
    return text


def _read_phone(_field: Field, raw: object) -> Value:
    text = _PHONE_ORNAMENT.sub("", ascii_digits(without_invisible(str(raw))))
    if _E164.fullmatch(text):
        return text
    if text.startswith("0") and (indian := parse_phone(text)):
        return f"+91{indian}"
    raise exchange_problem("no_phone")


def _read_check(_field: Field, raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise exchange_problem("yes_or_no")


def _read_count(field: Field, raw: object) -> Value:
    number = parse_int(raw)
    if number < 0:
        raise Problem("negative_number")
    if number > (130 if field.kind == "age" else 1_200):
        raise exchange_problem("too_large")
    return number


def _read_year(_field: Field, raw: object) -> Value:
    year = parse_int(raw)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise exchange_problem("too_large")
    return year


def _read_instant(_field: Field, raw: object) -> Value:
    try:
        moment = raw if isinstance(raw, dt.datetime) else dt.datetime.fromisoformat(str(raw).strip())
    except ValueError:
        raise Problem("unreadable") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=clock.INDIA)


def _read_degrees(field: Field, raw: object) -> Value:
    try:
        number = float(ascii_digits(str(raw)))
    except ValueError:
        raise Problem("unreadable") from None
    if isinstance(raw, bool) or not math.isfinite(number) or abs(number) > (90 if field.kind == "latitude" else 180):
        raise exchange_problem("no_such_point")
    return number


def _read_language(_field: Field, raw: object) -> Value:
    word, languages = str(raw).strip().casefold(), code_table("languages")
    long = word if word in languages else {two: three for three, two in languages.items() if two}.get(word, "")
    if not long:
        raise exchange_problem("unknown_language")
    return long


def _read_country(_field: Field, raw: object) -> Value:
    if code := _country(str(raw).strip()):
        return code
    raise exchange_problem("unknown_country")


def _read_uuid(_field: Field, raw: object) -> Value:
    try:
        return str(uuid.UUID(str(raw).strip()))
    except ValueError:
        raise Problem("unreadable") from None


def _read_place(field: Field, raw: object) -> Value:
    if code := _digits(str(raw).strip(), 4 if field.kind == "district" else 8):
        return code
    raise Problem("unknown_place")


def _read_quarter(_field: Field, raw: object) -> Value:
    if _QUARTER.fullmatch(text := ascii_digits(str(raw)).strip().upper()):
        return text
    raise Problem("unreadable")


_READERS: Final[Mapping[str, Callable[[Field, object], Value]]] = {
    "age": _read_count,
    "check": _read_check,
    "count": _read_count,
    "country": _read_country,
    "date": lambda _field, raw: parse_date(raw),
    "district": _read_place,
    "instant": _read_instant,
    "language": _read_language,
    "latitude": _read_degrees,
    "long": _read_text,
    "longitude": _read_degrees,
    "lookup": _read_text,
    "phone": _read_phone,
    "pick": _read_code,
    "quarter": _read_quarter,
    "text": _read_text,
    "uuid": _read_uuid,
    "village": _read_place,
    "year": _read_year,
}
