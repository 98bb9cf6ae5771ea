"""A pair of texts that are data and not messages: names of places, indicators, schemes."""

from dataclasses import dataclass

from django.utils.translation import get_language

__all__ = ["Localised"]


@dataclass(frozen=True, slots=True)
class Localised:
    """The same name in Hindi and in English."""

    hi: str
    en: str

    def in_language(self, code: str | None = None) -> str:
        """The text for `code`, by default the active language. Only English readers get English: the tribal
        languages of the state are read beside Hindi. A side that is empty gives way to the other."""
        chosen = code or get_language() or "hi"
        is_english = chosen.split("-")[0] == "en"
        return (self.en or self.hi) if is_english else (self.hi or self.en)

    def __str__(self) -> str:
        return self.in_language()
