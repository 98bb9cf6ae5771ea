"""Passphrases: how one is read, which may be chosen, and one made of random words.

Two keyboards write one word in two ways (ज़ as one code point or as ज and a dot), telephones add joiners and second
blanks. A passphrase is therefore brought to one form before anything is made of it.
"""

import re
import secrets
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Message
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.hindi import fold_spelling
from jatan.kernel.text.invisible import without_invisible

__all__ = ["WeakPassphrase", "made_passphrase", "normal_form", "require_strong", "spellings_of", "weakness"]

_FILE: Final = Path(__file__).with_name("passphrases.toml")
_FEWEST_WORDS, _FEWEST_LETTERS = 4, 16
_FEWEST_DIFFERENT_LETTERS: Final = 8
_MADE_WORDS: Final = 6
_SHORTEST_RUN: Final = 3
_NO_LETTER = re.compile(r"[\W\d_]+")
# Vowel signs, nukta and anusvara are no letters to Python's \w.
_MARKS = re.compile("[\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963]")
# Unicode composes no letter with a nukta; keyboards do.
_COMPOSED: Final = {
    unicodedata.normalize("NFD", letter): letter
    for letter in map(chr, (*range(0x0958, 0x0960), 0x09DC, 0x09DD, 0x09DF))
}

_SHORT = _("This is too short: at least four words, sixteen letters in all.")
_GUESSED = _(
    "This is easy to guess: numbers, rows of the keyboard, repeated words and passwords that many people use do not"
    " count. Choose four words that do not belong together."
)
_KNOWN = _("Many people know this sentence by heart. Choose four words that do not belong together.")


class WeakPassphrase(Exception):
    """It is what a thief of everything else must guess, and this one could be guessed."""


def normal_form(passphrase: str) -> str:
    """The one form of a passphrase: NFKC, digits 0-9, no joiners or other invisible characters, single blanks.

    Capital and small letters stay apart.
    """
    return " ".join(unicodedata.normalize("NFKC", ascii_digits(without_invisible(passphrase))).split())


def spellings_of(passphrase: str) -> Iterator[str]:
    """The normal form first; then in what other bytes an older slot may have been sealed: as typed, with letters and
    dots as one code point.
    """
    normal = normal_form(passphrase)
    composed = normal
    for apart, letter in _COMPOSED.items():
        composed = composed.replace(apart, letter)
    yield from dict.fromkeys((normal, passphrase, composed))


def weakness(passphrase: str) -> Message | None:
    """Why this passphrase may not be chosen, in a sentence for its holder; None when it may.

    It has four words and sixteen letters, and as many are left when numbers, repeated words, rows of the keyboard and
    common passwords are taken away.
    """
    words = normal_form(passphrase).split()
    if len(words) < _FEWEST_WORDS or sum(map(len, words)) < _FEWEST_LETTERS:
        return _SHORT
    counted = {word for word in map(_letters_of, words) if _counts(word)}
    letters = "".join(counted)
    if len(counted) < _FEWEST_WORDS or len(letters) < _FEWEST_LETTERS or len(set(letters)) < _FEWEST_DIFFERENT_LETTERS:
        return _GUESSED
    run_together = "".join(map(_letters_of, words))
    return _KNOWN if any(run_together in known for known in _lists()["common_phrases"]) else None


def require_strong(passphrase: str) -> None:
    """Raises WeakPassphrase."""
    if weakness(passphrase) is not None:
        raise WeakPassphrase


def made_passphrase() -> str:
    """Six different random Hindi words (48 bits, each guess stretched), as an offer to whoever finds none."""
    return " ".join(secrets.SystemRandom().sample(_words(), _MADE_WORDS))


def _letters_of(word: str) -> str:
    """The letters of a word as they are compared: no digits, no punctuation, one spelling."""
    folded = fold_spelling(word)
    return "".join(letter for letter in folded if _MARKS.match(letter) or not _NO_LETTER.match(letter))


def _counts(word: str) -> bool:
    if len(word) < 2 or len(set(word)) < 2 or word in _lists()["common_words"]:
        return False
    return len(word) < _SHORTEST_RUN or not any(word in row for row in _lists()["rows"])


@cache
def _words() -> tuple[str, ...]:
    with _FILE.open("rb") as file:
        return tuple(tomllib.load(file)["words"])


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    with _FILE.open("rb") as file:
        held = tomllib.load(file)
    rows = [_letters_of(row) for row in held["rows"]]
    return {
        "common_words": frozenset(map(_letters_of, held["common_words"])),
        "common_phrases": frozenset("".join(map(_letters_of, phrase.split())) for phrase in held["common_phrases"]),
        "rows": frozenset([*rows, *(row[::-1] for row in rows)]),
    }
