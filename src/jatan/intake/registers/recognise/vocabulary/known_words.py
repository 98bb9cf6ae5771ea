"""Words that a cell of a register may hold, in Hindi and in Latin letters: they show in which font it was typed."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.vocabulary.lists import headings, values
from jatan.intake.registers.recognise.vocabulary.synonyms import all_synonyms
from jatan_names.lexicon import shipped_spellings

# Shorter words are too easily right by chance.
_MIN_HINDI_LENGTH, _MIN_LATIN_LENGTH = 3, 3
_HINDI = re.compile("[\u0900-\u097f]")
# The last three are Hindi words in Kruti Dev: बंद, सिंह, मिंज.
_COMMON_ENGLISH = (
    "and the for from with about not yes date name total number work home self help group village block other girl boy"
    " can flag feat"
)


class KnownWords:
    """The words of the data files, the lexicon of names, and the given names of places."""

    def __init__(self, places: Iterable[str]) -> None:
        named = frozenset(word for name in places for word in plain(name).split())
        self._hindi = _shipped(is_hindi=True) | frozenset(filter(_is_known_hindi, named))
        self._latin = _shipped(is_hindi=False) | frozenset(filter(_is_known_latin, named))
        self._hindi_pairs = frozenset(pair for word in self._hindi for pair in _pairs(word))
        latin_pairs = Counter(pair for word in self._latin for pair in _pairs(word))
        self._latin_pairs = frozenset(pair for pair, number in latin_pairs.items() if number > 1)

    def is_hindi(self, text: str) -> bool:
        """True if at least a third of the words, and one of three letters or more, are known Hindi words."""
        words = [word for word in plain(text).split() if _HINDI.search(word)]
        known = sum(word in self._hindi for word in words)
        return known > 0 and known * 3 >= len(words)

    def is_latin(self, text: str) -> bool:
        """True if at least half of the words in Latin letters are known names or English words."""
        words = [word for word in plain(text).split() if word.isalpha()]
        known = sum(word in self._latin for word in words)
        return known > 0 and known * 2 >= len(words)

    def hindi_advantage(self, converted: str, text: str) -> float:
        """How much more usual the pairs of letters are in the converted text than in the text as it stands: -1 to 1.

        Above 0.2 for 8 of 10 Hindi words and names of places as typed in Kruti Dev, for 4 of 1,000 English ones.
        """
        return _share(converted, self._hindi_pairs) - _share(text, self._latin_pairs)


@lru_cache(maxsize=4)
def known_words(places: frozenset[str]) -> KnownWords:
    """The words of the data files, the lexicon of names, and these names of places; cached."""
    return KnownWords(places)


def _pairs(word: str) -> list[str]:
    """The pairs of adjacent letters of a word, its ends counted as letters."""
    whole = f" {word} "
    return [whole[at : at + 2] for at in range(len(whole) - 1)]


def _share(text: str, usual: frozenset[str]) -> float:
    pairs = [pair for word in text.casefold().split() for pair in _pairs(word)]
    return sum(pair in usual for pair in pairs) / max(len(pairs), 1)


@cache
def _shipped(*, is_hindi: bool) -> frozenset[str]:
    is_known = _is_known_hindi if is_hindi else _is_known_latin
    return frozenset(word for text in _texts() for word in plain(text).split() if is_known(word))


def _is_known_hindi(word: str) -> bool:
    return len(word) >= _MIN_HINDI_LENGTH and _HINDI.search(word) is not None


def _is_known_latin(word: str) -> bool:
    return len(word) >= _MIN_LATIN_LENGTH and word.isascii() and word.isalpha()


def _texts() -> Iterable[str]:
    yield from headings()
    for words in values().values():
        yield from words
    yield from all_synonyms()
    for spelling in shipped_spellings():
        yield spelling.canonical
        yield from spelling.forms
    text = resources.files(__package__).joinpath("hindi_words.toml").read_text(encoding="utf-8")
    yield from tomllib.loads(text).values()
    yield _COMMON_ENGLISH
