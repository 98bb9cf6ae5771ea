"""Characters that show nothing: format characters, joiners, direction marks, variation selectors, control characters.

Hindi needs two of them. ZWNJ and ZWJ (U+200C, U+200D) decide whether a conjunct is drawn whole or with its halant, so a
text that is kept for people keeps them; a text that is compared, counted or looked up loses them like all the others.
"""

import re

from jatan_names.characters import INVISIBLE

__all__ = ["INVISIBLE", "has_control", "without_controls", "without_invisible"]

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
