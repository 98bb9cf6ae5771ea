"""The keys by which people are found: pure functions from recorded values to the columns of `PersonKey`.

A key is the consonant skeleton of one word (jatan_names), the same in either script. Equal keys propose a candidate
and decide nothing. Very common words (Md, Sheikh) are no given name when another word follows.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan_names import names

LONGEST = 60
_EVERYBODY = frozenset(names.fold(word) for word in ("Mohammad", "Sheikh", "Abdul", "Bibi", "Kumari", "Shri"))


class Keys(NamedTuple):
    """Folded names and keys of one person, independent of the script."""

    name_fold: str
    guardian_fold: str
    village_fold: str
    given_key: str
    last_key: str
    guardian_key: str
    village_key: str


def version() -> str:
    """The version of the folding rules; keys of another version are rebuilt."""
    return names.version()


def keys_of(name: str, guardian: str, village: str) -> Keys:
    """The keys of one person. Unreadable text gives an empty key, which matches nobody."""
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
    """The key of the whole text as one word, because a village name is written as one word or two."""
    return _key(fold)


def words_of(text: str, most: int) -> list[tuple[str, str]]:
    """The first `most` words of the typed text, each with its key."""
    return [(word, _key(word)) for word in names.fold(text).split()[:most]]


def given_word(words: list[str]) -> str:
    """The given name among the words of a folded name."""
    own = [word for word in words if word not in _EVERYBODY]
    return (own or words or [""])[0]


def prefix_end(key: str) -> str:
    """The exclusive upper end of the range of texts that begin with `key`."""
    return key[:-1] + chr(ord(key[-1]) + 1)


def variants(key: str) -> set[str]:
    """The key and every key with one letter less. Keys that differ by one slip share at least one of these."""
    shorter = {key[:at] + key[at + 1 :] for at in range(len(key))} if len(key) > 1 else set()
    return shorter | {key} if key else set()


def block_and_district(place: Place) -> tuple[uuid.UUID, uuid.UUID]:
    """The block and district of a place; a district is both when the block is not known."""
    block = place.block_id or place.id
    return block, place.district_id or (place.id if place.level == Level.DISTRICT else block)


def new_variants(keys: Iterable[tuple[uuid.UUID, str]]) -> Iterator[tuple[uuid.UUID, str, str]]:
    """Rows for the table of given-name variants: (organisation, variant, key), sorted to avoid deadlocks."""
    for organisation_id, key in sorted(set(keys)):
        for variant in sorted(variants(key)):
            yield organisation_id, variant, key


def _key(word: str) -> str:
    return names.key(word).replace(" ", "")[:LONGEST]
