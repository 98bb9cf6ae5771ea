"""One word for many: "गठन की तारीख", "Date of formation" and "Formed on" are the same two words, in any order.

Read by kinds (titles) and vocabulary (headings); the words are in synonyms.toml.
"""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from jatan.intake.registers.recognise.normalised import plain

__all__ = ["NUMBER", "heading_key", "title_words"]

NUMBER = "number"
_LONG_ENOUGH = 4


@lru_cache(maxsize=16_384)
def heading_key(text: str) -> frozenset[str]:
    """The words of a heading without particles, each as the one word that stands for it. Empty if nothing is left."""
    return frozenset(word for word in _words("headings", text) if word)


@lru_cache(maxsize=16_384)
def title_words(title: str) -> tuple[str, ...]:
    """The words of a sheet's title, likewise, in their order."""
    return tuple(word for word in _words("titles", title) if word)


def _words(section: str, text: str) -> list[str]:
    one_word = _synonyms(section)
    said = [_singular(word) for word in plain(text).split()]
    found: list[str] = []
    start = 0
    while start < len(said):
        for size in (3, 2, 1):
            phrase = " ".join(said[start : start + size])
            if size == 1 or phrase in one_word:
                found.extend(one_word.get(phrase, phrase).split())
                start += len(said[start : start + size])
                break
    return found


def _singular(word: str) -> str:
    return word[:-1] if len(word) >= _LONG_ENOUGH and word.isascii() and word.endswith("s") else word


@cache
def _synonyms(section: str) -> Mapping[str, str]:
    text = resources.files(__package__).joinpath("synonyms.toml").read_text(encoding="utf-8")
    named = tomllib.loads(text)[section].items()
    return {" ".join(map(_singular, plain(word).split())): one for one, words in named for word in words}
