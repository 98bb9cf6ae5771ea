"""Indexes of headings and values from the data files: by exact text, by words, by phonetic key, by similarity."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from django.utils.translation import override
from rapidfuzz import fuzz, process

from jatan.intake.registers.labels import MEETING_COLUMNS
from jatan.intake.registers.recognise.normalised import phonetic_key, plain
from jatan.intake.registers.recognise.vocabulary.synonyms import heading_key

MIN_SIMILAR_LENGTH = 5
_MIN_SIMILARITY = 88
_MAX_CANDIDATES = 8
# Negations of both languages.
_NEGATIONS = frozenset(
    plain(word) for word in ("no", "not", "non", "never", "without", "nahi", "nahin", "नहीं", "नही", "ना", "न", "बिना")
)


def most_similar(word: str, known: Iterable[str]) -> str | None:
    """The known phrase that this one is with a typo: each word has the same first letter, and no negation differs.

    "Unresolved" is not "resolved", "illegal aid" no "legal aid", "date of complaint" no "type of complaint".
    """
    found = process.extract(word, tuple(known), scorer=fuzz.ratio, score_cutoff=_MIN_SIMILARITY, limit=_MAX_CANDIDATES)
    return next((str(near) for near, _score, _key in found if _has_same_initials(word, near)), None)


def is_negation(text: str) -> bool:
    """True for a text of negations only: "No", "नहीं"."""
    words = plain(text).split()
    return bool(words) and _NEGATIONS.issuperset(words)


@cache
def headings() -> Mapping[str, tuple[str, ...]]:
    """{normalised heading: fields it may name}."""
    return _indexed((plain(name), field) for field, name in _names())


@cache
def headings_by_words() -> Mapping[frozenset[str], tuple[str, ...]]:
    """{words of a heading: fields it may name}."""
    return _indexed((heading_key(name), field) for field, name in _names())


@cache
def headings_by_phonetic_key() -> Mapping[str, tuple[str, ...]]:
    """{phonetic key of a heading: fields it may name}."""
    return _indexed((phonetic_key(name), field) for field, name in _names() if len(plain(name)) > 3)


@cache
def values() -> Mapping[str, Mapping[str, str]]:
    """{list name: {normalised word: code}}."""
    return {name: {plain(word): code for word, code in reversed(pairs)} for name, pairs in _values().items()}


@cache
def values_by_phonetic_key() -> Mapping[str, Mapping[str, str]]:
    """{list name: {phonetic key: code}}."""
    return {
        name: {phonetic_key(word): code for word, code in reversed(pairs) if len(word) > 3}
        for name, pairs in _values().items()
    }


@cache
def shown_words(name: str, language: str) -> Mapping[str, str]:
    """{code: its first word in a list of values.toml, in this language ("hi" or "en") where it has one}."""
    return {code: _first_word(words, language) for code, words in _toml("values.toml")[name].items()}


def _first_word(words: list[str], language: str) -> str:
    return next((word for word in words if word.isascii() == (language != "hi") and len(word) > 2), words[0])


def _has_same_initials(word: str, near: str) -> bool:
    words, known = word.split(), near.split()
    if len(words) != len(known) or _NEGATIONS.intersection(words) != _NEGATIONS.intersection(known):
        return False
    return all(one[0] == other[0] for one, other in zip(words, known, strict=True))


def _names() -> list[tuple[str, str]]:
    """(field, heading): those of headers.toml, and what a further question of a meeting is called on the page."""
    found = [(field, name) for field, names in _toml("headers.toml").items() for name in names]
    for language in ("hi", "en"):
        with override(language):
            found += [(field, str(label)) for field, label in MEETING_COLUMNS.items()]
    return found


def _values() -> Mapping[str, list[tuple[str, str]]]:
    return {
        vocabulary: [(plain(word), code) for code, words in codes.items() for word in words]
        for vocabulary, codes in _toml("values.toml").items()
    }


def _indexed[K: (str, frozenset[str])](pairs: Iterable[tuple[K, str]]) -> Mapping[K, tuple[str, ...]]:
    index: dict[K, tuple[str, ...]] = {}
    for key, field in pairs:
        fields: tuple[str, ...] = index.get(key, ())
        if key and field not in fields:
            index[key] = (*fields, field)
    return index


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
