"""Legal duties of whoever meets a hard stop, from `triggers.toml`, with the source and the day it was last verified."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Duty:
    """What one hard stop means, what must be done and by whom, and the legal source.

    `is_confirmed` False: to be checked with the legal officer before anybody relies on it.
    """

    code: str
    hi: str
    en: str
    source: str
    verified_on: str
    first_hi: str
    first_en: str
    numbers: tuple[str, ...] = ()
    is_confirmed: bool = False

    def text(self, language: str) -> str:
        """The duty in plain language."""
        return self.en if language.startswith("en") else self.hi

    def first(self, language: str) -> str:
        """The first thing to do."""
        return self.first_en if language.startswith("en") else self.first_hi


@cache
def duties() -> dict[str, Duty]:
    """Every duty by the code of its hard stop, in the order of the file."""
    content = tomllib.loads(resources.files(__package__).joinpath("triggers.toml").read_text(encoding="utf-8"))
    rows = ({**entry, "numbers": tuple(entry.get("numbers", ()))} for entry in content["trigger"])
    return {row["code"]: Duty(**row) for row in rows}


def duty(code: str) -> Duty:
    """The duty of one hard stop. Raises KeyError for an unknown code."""
    return duties()[code]
