"""Names that no rule reaches: Oraon and Uranw, Md and Mohammad, titles before a name. The list is lexicon.csv.

A list of a hundred surnames of the region gains more than any algorithm. Read once, when names.py is imported.
"""

import csv
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

from jatan.kernel.folding import plain_fold
from jatan.kernel.scripts import romanised

__all__ = ["HONORIFICS", "LETTERS", "SPELLINGS", "SURNAMES"]

# Below this a folded form is too short to be sure of (मह would take every "Ma" for Mohammad).
_SURE_LENGTH = 3
_LETTER_NAMES = "ए बी सी डी ई एफ _ एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड"


def _read() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    spellings: dict[str, str] = {}
    kinds: dict[str, set[str]] = {"honorific": set(), "surname": set(), "given": set()}
    text = files(__package__).joinpath("lexicon.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        canonical = plain_fold(row["canonical"])
        kinds[row["kind"]].add(canonical)
        for form in [row["canonical"], *row["forms"].split()]:
            latin = romanised(form)
            spellings[latin] = canonical
            if len(plain_fold(latin)) >= _SURE_LENGTH:
                spellings[plain_fold(latin)] = canonical
    # A canonical form stands for itself, else folding twice would go on changing a name.
    spellings |= {canonical: canonical for canonical in set(spellings.values())}
    return spellings, frozenset(kinds["honorific"]), frozenset(kinds["surname"])


_spellings, HONORIFICS, SURNAMES = _read()

# romanised or folded form -> folded canonical form
SPELLINGS: Mapping[str, str] = MappingProxyType(_spellings)

# An initial written out in Devanagari (एम = M), as the whole word. जी is left out: it is a courtesy, not a G.
LETTERS: Mapping[str, str] = MappingProxyType(
    {
        name: letter
        for name, letter in zip(_LETTER_NAMES.split(), "abcdefghijklmnopqrstuvwxyz", strict=True)
        if name != "_"
    }
)
