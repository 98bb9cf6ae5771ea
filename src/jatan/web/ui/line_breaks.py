"""Line break opportunities in long words without spaces (sign-in names, ledger verbs, lists of months)."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString

_PAUSE = re.compile(r"([@._:/,-])(?=\w)")


def breakable(text: str) -> SafeString:
    """The text, escaped, with `<wbr>` after each punctuation character that joins words."""
    return SafeString(_PAUSE.sub(r"\1<wbr>", escape(text)))
