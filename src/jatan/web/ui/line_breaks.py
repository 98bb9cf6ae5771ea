"""Long words without blanks (sign-in names, verbs, months of an event) may break where a reader would pause."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString

_PAUSE = re.compile(r"([@._:/,-])(?=\w)")


def breakable(text: str) -> SafeString:
    """The text, escaped, with a possible line break after each sign that joins words."""
    return SafeString(_PAUSE.sub(r"\1<wbr>", escape(text)))
