"""The texts read out before somebody consents, by version. A consent stores the version that was heard."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One text in one language. `text` contains `{organisation}` for the member's name."""

    version: str
    purpose: str
    language: str
    text: str


@cache
def consent_texts() -> tuple[ConsentText, ...]:
    """Every version that was ever used, oldest first."""
    content = resources.files(__package__).joinpath("consent_texts.toml").read_text(encoding="utf-8")
    return tuple(ConsentText(**{**entry, "text": entry["text"].strip()}) for entry in tomllib.loads(content)["text"])


def current_text(purpose: str, language: str) -> ConsentText:
    """The newest text for a purpose, in Hindi when there is none in the language. LookupError for no purpose."""
    for wanted in (language, language.split("-")[0], "hi"):
        found = [text for text in consent_texts() if (text.purpose, text.language) == (purpose, wanted)]
        if found:
            return found[-1]
    raise LookupError(purpose)
