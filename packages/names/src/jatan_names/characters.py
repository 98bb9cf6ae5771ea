"""Characters to normalise before comparing: invisible ones, digits of other scripts, Devanagari abbreviation signs."""

import re
import sys
import unicodedata
from array import array

# For use inside a regular expression's [...]. Unicode category Cf and default-ignorable code points, including reserved
# ones, but not the visible signs of Cf (Arabic and Kaithi number signs). A test compares it with `unicodedata`.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# A Devanagari zero or abbreviation sign after a letter is used as a full stop: दि०, मो०, नव॰.
SHORTENED = re.compile("(?<=[\u0900-\u0963])[०॰](?![0-9०-९])")


def _decimal_digits() -> dict[int, str]:
    """Code point -> "0" to "9" for every decimal digit of Unicode (Devanagari, Bengali, Ol Chiki ...).

    Searches the first two planes, which contain all of them, with one regular expression, because it runs at import.
    """
    planes = array("I", range(128, 0x20000)).tobytes().decode(f"utf-32-{sys.byteorder[0]}e", "surrogatepass")
    return {ord(digit): str(unicodedata.decimal(digit)) for digit in re.findall(r"\d", planes)}


_TO_ASCII = _decimal_digits()


def ascii_digits(text: str) -> str:
    """The text with decimal digits of every script replaced by 0-9; the length does not change."""
    return text if text.isascii() else text.translate(_TO_ASCII)


def spell_out_full_stops(text: str, instead: str = ".") -> str:
    """The text with `instead` for a Devanagari zero or ॰ that marks an abbreviation: दि० -> "दि."."""
    return SHORTENED.sub(instead, text)
