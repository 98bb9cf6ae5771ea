"""Characters that show nothing: format characters, joiners, direction marks, variation selectors, control characters.

Hindi needs two of them. ZWNJ and ZWJ (U+200C, U+200D) decide whether a conjunct is drawn whole or with its halant, so a
text that is kept for people keeps them; a text that is compared, counted or looked up loses them like all the others.
"""

import re

__all__ = ["INVISIBLE", "has_control", "without_controls", "without_invisible"]

# The inside of a character class. Unicode's category Cf and what it calls default-ignorable, with the places reserved
# for more of them, so that a newer Unicode changes little. Not the signs of Cf that are drawn (Arabic and Kaithi number
# signs): they are no marks. The test beside this package compares the table with Python's own.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROL = "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f"
_JOINERS = "\u200c\u200d"

_INVISIBLE = re.compile(f"[{_CONTROL}{INVISIBLE}]")
# A joiner belongs to the text only behind a letter or halant of an Indic script.
_STRAY = re.compile(f"(?<![\u0900-\u0dff])[{_JOINERS}]|(?![{_JOINERS}])[{_CONTROL}{INVISIBLE}]")
# Direction marks can make a file name or a value look like another; halves of surrogate pairs are no characters.
_HARMFUL = re.compile(f"[{_CONTROL}\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def without_invisible(text: str) -> str:
    """The text without invisible and control characters (tab and line ends stay): for reading and comparing."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def without_controls(text: str, instead: str = "") -> str:
    """The text as people may keep it: joiners within Indic words stay, other invisible characters do not.

    `instead` stands where a character was taken out.
    """
    return text if text.isascii() and text.isprintable() else _STRAY.sub(instead, text)


def has_control(text: str) -> bool:
    """Whether the text holds a control character, a forced direction or half a surrogate pair."""
    return _HARMFUL.search(text) is not None
