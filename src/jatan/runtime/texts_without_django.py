"""Messages of commands that run without Django: in Hindi and in English, because the reader's language is not known.

The texts come from the same catalogues as the pages'; Python's own `gettext` reads them.
"""

import gettext
from functools import cache
from typing import Final

from jatan.runtime import catalogues

_LANGUAGES: Final = ("hi", "en")


def gettext_noop(text: str) -> str:
    """Mark a text for the catalogues and return it unchanged. Imported as `_`."""
    return text


def both(text: str, /, **values: object) -> str:
    """The text in Hindi, then on the next line in English, each with `{name}` filled from `values`."""
    return "\n".join(_catalogue(language).gettext(text).format(**values) for language in _LANGUAGES)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    catalogues.compile_all()
    return gettext.translation("django", str(catalogues.LOCALE), [language], fallback=True)
