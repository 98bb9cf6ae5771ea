"""The lexicon: spellings that no rule covers (Oraon and Uranw, Md and Mohammad) and titles. Shipped in lexicon.csv.

Users can add rows of their own, which override the shipped ones.
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
from jatan_names.transliteration import romanise

KINDS = ("surname", "given", "honorific")
# Shorter folded forms are not used as spellings (मह would turn every "Ma" into Mohammad).
_SURE_LENGTH = 3


class Spelling(NamedTuple):
    """A name and other spellings of it, in any script.

    `kind`: one of KINDS; an honorific is left out of folded names. `canonical`: the name. `forms`: other spellings.
    """

    kind: str
    canonical: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """A compiled lexicon.

    `spellings`: romanised or folded form -> folded name. `honorifics`, `surnames`: folded names. `digest`: eight
    hexadecimal digits that identify its rows.
    """

    spellings: Mapping[str, str]
    honorifics: frozenset[str]
    surnames: frozenset[str]
    digest: str


@lru_cache(maxsize=1)
def shipped_spellings() -> tuple[Spelling, ...]:
    """The rows of lexicon.csv, in its order; cached."""
    text = files(__package__).joinpath("lexicon.csv").read_text(encoding="utf-8")
    return tuple(
        Spelling(row["kind"], row["canonical"], tuple(row["forms"].split()))
        for row in csv.DictReader(text.splitlines())
    )


def build_lexicon(local: Iterable[Spelling] = ()) -> Lexicon:
    """A lexicon of the shipped rows and `local`; where both list a spelling, `local` wins. Does not use it."""
    rows = (*shipped_spellings(), *local)
    spellings = folds_by_form(rows)
    # If a name is itself a spelling of another one, follow it to the end, so that folding is idempotent.
    resolved = {form: _final_name(form, spellings) for form in spellings}
    resolved |= {name: name for name in set(resolved.values())}
    kinds: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for row in rows:
        kinds[row.kind].add(resolved[romanise(row.canonical)])
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:8]
    titles, surnames = frozenset(kinds["honorific"]), frozenset(kinds["surname"])
    return Lexicon(MappingProxyType(resolved), titles, surnames, digest)


def folds_by_form(rows: Iterable[Spelling]) -> dict[str, str]:
    """Every romanised and every folded form of these rows -> the fold of its name; the last row wins."""
    found: dict[str, str] = {}
    for row in rows:
        found |= _forms_of_row(row)
    return found


@lru_cache(maxsize=4096)
def _forms_of_row(row: Spelling) -> Mapping[str, str]:
    """Every form of one row -> its fold; cached."""
    return MappingProxyType(dict.fromkeys(_forms(row), plain_fold(romanise(row.canonical))))


def _forms(row: Spelling) -> Iterator[str]:
    for form in (row.canonical, *row.forms):
        latin = romanise(form)
        yield latin
        folded = plain_fold(latin)
        if len(folded) >= _SURE_LENGTH or form == row.canonical:
            yield folded


def _final_name(form: str, spellings: Mapping[str, str]) -> str:
    seen: list[str] = []
    while form in spellings and form not in seen:
        seen.append(form)
        form = spellings[form]
    # Two rows may refer to each other; both then resolve to the smaller name.
    return form if form not in seen else min(seen[seen.index(form) :])
