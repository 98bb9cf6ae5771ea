"""Invisible characters: format characters, joiners, direction marks, variation selectors, control characters.

Hindi needs two of them: ZWNJ and ZWJ (U+200C, U+200D) decide whether a conjunct is drawn as one or with its halant. Use
`without_controls` for text that is stored for people, `without_invisible` for text that is compared or looked up.
"""

import re

from jatan_names.characters import INVISIBLE

_CONTROL = "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f"
_JOINERS = "\u200c\u200d"

UNSEEN = re.compile(f"[{_CONTROL}{INVISIBLE}]")
# A joiner is kept only after a letter or halant of an Indic script.
_STRAY = re.compile(f"(?<![\u0900-\u0dff])[{_JOINERS}]|(?![{_JOINERS}])[{_CONTROL}{INVISIBLE}]")
# Direction marks can make a file name or value look like another; single surrogates are not valid characters.
_HARMFUL = re.compile(f"[{_CONTROL}\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def without_invisible(text: str) -> str:
    """The text without invisible and control characters (tabs and line ends stay): for parsing and comparing."""
    return text if text.isascii() and text.isprintable() else UNSEEN.sub("", text)


def without_controls(text: str, instead: str = "") -> str:
    """The text for storage: keeps joiners within Indic words and replaces other invisible characters by `instead`."""
    return text if text.isascii() and text.isprintable() else _STRAY.sub(instead, text)


def has_control(text: str) -> bool:
    """Whether the text contains a control character, a direction override or a single surrogate."""
    return _HARMFUL.search(text) is not None
