"""What cells say instead of an answer: nothing, not yet, no, as above; and numbers said in words. Data: sayings.toml.

Read by between and repeated (whole rows) and by translate/answers (single cells). Pure.
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

__all__ = ["Counted", "counted", "is_ditto", "is_not_yet", "is_note", "is_nothing", "is_nought", "is_refused"]

# (the number, whether it is exact)
type Counted = tuple[int, bool]

_LONG_ENOUGH = 4
_LONGEST = 60
_QUOTES = re.compile("""[\\s\\-–—.,]*(?:["“”„″〃]|''|,,|´´|``)[\\s\\-–—.,"“”„″〃'´`]*""")
_ABOUT = re.compile(r"[~≈]|\+\s*$|\+(?=\s*[^\d\s])")
_NUMBER = re.compile(r"(?<!\d)(?<!\d[.,])\d[\d,]*(?:\.0+)?(?![\d,]*\d|\.\d)")
_SIGNS = str.maketrans("~≈", "  ")
_SCALES = {plain("हजार"): 1000, "thousand": 1000, "k": 1000, plain("लाख"): 100_000, "lakh": 100_000}
_NO_WHOLE = re.compile(r"(?:^|\s)\.\d")
_BELOW_ZERO = re.compile("\\s*[-\N{MINUS SIGN}]\\s*")
_LETTER_O = re.compile(r"(?=.*\d)[\dOo]+")


@lru_cache(maxsize=16_384)
def is_nothing(text: str) -> bool:
    """True for "-", "..", "NA", "अज्ञात": nobody has answered."""
    word = plain(text)
    return (not word and not is_ditto(text)) or word in _words()["nothing"]


@lru_cache(maxsize=16_384)
def is_nought(text: str) -> bool:
    """True for "nil", "कोई नहीं", and the letter O: nought where a number is asked for, nothing where words are."""
    return plain(text) in _words()["none"]


def is_not_yet(text: str) -> bool:
    """True for "Pending", "लंबित", "नहीं मिला", "No" where a day is asked for."""
    return is_nought(text) or _begins(text, "not_yet")


def is_refused(text: str) -> bool:
    """True for "Rejected", "अस्वीकृत"."""
    return _begins(text, "refused")


def is_ditto(text: str) -> bool:
    """True for marks and words that repeat the row above: a quotation mark, "-do-", "तदैव"."""
    return _QUOTES.fullmatch(text) is not None or plain(text) in _words()["ditto"]


@lru_cache(maxsize=16_384)
def is_note(text: str) -> bool:
    """True for "Prepared by ...", "सचिव के हस्ताक्षर", "नोट: ..."."""
    said = f" {plain(text)} "
    return any(f" {phrase} " in said for phrase in _words()["notes"])


@lru_cache(maxsize=16_384)
def counted(text: str) -> Counted | None:
    """The one number that a text says: "20 प्रतिभागी", "20 (बीस)", "10F", "बीस", "20+". None for none or two."""
    if len(text) > _LONGEST:
        return None
    said = ascii_digits(text).strip()
    if _LETTER_O.fullmatch(said):
        said = said.casefold().replace("o", "0")
    if said in ("O", "o") or is_nought(said):
        return 0, True
    found = _NUMBER.search(said)
    if found is None:
        return None if any(letter.isdigit() for letter in said) else _in_words(said, None)
    if _NO_WHOLE.search(said):
        return None
    before, after = said[: found.start()], said[found.end() :]
    sign = "-" if _BELOW_ZERO.fullmatch(before) else ""
    if any(letter.isdigit() for letter in before + after):
        return None
    try:
        number = parse_int(sign + found[0])
    except Problem:
        return None
    return _in_words(f"{before} {after}", number)


def _in_words(said: str, number: int | None) -> Counted | None:
    """What stands beside the number must be units, "about", or the same number in words."""
    names, units = _numbers(), _words()["units"]
    rest = f" {plain(said.translate(_SIGNS))} "
    exact = rest
    for phrase in sorted(_words()["about"], key=len, reverse=True):
        exact = exact.replace(f" {phrase} ", " ")
    is_exact = exact == rest and not _ABOUT.search(said)
    rest = exact
    for phrase in (phrase for phrase in units if " " in phrase):
        rest = rest.replace(f" {phrase} ", " ")
    words = [word for word in rest.split() if word not in units]
    scales = [_SCALES[word] for word in words if word in _SCALES]
    words = [word for word in words if word not in _SCALES]
    if len(words) == 2 and _is_ten_and_one(words):
        words = [str(names[words[0]] + names[words[1]])]
        spoken = {int(words[0])}
    elif all(word in names for word in words):
        spoken = {names[word] for word in words}
    else:
        return None
    spoken |= set() if number is None else {number}
    return (spoken.pop() * math.prod(scales), is_exact) if len(spoken) == 1 and len(scales) <= 1 else None


def _is_ten_and_one(words: list[str]) -> bool:
    """twenty five"""
    tens, ones = (_numbers().get(word, -1) for word in words)
    return words[0].isascii() and words[1].isascii() and tens in range(20, 100, 10) and ones in range(1, 10)


def _begins(text: str, name: str) -> bool:
    said = plain(text)
    phrases = _words()[name]
    return said in phrases or any(len(phrase) >= _LONG_ENOUGH and said.startswith(f"{phrase} ") for phrase in phrases)


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
