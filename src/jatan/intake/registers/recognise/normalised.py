"""Words of an office in the form in which they are compared: sheet titles, headers, values, totals.

Used by mapping, layout and rows before anything is understood.
"""

import re
import unicodedata
from functools import lru_cache

from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.hindi import spell_out_full_stops, without_nukta
from jatan.kernel.text.invisible import without_invisible
from jatan_names import fold

__all__ = ["by_script", "folded", "lines", "parts", "plain", "tidy"]

_SPACES = re.compile(r"\s+")
_ORNAMENT = re.compile(r"[\s().,:;<>\[\]{}*#\"'`’“”।/\\|&+=_–—-]+")
_TWO_SCRIPTS = re.compile(
    "([^A-Za-z]*[\u0900-\u097f][^A-Za-z]*)([A-Za-z][^\u0900-\u097f]*)"
    "|([^\u0900-\u097f]*[A-Za-z][^\u0900-\u097f]*)([\u0900-\u097f][^A-Za-z]*)"
)
_BETWEEN_LANGUAGES = re.compile(r"\s+/\s+|\n|\s*\|\s*|\s+[–—-]\s+|[()\[\]]")


def tidy(text: str) -> str:
    """The text as it is kept: NFC, no invisible or control characters, single spaces."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", without_invisible(unicodedata.normalize("NFC", text))).strip()


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """The text as it is compared: no case, ornament, nukta or digits of another script."""
    whole = spell_out_full_stops(without_invisible(text), " ")
    return _ORNAMENT.sub(" ", ascii_digits(without_nukta(whole)).casefold()).strip()


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
