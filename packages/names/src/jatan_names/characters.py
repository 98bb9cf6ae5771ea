"""Characters that hide a name from a search: those that show nothing, digits of other scripts, signs of shortening."""

import re
import sys
import unicodedata
from array import array

__all__ = ["INVISIBLE", "ascii_digits", "spell_out_full_stops"]

# The inside of a character class. Unicode's category Cf and what it calls default-ignorable, with the places reserved
# for more of them, so that a newer Unicode changes little. Not the signs of Cf that are drawn (Arabic and Kaithi number
# signs): they are no marks. A test compares the table with Python's own.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# The Devanagari zero, or its sign of shortening, after a letter stands for a full stop: दि०, मो०, नव॰.
_SHORTENED = re.compile("(?<=[\u0900-\u0963])[०॰](?![0-9०-९])")


def _decimal_digits() -> dict[int, str]:
    """Every decimal digit Unicode knows (Devanagari, Bengali, Ol Chiki ...), not only those we thought of.

    The planes above the first two hold ideographs, marks and private letters. Both are searched at once: every start
    waits for it.
    """
    planes = array("I", range(128, 0x20000)).tobytes().decode(f"utf-32-{sys.byteorder[0]}e", "surrogatepass")
    return {ord(digit): str(unicodedata.decimal(digit)) for digit in re.findall(r"\d", planes)}


_TO_ASCII = _decimal_digits()


def ascii_digits(text: str) -> str:
    """The same text, letter for letter, with the decimal digits of every script written 0-9."""
    return text if text.isascii() else text.translate(_TO_ASCII)


def spell_out_full_stops(text: str, instead: str = ".") -> str:
    """The text with `instead` where a Devanagari zero or ॰ marks a shortened word: दि० -> दि."""
    return _SHORTENED.sub(instead, text)
