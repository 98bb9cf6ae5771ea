"""Match names of people and places of eastern India across spellings and scripts.

`fold(name)` is the form to compare, `key(name)` the form to look up by (equal keys propose a match, a person decides),
`similarity(first, second)` a score from 0.0 to 1.0. `version()` identifies rules and lexicon; store it with every key.
This module is the public interface; README.md lists types and examples.
"""

from jatan_names.lexicon import KINDS, Lexicon, Spelling, build_lexicon, shipped_spellings
from jatan_names.names import FOLD_VERSION, fold, key, similarity, spelling_of, use_lexicon, version

__all__ = [
    "FOLD_VERSION",
    "KINDS",
    "Lexicon",
    "Spelling",
    "build_lexicon",
    "fold",
    "key",
    "shipped_spellings",
    "similarity",
    "spelling_of",
    "use_lexicon",
    "version",
]
