"""What the values of each field look like: dates, places, persons, words of a list. Data: contents.toml.

Used to propose a meaning for a heading that nobody knows, and to learn words of the fields that have a list.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.vocabulary.lists import headings_by_words
from jatan_names import fold, shipped_spellings

WORDS = "words"
_SHORTEST_NAME = 3


def content_of(field: str) -> str:
    """The content of a field's cells: one of contents.toml, WORDS for the words of a list, "" for free text."""
    if field in _data()["lists"]:
        return WORDS
    return _contents().get(field, "")


def word_list(kind: str, field: str) -> str | None:
    """The list of values.toml to which the words of this field of a register belong, or None."""
    found: str | None = _data()["lists_of"].get(kind, {}).get(field) or _data()["lists"].get(field)
    return found


def closing_codes(field: str) -> frozenset[str]:
    """The codes of a status beside which this day is written; empty for a day that closes nothing."""
    return frozenset(_data()["closing"].get(field, ()))


def order_of_days(kind: str) -> tuple[str, ...]:
    """The day fields of a register in the order in which they follow one another in a row."""
    return tuple(_data()["order"].get(kind, ()))


def is_group_word(word: str) -> bool:
    """True for a word of the names of groups: "मंडल", "Samuh"."""
    return plain(word) in _words("group")


def is_person_word(word: str) -> bool:
    """True for a surname of the lexicon, or for a name that is frequent in Jharkhand."""
    return len(word) >= _SHORTEST_NAME and fold(word) in _person_folds()


def is_kept_elsewhere(heading: str) -> bool:
    """True for a heading of something that no register keeps: a birthday, an account, an Aadhaar number."""
    return not _words("elsewhere").isdisjoint(plain(heading).split())


def is_weak_word(word: str) -> bool:
    """True for a word of headings that tells no field from another: "date", "name", "number"."""
    return word in _words("weak")


@cache
def heading_words(field: str) -> frozenset[str]:
    """The words of all known headings of a field, synonyms replaced."""
    return frozenset(word for words, fields in headings_by_words().items() if field in fields for word in words)


@cache
def _contents() -> Mapping[str, str]:
    return {field: content for content, fields in _data()["fields"].items() for field in fields}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(plain(word) for word in _data()["words"][name])


@cache
def _person_folds() -> frozenset[str]:
    surnames = (row for row in shipped_spellings() if row.kind != "honorific")
    folds = {fold(form) for row in surnames for form in (row.canonical, *row.forms) if len(form) >= _SHORTEST_NAME}
    return frozenset(folds | {fold(word) for word in _data()["words"]["person"]}) - {""}


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("contents.toml").read_text(encoding="utf-8"))
