"""Recognises texts of total rows: "कुल", "Grand total", "अप्रैल 2022 का योग". Used by row_filter. Data: totals.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from jatan.intake.registers.recognise.normalised import plain


@lru_cache(maxsize=16_384)
def is_total(text: str) -> bool:
    """True for a total and nothing else: "कुल", "Total April 2022"; not "योग दिवस", "Total sanitation"."""
    data = _words()
    words = plain(text).split()
    if " ".join(words) in data["phrases"]:
        return True
    has_total = any(word in data["total"] for word in words)
    return has_total and all(word in data["total"] or word in data["beside"] or word.isdigit() for word in words)


@lru_cache(maxsize=16_384)
def mentions_total(text: str) -> bool:
    """True where the first or last word means total: "Basia total", "योग दिवस"."""
    words = plain(text).split()
    return bool(words) and (is_total(text) or not {words[0], words[-1]}.isdisjoint(_words()["total"]))


@lru_cache(maxsize=16_384)
def holds_total(text: str) -> bool:
    """True where a date cell has a word for total anywhere: "Total (Mandar)"; not "योग दिवस"."""
    words = set(plain(text).split())
    return is_total(text) or (not words.isdisjoint(_words()["total"]) and words.isdisjoint(_words()["never"]))


@cache
def _words() -> Mapping[str, frozenset[str]]:
    text = resources.files(__package__).joinpath("totals.toml").read_text(encoding="utf-8")
    return {name: frozenset(plain(word) for word in words) for name, words in tomllib.loads(text).items()}
