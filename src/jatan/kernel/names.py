"""Names of people and places across spellings and scripts: the form that is compared, the key that is looked up.

`fold` keeps enough to tell Sunita from Sunit; it is what gets scored. `key` is the consonant skeleton: equal keys
propose a candidate, they never decide. Both are stored beside records together with FOLD_VERSION, so that a
change of rules can re-key what is in.
"""

import re
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

from jatan.kernel.folding import plain_fold, skeleton
from jatan.kernel.lexicon import HONORIFICS, LETTERS, SPELLINGS, SURNAMES
from jatan.kernel.numbers import ascii_digits
from jatan.kernel.scripts import romanised

__all__ = ["FOLD_VERSION", "fold", "key", "similarity"]

FOLD_VERSION = 1

# Punctuation by list, not by letter class: vowel signs are no letters to Python, and some scripts it does not know.
_BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-\u007f\u00a0-\u00bf\u2010-\u205e।॥॰]+")
_WITHIN_WORDS = re.compile("['\u2018\u2019\u02bc`\u00ad\u200b-\u200f\u2060\ufeff]")
# The Devanagari zero stands for a full stop after a shortened word: मो० रहमान.
_SHORTENED = re.compile(r"(?<=[\u0904-\u0963])०(?![0-9०-९])")
_UDDIN = re.compile(r"(?<=.)(?:[aeiou]dd|u+d|ood)h?(?:in|een|ien)$")  # Moinuddin, Muinoddin, Moinudeen
_ULLAH = re.compile(r"(?<=.)(?:[aou]llah?|ulah)$")


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """The similarity string: lower-case Latin words, titles left out, a known surname last. "" when nothing is
    left to compare. Folding a fold changes nothing."""
    text = _WITHIN_WORDS.sub("", ascii_digits(_SHORTENED.sub(" ", name)))
    words = [word for word in map(_word, _BETWEEN_WORDS.split(text)) if word]
    named = [word for word in words if word not in HONORIFICS] or words
    if len(named) > 1 and named[0] in SURNAMES and named[-1] not in SURNAMES:
        named.append(named.pop(0))
    return " ".join(named)


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """The consonant skeletons of the words of `fold`, for an ordinary index."""
    return " ".join(map(_skeleton, fold(name).split()))


def similarity(first: str, second: str) -> float:
    """How alike two names are, 0 to 1, whatever their scripts and the order of their words."""
    one, other = fold(first), fold(second)
    if not one or not other:
        return 0.0
    letters = max(
        Levenshtein.normalized_similarity(one, other),
        Levenshtein.normalized_similarity(_sorted(one), _sorted(other)),
    )
    return (letters + JaroWinkler.similarity(key(first), key(second))) / 2


@lru_cache(maxsize=65_536)
def _word(word: str) -> str:
    latin = romanised(LETTERS.get(word, word))
    before = None
    while latin != before:
        before = latin
        latin = _ULLAH.sub("ula", _UDDIN.sub("udin", latin))
        latin = SPELLINGS.get(latin) or plain_fold(latin)
    return latin


_skeleton = lru_cache(maxsize=65_536)(skeleton)


@lru_cache(maxsize=65_536)
def _sorted(folded: str) -> str:
    return " ".join(sorted(folded.split()))
