"""Passphrases: normalisation, strength check, and random suggestions.

Keyboards write the same word in different ways (ज़ as one code point, or as ज and nukta) and add joiners and double
blanks, so a passphrase is normalised before a key is derived from it.
"""

import secrets
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Message
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.guesses import bits_of, is_known_by_heart, latin_form
from jatan.kernel.text.invisible import without_invisible

_FILE: Final = Path(__file__).with_name("passphrases.toml")
_FEWEST_WORDS, _FEWEST_LETTERS = 4, 16
# As many guesses as 2 to the power of 36. Each takes Argon2id's time and memory, and the pepper, which is in no backup.
_FEWEST_BITS: Final = 36.0
_MADE_WORDS: Final = 6
# Opens every key of a demo; printed on its pages. No other house takes it.
DEMO_PASSPHRASE: Final = "namuna ghar khula darwaza"  # noqa: S105 - no secret
# Letters with nukta: NFC and NFKC decompose them, some keyboards enter them composed.
_COMPOSED: Final = {
    unicodedata.normalize("NFD", letter): letter
    for letter in map(chr, (*range(0x0958, 0x0960), 0x09DC, 0x09DD, 0x09DF))
}

_SHORT = _("This is too short: at least four words, sixteen letters in all.")
_GUESSED = _(
    "This can be guessed: words of everyday speech, names, places, numbers, repeated words and rows of the keyboard"
    " count for little. Add one or two words that do not belong to the others."
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


def weakness(passphrase: str, known: Iterable[str] = ()) -> Message | None:
    """Why this passphrase is too weak, as a translated sentence; None if it is accepted.

    `known`: names and numbers of its holder and of the house, which are guessed first. Numbers do not count, nor a word
    that comes again, with whatever digits or signs.
    """
    if settings.JATAN_DEMO and passphrase == DEMO_PASSPHRASE:
        return None
    words = normal_form(passphrase).split()
    if len(words) < _FEWEST_WORDS or sum(map(len, words)) < _FEWEST_LETTERS:
        return _SHORT
    if is_known_by_heart(words):
        return _KNOWN
    letters = {word: "".join(filter(str.isalpha, latin_form(word))) for word in words}
    counted = {held: word for word, held in letters.items() if held}
    names = list(known)
    # No more words are measured than are needed.
    sums = accumulate(bits_of(word, names) for word in counted.values())
    return None if any(bits >= _FEWEST_BITS for bits in sums) else _GUESSED


def require_strong(passphrase: str, known: Iterable[str] = ()) -> None:
    """Raise WeakPassphrase if `weakness` finds a reason."""
    if weakness(passphrase, known) is not None:
        raise WeakPassphrase


def random_passphrase() -> str:
    """A suggestion of six different random Hindi words (60 bits)."""
    draw = secrets.SystemRandom()
    while weakness(drawn := " ".join(draw.sample(_words(), _MADE_WORDS))) is not None:
        pass  # of some million draws one has colours and numbers alone
    return drawn


@cache
def _words() -> tuple[str, ...]:
    with _FILE.open("rb") as file:
        return tuple(tomllib.load(file)["words"])
