"""Legal duties once somebody is treated as missing, from `plans/duties.toml`, with source and day of verification."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty. `is_confirmed` False: to be checked with the legal officer before anybody relies on it."""

    is_for_child: bool
    hi: str
    en: str
    source: str
    verified_on: dt.date
    is_confirmed: bool

    def text(self, language: str) -> str:
        return self.en if language.startswith("en") else self.hi


def duties_for(*, is_child: bool) -> list[Duty]:
    """The duties in the order of the file; those for children only if it may be a child."""
    return [duty for duty in _duties() if is_child or not duty.is_for_child]


@cache
def _duties() -> tuple[Duty, ...]:
    text = resources.files(__package__).joinpath("plans/duties.toml").read_text(encoding="utf-8")
    return tuple(
        Duty(row["for"] == "child", row["hi"], row["en"], row["source"], row["verified_on"], row["is_confirmed"])
        for row in tomllib.loads(text)["duty"]
    )
