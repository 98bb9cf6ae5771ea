"""Replaces synonyms: "गठन की तारीख", "Date of formation" and "Formed on" become the same words, in any order.

Used for titles and headings. Data: synonyms.toml.
"""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from jatan.intake.registers.recognise.normalised import plain

NUMBER = "number"
_MIN_PLURAL_LENGTH = 4


@lru_cache(maxsize=16_384)
def heading_key(text: str) -> frozenset[str]:
    """The words of a heading without particles, synonyms replaced. May be empty."""
    return frozenset(word for word in _replace_synonyms("headings", text) if word)


@lru_cache(maxsize=16_384)
def title_words(title: str) -> tuple[str, ...]:
    """The words of a sheet's title in order, synonyms replaced."""
    return tuple(word for word in _replace_synonyms("titles", title) if word)


def all_synonyms() -> list[str]:
    """Every synonym of headings and titles, normalised."""
    return [*_synonyms("headings"), *_synonyms("titles")]


def _replace_synonyms(section: str, text: str) -> list[str]:
    synonyms = _synonyms(section)
    words = [_singular(word) for word in plain(text).split()]
    found: list[str] = []
    start = 0
    while start < len(words):
        for size in (3, 2, 1):
            phrase = " ".join(words[start : start + size])
            if size == 1 or phrase in synonyms:
                found.extend(synonyms.get(phrase, phrase).split())
                start += len(words[start : start + size])
                break
    return found


def _singular(word: str) -> str:
    return word[:-1] if len(word) >= _MIN_PLURAL_LENGTH and word.isascii() and word.endswith("s") else word


@cache
def _synonyms(section: str) -> Mapping[str, str]:
    text = resources.files(__package__).joinpath("synonyms.toml").read_text(encoding="utf-8")
    named = tomllib.loads(text)[section].items()
    return {" ".join(map(_singular, plain(word).split())): one for one, words in named for word in words}
