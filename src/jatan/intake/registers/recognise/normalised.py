"""Normalises the text of titles, headings and cells for comparison."""

import re
import unicodedata
from functools import lru_cache

from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.hindi import spell_out_full_stops, without_nukta
from jatan.kernel.text.invisible import without_invisible
from jatan_names import fold

_SPACES = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[\s().,:;<>\[\]{}*#\"'`’“”।/\\|&+=_–—-]+")
_TWO_SCRIPTS = re.compile(
    "([^A-Za-z]*[\u0900-\u097f][^A-Za-z]*)([A-Za-z][^\u0900-\u097f]*)"
    "|([^\u0900-\u097f]*[A-Za-z][^\u0900-\u097f]*)([\u0900-\u097f][^A-Za-z]*)"
)
_BETWEEN_LANGUAGES = re.compile(r"\s+/\s+|\n|\s*\|\s*|\s+[–—-]\s+|[()\[\]]")


def tidy(text: str) -> str:
    """The text as it is stored: NFC, no invisible or control characters, single spaces."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", without_invisible(unicodedata.normalize("NFC", text))).strip()


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """The text for comparison: casefolded, without punctuation and nukta, digits in ASCII."""
    whole = spell_out_full_stops(without_invisible(text), " ")
    return _PUNCTUATION.sub(" ", ascii_digits(without_nukta(whole)).casefold()).strip()


@lru_cache(maxsize=16_384)
def phonetic_key(text: str) -> str:
    """The phonetic key of the text: "Dinank" and दिनांक have the same. May be empty."""
    return fold(plain(text)).replace(" ", "")


def lines(text: str) -> str:
    """`tidy` for each line; a heading's second line is often its other language."""
    return "\n".join(line for piece in text.splitlines() if (line := tidy(piece)))


def by_script(text: str) -> list[str]:
    """The Devanagari and Latin halves of "दिनांक Date"; [] where the scripts change more than once."""
    match = _TWO_SCRIPTS.fullmatch(text.strip())
    return [half.strip() for half in match.groups() if half] if match else []


def parts(text: str) -> list[str]:
    """The heading and its parts: "Date / दिनांक" gives itself, "Date", "दिनांक"."""
    pieces = [piece.strip() for piece in _BETWEEN_LANGUAGES.split(text)]
    return list(dict.fromkeys([text.strip(), *(piece for piece in pieces if piece)]))
