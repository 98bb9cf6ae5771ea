"""Recognises phrases in cells: nothing, not yet, no, as above; and numbers in words. Data: sayings.toml.

Used by row_filter and repeated_cells (whole rows) and by translate/answers (single cells). Pure functions.
"""

import math
import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from jatan.intake.registers.recognise.normalised import plain
from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits

# (the number, whether it is exact)
type Counted = tuple[int, bool]

_MIN_PREFIX_LENGTH = 4
_PERIODS = ("month", "day", "week", "year", "hour")
_MAX_LENGTH = 60
_QUOTES = re.compile("""[\\s\\-–—.,]*(?:["“”„″〃]|''|,,|´´|``)[\\s\\-–—.,"“”„″〃'´`]*""")
_ABOUT = re.compile(r"[~≈]|\+\s*$|\+(?=\s*[^\d\s])")
_NUMBER = re.compile(r"(?<!\d)(?<!\d[.,])\d[\d,]*(?:\.0+)?(?![\d,]*\d|\.\d)")
_SIGNS = str.maketrans("~≈", "  ")
_SCALES = {plain("हजार"): 1000, "thousand": 1000, "k": 1000, plain("लाख"): 100_000, "lakh": 100_000}
_STARTS_WITH_POINT = re.compile(r"(?:^|\s)\.\d")
_MINUS_SIGN = re.compile("\\s*[-\N{MINUS SIGN}]\\s*")


@lru_cache(maxsize=16_384)
def is_nothing(text: str) -> bool:
    """True for "-", "..", "NA", "अज्ञात": no answer."""
    word = plain(text)
    return (not word and not is_ditto(text)) or word in _words()["nothing"]


@lru_cache(maxsize=16_384)
def is_zero_word(text: str) -> bool:
    """True for "nil", "कोई नहीं" and the letter O: zero in a number column, empty in a text column."""
    return plain(text) in _words()["none"]


def is_not_yet(text: str) -> bool:
    """True for "Pending", "लंबित", "नहीं मिला", "No" in a date column."""
    return is_zero_word(text) or _starts_with_phrase(text, "not_yet")


def is_refused(text: str) -> bool:
    """True for "Rejected", "अस्वीकृत"."""
    return _starts_with_phrase(text, "refused")


@lru_cache(maxsize=16_384)
def says_cancelled(text: str, *, is_remark: bool = True) -> bool:
    """True for "Cancelled", "बैठक रद्द": it was not held. A longer text that only names something cancelled is none.

    `is_remark`: False for a cell that may speak of something else than the row: "not done" says nothing there.
    """
    rest = f" {plain(text)} "
    for phrase in sorted(_words()["cancelled" if is_remark else "cancelled_anywhere"], key=len, reverse=True):
        rest = rest.replace(f" {phrase} ", "  ")
    return len(rest.strip()) < len(plain(text)) and set(rest.split()) <= _words()["cancelled_beside"]


@lru_cache(maxsize=16_384)
def is_ditto(text: str) -> bool:
    """True for marks and words that repeat the row above: a quotation mark, "-do-", "तदैव"."""
    return _QUOTES.fullmatch(text) is not None or plain(text) in _words()["ditto"]


@lru_cache(maxsize=16_384)
def is_note(text: str) -> bool:
    """True for "Prepared by ...", "सचिव के हस्ताक्षर", "नोट: ..."."""
    padded = f" {plain(text)} "
    return any(f" {phrase} " in padded for phrase in _words()["notes"])


@lru_cache(maxsize=16_384)
def is_period(text: str) -> bool:
    """True for "मार्च 2022", "माह: अप्रैल", "Aug-22", "2022-23": the heading of a month or a year."""
    words = plain(text).split()
    return bool(words) and all(word.isdigit() or word in _words()["period"] for word in words)


@lru_cache(maxsize=16_384)
def pay_period(text: str) -> str:
    """For what time a wage is paid: "month" before the others, "day", "week", "year", "hour"; "" if none is named."""
    padded = f" {plain(text)} "
    named = (period for period in _PERIODS if any(f" {phrase} " in padded for phrase in _words()[f"per_{period}"]))
    return next(named, "")


@lru_cache(maxsize=16_384)
def parse_count(text: str) -> Counted | None:
    """(number, is exact) of a text with one number: "20 प्रतिभागी", "20 (बीस)", "10F", "बीस", "20+"; else None."""
    if len(text) > _MAX_LENGTH:
        return None
    normal_text = ascii_digits(text).strip()
    if normal_text in ("O", "o") or is_zero_word(normal_text):
        return 0, True
    found = _NUMBER.search(normal_text)
    if found is None:
        return None if any(letter.isdigit() for letter in normal_text) else _check_context(normal_text, None)
    if _STARTS_WITH_POINT.search(normal_text):
        return None
    before, after = normal_text[: found.start()], normal_text[found.end() :]
    sign = "-" if _MINUS_SIGN.fullmatch(before) else ""
    if any(letter.isdigit() for letter in before + after):
        return None
    try:
        number = parse_int(sign + found[0])
    except Problem:
        return None
    return _check_context(f"{before} {after}", number)


def _check_context(context: str, number: int | None) -> Counted | None:
    """Accept a number only if the rest of the text is units, "about", or the same number in words."""
    names, units = _numbers(), _words()["units"]
    rest = f" {plain(context.translate(_SIGNS))} "
    exact = rest
    for phrase in sorted(_words()["about"], key=len, reverse=True):
        exact = exact.replace(f" {phrase} ", " ")
    is_exact = exact == rest and not _ABOUT.search(context)
    rest = exact
    for phrase in (phrase for phrase in units if " " in phrase):
        rest = rest.replace(f" {phrase} ", " ")
    words = [word for word in rest.split() if word not in units]
    scales = [_SCALES[word] for word in words if word in _SCALES]
    words = [word for word in words if word not in _SCALES]
    if len(words) == 2 and _is_tens_and_ones(words):
        words = [str(names[words[0]] + names[words[1]])]
        numbers = {int(words[0])}
    elif all(word in names for word in words):
        numbers = {names[word] for word in words}
    else:
        return None
    numbers |= set() if number is None else {number}
    return (numbers.pop() * math.prod(scales), is_exact) if len(numbers) == 1 and len(scales) <= 1 else None


def _is_tens_and_ones(words: list[str]) -> bool:
    """True for ["twenty", "five"]."""
    tens, ones = (_numbers().get(word, -1) for word in words)
    return words[0].isascii() and words[1].isascii() and tens in range(20, 100, 10) and ones in range(1, 10)


def _starts_with_phrase(text: str, name: str) -> bool:
    normal = plain(text)
    phrases = _words()[name]
    return normal in phrases or any(
        len(phrase) >= _MIN_PREFIX_LENGTH and normal.startswith(f"{phrase} ") for phrase in phrases
    )


@cache
def _words() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(plain(word) for word in words) for name, words in _data().items() if "numbers" not in name}


@cache
def _numbers() -> Mapping[str, int]:
    data = _data()
    named = [*enumerate(data["hindi_numbers"]), *enumerate(data["english_numbers"])]
    named += [(tens * 10, word) for tens, word in enumerate(data["english_tens"], start=3)]
    return {plain(word): number for number, words in named for word in words.split()}


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("sayings.toml").read_text(encoding="utf-8"))
