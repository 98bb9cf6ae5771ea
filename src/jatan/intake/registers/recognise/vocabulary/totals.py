"""Words of total rows: "कुल", "Grand total", "अप्रैल 2022 का योग". Read by between.py, which decides about the row."""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from jatan.intake.registers.recognise.normalised import plain

__all__ = ["holds_total", "is_total", "mentions_total"]


@lru_cache(maxsize=16_384)
def is_total(text: str) -> bool:
    """True where nothing but a total is said: "कुल", "Total April 2022"; not "योग दिवस", "Total sanitation"."""
    data = _words()
    said = plain(text).split()
    if " ".join(said) in data["phrases"]:
        return True
    is_said = any(word in data["total"] for word in said)
    return is_said and all(word in data["total"] or word in data["beside"] or word.isdigit() for word in said)


@lru_cache(maxsize=16_384)
def mentions_total(text: str) -> bool:
    """True where a total is said first or last: "Basia total", "योग दिवस"."""
    said = plain(text).split()
    return bool(said) and (is_total(text) or not {said[0], said[-1]}.isdisjoint(_words()["total"]))


@lru_cache(maxsize=16_384)
def holds_total(text: str) -> bool:
    """True where a total is said anywhere in a cell that should hold a day: "Total (Mandar)"; not "योग दिवस"."""
    said = set(plain(text).split())
    return is_total(text) or (not said.isdisjoint(_words()["total"]) and said.isdisjoint(_words()["never"]))


@cache
def _words() -> Mapping[str, frozenset[str]]:
    text = resources.files(__package__).joinpath("totals.toml").read_text(encoding="utf-8")
    return {name: frozenset(plain(word) for word in words) for name, words in tomllib.loads(text).items()}
