"""Passphrases: normalisation, strength check, and random suggestions.

Keyboards write the same word in different ways (ज़ as one code point, or as ज and nukta) and add joiners and double
blanks, so a passphrase is normalised before a key is derived from it.
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

__all__ = ["WeakPassphrase", "normal_form", "random_passphrase", "require_strong", "spellings_of", "weakness"]

_FILE: Final = Path(__file__).with_name("passphrases.toml")
_FEWEST_WORDS, _FEWEST_LETTERS = 4, 16
_FEWEST_DIFFERENT_LETTERS: Final = 8
_MADE_WORDS: Final = 6
_SHORTEST_RUN: Final = 3
_NO_LETTER = re.compile(r"[\W\d_]+")
# Vowel signs, nukta and anusvara, which Python's \w does not match.
_MARKS = re.compile("[\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963]")
# Letters with nukta: NFC and NFKC decompose them, some keyboards enter them composed.
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
    """The passphrase is too easy to guess (`weakness`)."""


def normal_form(passphrase: str) -> str:
    """The normalised passphrase: NFKC, digits 0-9, no joiners or other invisible characters, single blanks.

    Case is kept.
    """
    return " ".join(unicodedata.normalize("NFKC", ascii_digits(without_invisible(passphrase))).split())


def spellings_of(passphrase: str) -> Iterator[str]:
    """Forms under which a slot may have been sealed: the normal form, then those of older versions (as typed, and with
    composed nukta letters).
    """
    normal = normal_form(passphrase)
    composed = normal
    for apart, letter in _COMPOSED.items():
        composed = composed.replace(apart, letter)
    yield from dict.fromkeys((normal, passphrase, composed))


def weakness(passphrase: str) -> Message | None:
    """Why this passphrase is too weak, as a translated sentence; None if it is accepted.

    It needs four words and sixteen letters, not counting numbers, repeated words, keyboard rows and common passwords.
    """
    words = normal_form(passphrase).split()
    if len(words) < _FEWEST_WORDS or sum(map(len, words)) < _FEWEST_LETTERS:
        return _SHORT
    counted = {word for word in map(_letters_of, words) if _is_counted(word)}
    letters = "".join(counted)
    if len(counted) < _FEWEST_WORDS or len(letters) < _FEWEST_LETTERS or len(set(letters)) < _FEWEST_DIFFERENT_LETTERS:
        return _GUESSED
    run_together = "".join(map(_letters_of, words))
    return _KNOWN if any(run_together in known for known in _word_lists()["common_phrases"]) else None


def require_strong(passphrase: str) -> None:
    """Raise WeakPassphrase if `weakness` finds a reason."""
    if weakness(passphrase) is not None:
        raise WeakPassphrase


def random_passphrase() -> str:
    """A suggestion of six different random Hindi words (48 bits)."""
    return " ".join(secrets.SystemRandom().sample(_words(), _MADE_WORDS))


def _letters_of(word: str) -> str:
    """The letters of a word for comparison: without digits and punctuation, spelling folded."""
    folded = fold_spelling(word)
    return "".join(letter for letter in folded if _MARKS.match(letter) or not _NO_LETTER.match(letter))


def _is_counted(word: str) -> bool:
    if len(word) < 2 or len(set(word)) < 2 or word in _word_lists()["common_words"]:
        return False
    return len(word) < _SHORTEST_RUN or not any(word in row for row in _word_lists()["rows"])


@cache
def _words() -> tuple[str, ...]:
    with _FILE.open("rb") as file:
        return tuple(tomllib.load(file)["words"])


@cache
def _word_lists() -> Mapping[str, frozenset[str]]:
    with _FILE.open("rb") as file:
        held = tomllib.load(file)
    rows = [_letters_of(row) for row in held["rows"]]
    return {
        "common_words": frozenset(map(_letters_of, held["common_words"])),
        "common_phrases": frozenset("".join(map(_letters_of, phrase.split())) for phrase in held["common_phrases"]),
        "rows": frozenset([*rows, *(row[::-1] for row in rows)]),
    }
