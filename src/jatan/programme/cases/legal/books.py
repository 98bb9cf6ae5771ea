"""The books of this package, read once: dated rows with their source, as counsel and coders read them alike."""

import datetime as dt
import functools
import tomllib
from collections.abc import Collection, Mapping
from importlib import resources
from typing import Any

from jatan.kernel.localised import Localised

__all__ = ["CONFIRMED", "book", "holds", "in_force", "words"]

# Tags of the source: only a text or an official statement that was seen counts as confirmed.
CONFIRMED = frozenset({"C"})


@functools.cache
def book(name: str) -> Mapping[str, Any]:
    """One of deadlines, offences, money, duties, holidays."""
    source = resources.files("jatan.programme.cases.legal") / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def holds(row: Mapping[str, Any], facts: Collection[str]) -> bool:
    """True when every fact the row needs is there and none that it excludes."""
    return all(fact in facts for fact in row.get("needs", ())) and not any(
        fact in facts for fact in row.get("unless", ())
    )


def in_force(row: Mapping[str, Any], on: dt.date) -> bool:
    """True on the days from `effective_from` to `effective_to`, both included."""
    first: dt.date = row.get("effective_from", dt.date.min)
    last: dt.date = row.get("effective_to", dt.date.max)
    return first <= on <= last


def words(row: Mapping[str, Any]) -> Localised:
    """What the row says to people."""
    return Localised(row["hi"], row["en"])
