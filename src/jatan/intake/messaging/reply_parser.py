"""Parses replies: 1 or ठीक, 2 or मदद, STOP, START; a person reads everything else. Pure functions.

A false alarm costs a telephone call, a missed one may cost a life: so words for help win over words for "well", and
a reply with a negation never means "well".
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein

from jatan.intake.messaging.choices import Meaning
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible

_FILE = Path(__file__).with_name("replies.toml")
_SEPARATORS = re.compile(r"[^\w\u0900-\u0963\u0966-\u097F]+")
_DIGIT_BOUNDARY = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_MAX_ANSWER_WORDS = 4
_MAX_STOP_WORDS = 3
_MIN_TYPO_LENGTH = 5


def meaning_of(text: str) -> Meaning:
    """The meaning of a reply; UNCLEAR where a person must read it."""
    words = _split_words(text)
    if not words:
        return Meaning.UNCLEAR
    if len(words) <= _MAX_STOP_WORDS and _is_command("stop", words):
        return Meaning.STOP
    if len(words) <= _MAX_STOP_WORDS and _is_command("start", words):
        return Meaning.START
    is_denied = any(word in _list("not", "words") for word in words)
    asks, is_well = _contains("unsafe", words), _contains("safe", words)
    answers = _answers(words)
    if is_denied:
        # "I am not well" asks for help; "no help needed" is for a person to read.
        return Meaning.UNSAFE if (is_well and not asks) or answers == {Meaning.UNSAFE} else Meaning.UNCLEAR
    if any(word in _list("doubt", "words") for word in words):
        return Meaning.UNSAFE if asks and not is_well else Meaning.UNCLEAR
    if asks:
        return Meaning.UNSAFE if answers != {Meaning.SAFE} and not is_well else Meaning.UNCLEAR
    if len(answers) == 1:
        answer = answers.pop()
        return Meaning.UNCLEAR if answer is Meaning.UNSAFE and is_well else answer
    return Meaning.SAFE if is_well and not answers and len(words) <= 2 * _MAX_ANSWER_WORDS else Meaning.UNCLEAR


def may_ask_for_help(text: str) -> bool:
    """Whether a reply has a 2 or a word for help anywhere; such unclear replies are marked urgent."""
    words = _split_words(text)
    return _contains("unsafe", words) or any(word in _list("unsafe", "answers") for word in words)


def _split_words(text: str) -> list[str]:
    plain = ascii_digits(unicodedata.normalize("NFC", without_invisible(text))).casefold()
    return [word for part in _SEPARATORS.split(plain) for word in _DIGIT_BOUNDARY.split(part) if word]


def _answers(words: list[str]) -> set[Meaning]:
    """Which of the answers 1 and 2 a short reply gives; a number followed by a unit ("2 days") is none."""
    if len(words) > _MAX_ANSWER_WORDS and not words[0].isdecimal():
        return set()
    found = set()
    considered = words if len(words) <= _MAX_ANSWER_WORDS else words[:1]
    for position, word in enumerate(considered):
        following = words[position + 1] if position + 1 < len(words) else ""
        if following in _list("units", "words"):
            continue
        digits = set(word) if word.isdecimal() else set()
        if word in _list("safe", "answers") or digits == {"1"}:
            found.add(Meaning.SAFE)
        elif word in _list("unsafe", "answers") or digits == {"2"}:
            found.add(Meaning.UNSAFE)
    return found


def _contains(meaning: str, words: list[str]) -> bool:
    listed = _list(meaning, "words")
    return any(word in listed or is_typo_of(word, listed) for word in words if word not in _list("never", "words"))


def is_typo_of(word: str, listed: frozenset[str]) -> bool:
    """Whether a word of five letters or more misses or changes one letter of a listed one; the first letter counts."""
    if len(word) < _MIN_TYPO_LENGTH:
        return False
    near = (known for known in listed if len(known) >= _MIN_TYPO_LENGTH and known[0] == word[0])
    return any(DamerauLevenshtein.distance(word, known, score_cutoff=1) <= 1 for known in near)


def _is_command(meaning: str, words: list[str]) -> bool:
    listed, whole = _list(meaning, "words"), " ".join(words)
    if whole in listed:
        return True
    others = words[1:] if words[0] in listed else words[:-1] if words[-1] in listed else None
    return others is not None and not any(_is_about_help(word) for word in others)


def _is_about_help(word: str) -> bool:
    return word in _list("unsafe", "words") or word in _list("unsafe", "answers") or word in _list("not", "words")


@cache
def _list(meaning: str, which: str) -> frozenset[str]:
    """The words under [meaning] `which` in replies.toml, normalised for comparison."""
    with _FILE.open("rb") as file:
        words = tomllib.load(file)[meaning][which]
    return frozenset(" ".join(_split_words(word)) for word in words)
