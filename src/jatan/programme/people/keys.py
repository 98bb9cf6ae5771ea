"""The keys under which somebody is found: pure, from what was written to the columns of `PersonKey`.

A key is the consonant skeleton of one word (kernel.names), the same in either script. Equal keys propose, they never
decide. What everybody is called (Md, Sheikh) is no given name while another word follows.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan_names import names

__all__ = [
    "LONGEST",
    "Keys",
    "after",
    "block_and_district",
    "given_key_of",
    "given_word",
    "key_of",
    "keys_of",
    "new_variants",
    "variants",
    "version",
    "words_of",
]

LONGEST = 60
_EVERYBODY = frozenset(names.fold(word) for word in ("Mohammad", "Sheikh", "Abdul", "Bibi", "Kumari", "Shri"))


class Keys(NamedTuple):
    """Who, in letters that any script arrives at."""

    name_fold: str
    guardian_fold: str
    village_fold: str
    given_key: str
    last_key: str
    guardian_key: str
    village_key: str


def version() -> str:
    """Names the rules by which keys were made; keys of another version are made anew."""
    return names.version()


def keys_of(name: str, guardian: str, village: str) -> Keys:
    """The keys of one person. What cannot be read gives an empty key, which finds nobody."""
    folds = names.fold(name)[:600], names.fold(guardian)[:600], names.fold(village)[:200]
    words = folds[0].split()
    given = given_word(words)
    others = [word for word in words if word != given]
    return Keys(
        *folds,
        _key(given),
        _key(others[-1] if others else ""),
        given_key_of(folds[1]),
        key_of(folds[2]),
    )


def given_key_of(fold: str) -> str:
    """The key of the given name in a folded name."""
    return _key(given_word(fold.split()))


def key_of(fold: str) -> str:
    """The key of the whole, as one word: a village is written in one or in two."""
    return _key(fold)


def words_of(text: str, most: int) -> list[tuple[str, str]]:
    """The first words of what was typed, each with its key."""
    return [(word, _key(word)) for word in names.fold(text).split()[:most]]


def given_word(words: list[str]) -> str:
    """The word of a folded name that tells one child of a house from another."""
    own = [word for word in words if word not in _EVERYBODY]
    return (own or words or [""])[0]


def after(key: str) -> str:
    """The first text that no longer begins with `key`: the open end of a range."""
    return key[:-1] + chr(ord(key[-1]) + 1)


def variants(key: str) -> set[str]:
    """The key itself and every key with one letter less. Two keys one slip apart share at least one of these."""
    shorter = {key[:at] + key[at + 1 :] for at in range(len(key))} if len(key) > 1 else set()
    return shorter | {key} if key else set()


def block_and_district(place: Place) -> tuple[uuid.UUID, uuid.UUID]:
    """Where somebody is looked for first and then; a district stands for both where no block is known."""
    block = place.block_id or place.id
    return block, place.district_id or (place.id if place.level == Level.DISTRICT else block)


def new_variants(keys: Iterable[tuple[uuid.UUID, str]]) -> Iterator[tuple[uuid.UUID, str, str]]:
    """Rows of the small vocabulary: (organisation, variant, key), in one order for all who write."""
    for organisation_id, key in sorted(set(keys)):
        for variant in sorted(variants(key)):
            yield organisation_id, variant, key


def _key(word: str) -> str:
    return names.key(word).replace(" ", "")[:LONGEST]
