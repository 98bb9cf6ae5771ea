"""Words of an office in the form in which they are compared: sheet titles, headers, values, totals.

Used by mapping, layout and rows before anything is understood.
"""

import re
import unicodedata
from functools import lru_cache

from jatan.kernel.names import fold
from jatan.kernel.numbers import ascii_digits

__all__ = ["by_script", "folded", "lines", "parts", "plain", "tidy"]

_INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
_ORNAMENT = re.compile(r"[\s().,:;<>\[\]{}*#\"'`’“”।/\\|&+=_–—-]+")
# Without nukta, and chandrabindu as anusvara: गाँव = गांव, मजदूरी = मज़दूरी.
_SCRIPT_HABITS = str.maketrans({"\u093c": None, "\u0901": "\u0902"})
# The Devanagari zero after a letter stands for a full stop: क्र० सं०, मो० रहमान.
_SHORTENED = re.compile("(?<=[\u0900-\u0963])[०॰](?![0-9०-९])")
_TWO_SCRIPTS = re.compile(
    "([^A-Za-z]*[\u0900-\u097f][^A-Za-z]*)([A-Za-z][^\u0900-\u097f]*)"
    "|([^\u0900-\u097f]*[A-Za-z][^\u0900-\u097f]*)([\u0900-\u097f][^A-Za-z]*)"
)
_BETWEEN_LANGUAGES = re.compile(r"\s+/\s+|\n|\s*\|\s*|\s+[–—-]\s+|[()\[\]]")


def tidy(text: str) -> str:
    """The text as it is kept: NFC, no invisible or control characters, single spaces."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """The text as it is compared: no case, ornament, nukta or digits of another script."""
    whole = _SHORTENED.sub(" ", _INVISIBLE.sub("", text))
    decomposed = unicodedata.normalize("NFKD", whole).translate(_SCRIPT_HABITS)
    return _ORNAMENT.sub(" ", ascii_digits(unicodedata.normalize("NFC", decomposed)).casefold()).strip()


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """The sound of the text, so that "Dinank" meets दिनांक. Empty when nothing is left of it."""
    return fold(plain(text)).replace(" ", "")


def lines(text: str) -> str:
    """The text tidied, with its line breaks kept: a heading's second line is often its other language."""
    return "\n".join(line for piece in text.splitlines() if (line := tidy(piece)))


def by_script(text: str) -> list[str]:
    """The Devanagari and the Latin half of "दिनांक Date"; nothing where the scripts change more than once."""
    match = _TWO_SCRIPTS.fullmatch(text.strip())
    return [half.strip() for half in match.groups() if half] if match else []


def parts(text: str) -> list[str]:
    """What a heading may consist of, the whole first: "Date / दिनांक" -> itself, "Date", "दिनांक"."""
    pieces = [piece.strip() for piece in _BETWEEN_LANGUAGES.split(text)]
    return list(dict.fromkeys([text.strip(), *(piece for piece in pieces if piece)]))
