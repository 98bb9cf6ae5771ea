"""Names that no rule reaches: Oraon and Uranw, Md and Mohammad, titles before a name. The shipped list is lexicon.csv.

A list of a hundred surnames of the region gains more than any algorithm, and whoever works there knows more of them
than we do: an office adds its own rows, and they stand above the shipped ones.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from jatan_names.latin_spelling import plain_fold
from jatan_names.transliteration import romanised

__all__ = ["KINDS", "Lexicon", "Spelling", "built", "shipped"]

KINDS = ("surname", "given", "honorific")
# Below this a folded form is too short to be sure of (मह would take every "Ma" for Mohammad).
_SURE_LENGTH = 3


class Spelling(NamedTuple):
    """One name of a community and the other ways in which it is written. An honorific is left out of a name."""

    kind: str
    canonical: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """What the rows say, ready to be asked. `spellings` leads from a romanised or folded form to the folded name."""

    spellings: Mapping[str, str]
    honorifics: frozenset[str]
    surnames: frozenset[str]
    digest: str


@lru_cache(maxsize=1)
def shipped() -> tuple[Spelling, ...]:
    """The rows of lexicon.csv."""
    text = files(__package__).joinpath("lexicon.csv").read_text(encoding="utf-8")
    return tuple(
        Spelling(row["kind"], row["canonical"], tuple(row["forms"].split()))
        for row in csv.DictReader(text.splitlines())
    )


def built(local: Iterable[Spelling] = ()) -> Lexicon:
    """The shipped rows and above them those of this house."""
    rows = (*shipped(), *local)
    spellings: dict[str, str] = {}
    for row in rows:
        spellings |= _led(row)
    # A name that is itself another one's spelling leads on to that one, else folding twice would go on changing it.
    settled = {form: _end(form, spellings) for form in spellings}
    settled |= {name: name for name in set(settled.values())}
    kinds: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for row in rows:
        kinds[row.kind].add(settled[romanised(row.canonical)])
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:8]
    titles, surnames = frozenset(kinds["honorific"]), frozenset(kinds["surname"])
    return Lexicon(MappingProxyType(settled), titles, surnames, digest)


@lru_cache(maxsize=4096)
def _led(row: Spelling) -> Mapping[str, str]:
    """From every way of writing one name to its fold. The shipped rows are folded once for a process."""
    return MappingProxyType(dict.fromkeys(_written(row), plain_fold(romanised(row.canonical))))


def _written(row: Spelling) -> Iterator[str]:
    for form in (row.canonical, *row.forms):
        latin = romanised(form)
        yield latin
        folded = plain_fold(latin)
        if len(folded) >= _SURE_LENGTH or form == row.canonical:
            yield folded


def _end(form: str, spellings: Mapping[str, str]) -> str:
    passed: list[str] = []
    while form in spellings and form not in passed:
        passed.append(form)
        form = spellings[form]
    # Two rows may point at each other; both then lead to the same one of them.
    return form if form not in passed else min(passed[passed.index(form) :])
