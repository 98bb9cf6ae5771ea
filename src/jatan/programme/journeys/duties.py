"""What the law asks of whoever meets a hard stop: `triggers.toml`, with source and the day it was last looked at."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Duty", "duties", "duty"]


@dataclass(frozen=True, slots=True)
class Duty:
    """One hard stop: what it means, what is to be done now and by whom, on which ground.

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
        """The duty in plain words."""
        return self.en if language.startswith("en") else self.hi

    def first(self, language: str) -> str:
        """What to do first."""
        return self.first_en if language.startswith("en") else self.first_hi


@cache
def duties() -> dict[str, Duty]:
    """Every duty by the code of its hard stop, in the order of the file."""
    content = tomllib.loads(resources.files(__package__).joinpath("triggers.toml").read_text(encoding="utf-8"))
    rows = ({**entry, "numbers": tuple(entry.get("numbers", ()))} for entry in content["trigger"])
    return {row["code"]: Duty(**row) for row in rows}


def duty(code: str) -> Duty:
    """The duty of one hard stop. Raises KeyError."""
    return duties()[code]
