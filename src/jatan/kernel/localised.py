"""Bilingual data that is not in the translation catalogue: names of places, indicators, schemes."""

import datetime as dt
from dataclasses import dataclass

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import get_language

# As Django's `lazystr`, which makes a class of 24 KB for every text; all of these have one class.
late_text = lazy(str, str)


@dataclass(frozen=True, slots=True)
class Localised:
    """The same name in Hindi and in English."""

    hi: str
    en: str

    def in_language(self, code: str | None = None) -> str:
        """The text for the language `code` (default: the active language): English for "en…", Hindi for every other,
        because readers of the state's tribal languages also read Hindi. If one text is empty, the other is returned."""
        chosen = code or get_language() or "hi"
        is_english = chosen.split("-")[0] == "en"
        return (self.en or self.hi) if is_english else (self.hi or self.en)

    def __str__(self) -> str:
        return self.in_language()


def localised_day(day: dt.date) -> Localised:
    """The day in words: "1 अप्रैल 2021", "1 April 2021"."""
    words = []
    for language in ("hi", "en"):
        with translation.override(language):
            words.append(date_format(day, "j E Y"))
    return Localised(*words)
