"""Names of people and places across spellings and scripts: the form that is compared, the key that is looked up.

`fold` keeps enough to tell Sunita from Sunit; it is what gets scored. `key` is the consonant skeleton: equal keys
propose a candidate, they never decide. Both are stored beside records together with `version()`, so that a change of
the rules or of the lexicon can re-key what is in. Read `version()` before folding: a key stamped with an older
version is made anew, one stamped with a newer would stay wrong.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from rapidfuzz.distance import JaroWinkler, Levenshtein

from jatan_names.characters import INVISIBLE, ascii_digits, spell_out_full_stops
from jatan_names.latin_spelling import joined, plain_fold, skeleton
from jatan_names.lexicon import Lexicon, Spelling, built
from jatan_names.titles import MAY_BE_NAMES, bare, without_relations
from jatan_names.transliteration import initials, romanised

__all__ = ["FOLD_VERSION", "fold", "key", "similarity", "spelling_of", "use_lexicon", "version"]

FOLD_VERSION = 4

# Punctuation by list, not by letter class: vowel signs are no letters to Python, and some scripts it does not know.
_BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-\u007f\u00a0-\u00bf\u2010-\u205e।॥॰]+")
_WITHIN_WORDS = re.compile(f"['\u2018\u2019\u02bc`{INVISIBLE}]")
# Mohammad once more, in front: म० and, with the sign that stands for a full stop in Bengal, महाः.
_MAHA = re.compile(r"^\s*(?:म०|म[हो]?ा?ः)(?=\s)")
# With its full stop a sister's title; without one the C of a southern name.
_SISTER = re.compile(r"^\s*सि[.०]\s*(?=[\u0904-\u0939][^\s.०])")
_UDDIN = re.compile(r"(?<=.)(?:[aeiou]{1,2}dd|[ae]?u+d(?:ad)?|ood)h?(?:in|een|ien|en)$")  # Moinuddin, Moinudeen
_ULLAH = re.compile(r"(?<=.)(?:[aou]llah?|ulah)$")
_MOHAMMAD = re.compile(r"m[aou]h[aou]?m+[aeo]d$")
_RAHMAN = re.compile(r"r[aeo]h[aeo]?man")
_ABDUL = re.compile(r"abd[aou]+[lrstn]")  # the article takes the sound of what follows: Abdur Rahman, Abdus Salam
_DECEASED = re.compile(r"s[bm]?u?arg[aei]{1,2}[aeiou]?|sbargat|prayat")  # स्वर्गीय, स्मर्गीय, सर्गीय, स्वर्गत, प्रयात

_ONE_IS_TITLED = 0.99
_SPELT_OUT = frozenset({"sk", "md"})  # एस के रहमान, एम डी सलीम: letters that are a word when they are together

_CACHED = 65_536


class _Rules:
    """One lexicon and what has been folded with it: replaced as a whole, so that no thread mixes two."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.fold = lru_cache(_CACHED)(self._fold)
        self.key = lru_cache(_CACHED)(self._key)
        self.is_titled = lru_cache(_CACHED)(self._is_titled)
        self._word = lru_cache(_CACHED)(self._folded_word)

    def _fold(self, name: str) -> str:
        words = [word for word in map(self._word, _written(name)) if word]
        named = bare(words, self.lexicon.honorifics, self.lexicon.surnames)
        if len(named) > 2 and named[0] + named[1] in _SPELT_OUT and len(named[2]) > 1:
            named[:2] = [self._word(named[0] + named[1])]
        if len(named) > 1 and named[0] in self.lexicon.surnames and named[-1] not in self.lexicon.surnames:
            named.append(named.pop(0))
        together = joined(named)
        # What was drawn together is a new word, which the lexicon may know; what was left out changes who stands first.
        return self._fold(" ".join(together)) if together != words else " ".join(together)

    def _key(self, name: str) -> str:
        return " ".join(map(_skeleton, self.fold(name).split()))

    def _is_titled(self, name: str) -> bool:
        return any(self._word(word) in MAY_BE_NAMES for word in _written(name))

    def _folded_word(self, word: str) -> str:
        latin = romanised(initials(word))
        before = None
        while latin != before:
            before = latin
            latin = _ruled(latin)
            latin = self.lexicon.spellings.get(latin) or plain_fold(latin)
        return latin


def _written(name: str) -> list[str]:
    """The words of a name as they stand there, shortenings and words for relations made plain."""
    if name.isascii():
        return _BETWEEN_WORDS.split(_WITHIN_WORDS.sub("", name))
    text = spell_out_full_stops(_MAHA.sub("मो", _SISTER.sub("सिस्टर ", name)), " ")
    return without_relations(_BETWEEN_WORDS.split(_WITHIN_WORDS.sub("", ascii_digits(text))))


def _ruled(latin: str) -> str:
    """Names of Arabic descent as clerks write them, and the words for one who has died."""
    if _MOHAMMAD.fullmatch(latin):
        return "mohamad"
    if _RAHMAN.fullmatch(latin):
        return "rahman"
    if _ABDUL.fullmatch(latin):
        return "abdul"
    if _DECEASED.fullmatch(latin):
        return "sbargi"
    return _ULLAH.sub("ula", _UDDIN.sub("udin", latin))


_rules: _Rules | None = None
_changing = Lock()


def _by() -> _Rules:
    """What folds at the moment. The shipped lexicon is read by whoever folds first: many processes never do."""
    global _rules
    if (found := _rules) is not None:
        return found
    with _changing:  # a house's lexicon that came in between stays
        _rules = _rules or _Rules(built())
        return _rules


def use_lexicon(local: Iterable[Spelling]) -> str:
    """Fold from now on with these rows of the house above the shipped ones; answers the new `version()`.

    They replace what an earlier call brought. Called by whoever keeps the house's rows, never by a reader of names.
    """
    global _rules
    lexicon = built(local)
    with _changing:
        if _rules is None or lexicon.digest != _rules.lexicon.digest:
            _rules = _Rules(lexicon)
    return version()


def version() -> str:
    """The rules and the lexicon by which this process folds at the moment, as "3+89abcdef"."""
    return f"{FOLD_VERSION}+{_by().lexicon.digest}"


def fold(name: str) -> str:
    """The similarity string: lower-case Latin words, titles left out, a known surname last. "" when nothing is
    left to compare. Folding a fold changes nothing."""
    return _by().fold(name)


def key(name: str) -> str:
    """The consonant skeletons of the words of `fold`, for an ordinary index."""
    return _by().key(name)


def spelling_of(word: str) -> str | None:
    """The folded name that the lexicon knows this one word as, or None where only the rules speak."""
    spellings = _by().lexicon.spellings
    latin = romanised(word)
    return spellings.get(latin) or spellings.get(plain_fold(latin))


def similarity(first: str, second: str) -> float:
    """How alike two names are, 0 to 1, whatever their scripts and the order of their words.

    A Haji or Maulana on one side alone costs a hair: of two who are called the same the one so called stands first.
    """
    one, other = fold(first), fold(second)
    if not one or not other:
        return 0.0
    letters = max(
        Levenshtein.normalized_similarity(one, other),
        Levenshtein.normalized_similarity(_sorted(one), _sorted(other)),
    )
    alike = (letters + JaroWinkler.similarity(key(first), key(second))) / 2
    return alike if _by().is_titled(first) == _by().is_titled(second) else alike * _ONE_IS_TITLED


_skeleton = lru_cache(_CACHED)(skeleton)


@lru_cache(_CACHED)
def _sorted(folded: str) -> str:
    return " ".join(sorted(folded.split()))
