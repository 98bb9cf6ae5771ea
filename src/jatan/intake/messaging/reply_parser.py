"""What a reply means: 1 or ठीक, 2 or मदद, STOP, START; everything else a person reads. Pure.

A false alarm costs a telephone call and a missed one may cost a life, so words for help win over words for well,
and nothing is taken for "well" that also says no.
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

__all__ = ["may_ask_for_help", "meaning_of"]

_FILE = Path(__file__).with_name("replies.toml")
_BETWEEN = re.compile(r"[^\w\u0900-\u0963\u0966-\u097F]+")
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_SHORT_ANSWER = 4
_SHORT_STOP = 3
_ONE_SLIP_FROM = 5


def meaning_of(text: str) -> Meaning:
    """The meaning of a reply, or UNCLEAR where only a person can tell."""
    said = _words(text)
    if not said:
        return Meaning.UNCLEAR
    if len(said) <= _SHORT_STOP and _says_alone("stop", said):
        return Meaning.STOP
    if len(said) <= _SHORT_STOP and _says_alone("start", said):
        return Meaning.START
    is_denied = any(word in _list("not", "words") for word in said)
    asks, is_well = _holds("unsafe", said), _holds("safe", said)
    answers = _answers(said)
    if is_denied:
        # "I am not well" asks for help; "no help needed" is for a person to read.
        return Meaning.UNSAFE if (is_well and not asks) or answers == {Meaning.UNSAFE} else Meaning.UNCLEAR
    if any(word in _list("doubt", "words") for word in said):
        return Meaning.UNSAFE if asks and not is_well else Meaning.UNCLEAR
    if asks:
        return Meaning.UNSAFE if answers != {Meaning.SAFE} and not is_well else Meaning.UNCLEAR
    if len(answers) == 1:
        answer = answers.pop()
        return Meaning.UNCLEAR if answer is Meaning.UNSAFE and is_well else answer
    return Meaning.SAFE if is_well and not answers and len(said) <= 2 * _SHORT_ANSWER else Meaning.UNCLEAR


def may_ask_for_help(text: str) -> bool:
    """Whether an unclear reply holds a 2 or a word for help anywhere: it is read before the others."""
    said = _words(text)
    return _holds("unsafe", said) or any(word in _list("unsafe", "answers") for word in said)


def _words(text: str) -> list[str]:
    plain = ascii_digits(unicodedata.normalize("NFC", without_invisible(text))).casefold()
    return [word for part in _BETWEEN.split(plain) for word in _GLUED.split(part) if word]


def _answers(said: list[str]) -> set[Meaning]:
    """Which of 1 and 2 were given, in a reply short enough to be one; a number of something is no answer."""
    if len(said) > _SHORT_ANSWER and not said[0].isdecimal():
        return set()
    found = set()
    considered = said if len(said) <= _SHORT_ANSWER else said[:1]
    for position, word in enumerate(considered):
        following = said[position + 1] if position + 1 < len(said) else ""
        if following in _list("units", "words"):
            continue
        digits = set(word) if word.isdecimal() else set()
        if word in _list("safe", "answers") or digits == {"1"}:
            found.add(Meaning.SAFE)
        elif word in _list("unsafe", "answers") or digits == {"2"}:
            found.add(Meaning.UNSAFE)
    return found


def _holds(meaning: str, said: list[str]) -> bool:
    listed = _list(meaning, "words")
    return any(word in listed or _is_slip(word, listed) for word in said if word not in _list("never", "words"))


def _is_slip(word: str, listed: frozenset[str]) -> bool:
    if len(word) < _ONE_SLIP_FROM:
        return False
    near = (known for known in listed if len(known) >= _ONE_SLIP_FROM and known[0] == word[0])
    return any(DamerauLevenshtein.distance(word, known, score_cutoff=1) <= 1 for known in near)


def _says_alone(meaning: str, said: list[str]) -> bool:
    listed, whole = _list(meaning, "words"), " ".join(said)
    if whole in listed:
        return True
    others = said[1:] if said[0] in listed else said[:-1] if said[-1] in listed else None
    return others is not None and not any(_is_about_help(word) for word in others)


def _is_about_help(word: str) -> bool:
    return word in _list("unsafe", "words") or word in _list("unsafe", "answers") or word in _list("not", "words")


@cache
def _list(meaning: str, which: str) -> frozenset[str]:
    """Words as they are compared."""
    with _FILE.open("rb") as file:
        words = tomllib.load(file)[meaning][which]
    return frozenset(" ".join(_words(word)) for word in words)
