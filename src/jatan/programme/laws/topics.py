"""The laws of each topic from `topics.toml`: what each says, its sections, where and when it was looked up.

A changed law is a new row with its own `effective_from`; the former row gets `effective_to`. A mistake is corrected in
its row. Either raises `version` and `verified_on` of the file. Nothing here is legal advice.
"""

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jatan.kernel.localised import Localised
from jatan.programme.laws.choices import LawTopic

_CONFIRMED = "C"


@dataclass(frozen=True)
class Law:
    """One law of a topic. `help`: codes of help numbers; `is_confirmed`: somebody read the text of the law itself."""

    topic: LawTopic
    name: Localised
    sections: str
    says: Localised
    source: str
    verified_on: dt.date
    effective_from: dt.date | None
    effective_to: dt.date | None
    help: tuple[str, ...]
    is_confirmed: bool

    def is_in_force(self, on: dt.date) -> bool:
        """True on the days from `effective_from` to `effective_to`, both included; without a day it has no bound."""
        return (self.effective_from or dt.date.min) <= on <= (self.effective_to or dt.date.max)


@dataclass(frozen=True)
class LawBook:
    """The whole file: `version` rises with every change, `verified_on` is the day of the last look."""

    version: int
    verified_on: dt.date
    laws: tuple[Law, ...]


@functools.cache
def law_book() -> LawBook:
    """All rows, those no longer in force too."""
    text = files("jatan.programme.laws").joinpath("topics.toml").read_text("utf-8")
    found = tomllib.loads(text)
    about = found["about"]
    return LawBook(about["version"], about["verified_on"], tuple(_law(row) for row in found["law"]))


def laws_on(day: dt.date) -> dict[LawTopic, list[Law]]:
    """The laws in force on a day by topic, every topic in its order."""
    laws = [law for law in law_book().laws if law.is_in_force(day)]
    return {topic: [law for law in laws if law.topic == topic] for topic in LawTopic}


def _law(row: Mapping[str, Any]) -> Law:
    return Law(
        topic=LawTopic(row["topic"]),
        name=Localised(row["hi"], row["en"]),
        sections=row["sections"],
        says=Localised(row["says_hi"], row["says_en"]),
        source=row["source"],
        verified_on=row["verified_on"],
        effective_from=row.get("effective_from"),
        effective_to=row.get("effective_to"),
        help=tuple(row["help"]),
        is_confirmed=row["tag"] == _CONFIRMED,
    )
