"""Parses coded messages of colleagues in the villages: she left, heard from, help. Pure functions; words in coded.toml.

The first word says which; what follows names the journey: by a pass code, by its first letters or by a telephone
number. A text that begins otherwise is no coded message.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jatan.intake.messaging.choices import Meaning
from jatan.intake.messaging.reply_parser import is_typo_of, meaning_of
from jatan.kernel.numbers import parse_phone
from jatan.kernel.text.codes import ALPHABET, normalise_code
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible

LEFT, HEARD, HELP = "left", "heard", "help"
_FILE = Path(__file__).with_name("coded.toml")
_BETWEEN: Final = re.compile(r"[\s,;:|/।!?]+")
_EDGES: Final = " .'\"()[]<>#*-_\u2010-\u2015"
_NUMBER: Final = re.compile(r"(?<![\w+])(?:\+|00)?[\d][\d\s.\-]{8,20}\d(?!\w)")
# 25 bits: among the journeys that one colleague knows, a mistyped letter does not meet another code.
SHORTEST_CODE: Final = 5
_CODE_LENGTH: Final = 16
_MOST_PARTS: Final = 6


@dataclass(frozen=True)
class CodedText:
    """`what`: LEFT, HEARD or HELP. `words`: all that follows.

    `phone`: ten digits, made of the first `phone_parts` words; "" where they are none. `codes`: what the first words
    may be the beginning of, longest first, each with how many words it is made of.
    """

    what: str
    words: tuple[str, ...]
    phone: str = ""
    phone_parts: int = 0
    codes: tuple[tuple[str, int], ...] = ()

    @property
    def has_reference(self) -> bool:
        """Whether it begins with a number, or with what looks like a code: letters and digits."""
        return bool(self.phone) or self.resembles_code

    @property
    def resembles_code(self) -> bool:
        return any(any(letter.isdecimal() for letter in word) for word in self.words[:1]) and bool(self.codes)

    def rest(self, parts: int) -> str:
        """What stands behind the first `parts` words."""
        return " ".join(self.words[parts:])

    def outcome(self, parts: int) -> Meaning:
        """How she is, behind a reference of `parts` words: SAFE, UNSAFE or UNCLEAR."""
        found = meaning_of(self.rest(parts))
        return found if found in (Meaning.SAFE, Meaning.UNSAFE) else Meaning.UNCLEAR


def coded_text(text: str) -> CodedText | None:
    """The coded message that a text is, or None. A reference may also stand before the word: "7K9X2 GAYI"."""
    words = _split(text)
    for place, word in enumerate(words[: _MOST_PARTS + 1]):
        what = _meaning(word)
        if what and (place == 0 or _is_reference(words[:place])):
            return _parsed(what, (*words[:place], *words[place + 1 :]))
    return None


def confirmation_word(what: str, outcome: Meaning | None, language: str) -> str:
    """The word for it in a confirmation: "ठीक" for HEARD and SAFE."""
    listed = _listed()[what]
    name = {Meaning.SAFE: "said_safe", Meaning.UNSAFE: "said_unsafe"}.get(outcome, "said") if outcome else "said"
    found = listed.get(name, listed["said"])
    return str(found.get(language) or found["hi"])


def with_short_numbers(text: str) -> str:
    """The text with telephone numbers in ten digits: "91 98765 43210" may be taken for an Aadhaar number."""
    return _NUMBER.sub(lambda match: parse_phone(match[0]) or match[0], ascii_digits(text))


def _parsed(what: str, words: tuple[str, ...]) -> CodedText:
    for parts in range(1, min(len(words), _MOST_PARTS) + 1):
        phone = parse_phone(" ".join(words[:parts])) if _is_number(words[:parts]) else None
        if phone:
            return CodedText(what, words, phone, parts)
    return CodedText(what, words, codes=_codes(words))


def _codes(words: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    found = []
    for parts in range(1, min(len(words), _MOST_PARTS) + 1):
        code = normalise_code("".join(words[:parts]))
        if len(code) > _CODE_LENGTH or not set(code) <= set(ALPHABET):
            break
        if len(code) >= SHORTEST_CODE:
            found.append((code, parts))
    return tuple(reversed(found))


def _is_reference(words: list[str]) -> bool:
    has_digit = any(letter.isdecimal() for letter in words[0])
    return has_digit and bool(
        _parsed("", tuple(words)).phone or any(parts == len(words) for _, parts in _codes(tuple(words)))
    )


def _is_number(words: tuple[str, ...]) -> bool:
    return all(letter.isdecimal() or letter in "+-." for word in words for letter in word)


def _split(text: str) -> list[str]:
    plain = ascii_digits(_without_dots(without_invisible(text))).casefold()
    parts = (part.strip(_EDGES) for part in _BETWEEN.split(plain))
    return [part for part in parts if part]


def _meaning(word: str) -> str:
    for what in (LEFT, HEARD, HELP):
        if word in _words(what) or is_typo_of(word, _words(what)):
            return what
    return ""


@cache
def _words(what: str) -> frozenset[str]:
    return frozenset(_without_dots(word).casefold() for word in _listed()[what]["words"])


@cache
def _listed() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def _without_dots(text: str) -> str:
    """The text without the dot below a letter, which many telephones cannot type."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).replace("\u093c", ""))
