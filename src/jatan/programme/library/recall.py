"""Why a material was called back, in the reader's language. What is stored is a code, or words that somebody typed."""

import re
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.programme.library.models import Material

# The code of a story whose consent was taken back, before its number in the edition.
STORY: Final = "story:"
# Up to version 0.9 the sentence itself was stored, in two languages at once.
_FORMER: Final = re.compile(r"/ The consent to story (\d+) was taken back\.")
_CODED: Final = re.compile(re.escape(STORY) + r"(\d+)")


def recall_reason(material: Material) -> str:
    """The reason as a sentence; "" for a material that was not called back."""
    stored = material.recalled_what if material.recalled_on is not None else ""
    found = _CODED.fullmatch(stored) or _FORMER.search(stored)
    if found is None:
        return stored
    words = _("The consent to story {number} was taken back. Give out no more copies.")
    return str(format_lazy(words, number=found[1]))
