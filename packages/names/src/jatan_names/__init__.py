"""Names of people and places of eastern India across spellings and scripts: folded for comparing, keyed for looking up.

`fold` gives the form that is compared, `key` the form that is looked up (equal keys propose, they never decide),
`similarity` a score from 0 to 1. `version` names the rules and the lexicon that hold, to be stored beside every key.
"""

from jatan_names.lexicon import KINDS, Lexicon, Spelling, built, shipped
from jatan_names.names import FOLD_VERSION, fold, key, similarity, spelling_of, use_lexicon, version

__all__ = [
    "FOLD_VERSION",
    "KINDS",
    "Lexicon",
    "Spelling",
    "built",
    "fold",
    "key",
    "shipped",
    "similarity",
    "spelling_of",
    "use_lexicon",
    "version",
]
