"""Fold whole names for comparison, compute look-up keys, and score similarity.

`fold` keeps the difference between Sunita and Sunit; similarity is computed from it. `key` keeps consonants only: equal
keys propose a match. Store both with `version()`, so that they can be computed again when rules or lexicon change. Read
`version()` before folding: a key stored with an older version is computed again, one stored with a newer version than
its own would stay wrong.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from rapidfuzz.distance import JaroWinkler, Levenshtein

from jatan_names.characters import INVISIBLE, ascii_digits, spell_out_full_stops
from jatan_names.latin_spelling import join_compounds, plain_fold, skeleton
from jatan_names.lexicon import Lexicon, Spelling, build_lexicon
from jatan_names.titles import MAY_BE_NAMES, without_relations, without_titles
from jatan_names.transliteration import initials, romanise

FOLD_VERSION = 5

# A list of punctuation instead of \W, which also matches vowel signs and letters of scripts unknown to Python.
BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-\u007f\u00a0-\u00bf\u2010-\u205e।॥॰]+")
WITHIN_WORDS = re.compile(f"['\u2018\u2019\u02bc`{INVISIBLE}]")
# Abbreviations of Mohammad before a name: म०, and महाः with the sign used as a full stop in Bengal.
MOHAMMAD_SHORT = re.compile(r"^\s*(?:म०|म[हो]?ा?ः)(?=\s)")
# With a full stop the title Sister; without one the initial C of a southern name.
SISTER = re.compile(r"^\s*सि[.०]\s*(?=[\u0904-\u0939][^\s.०])")
MOHAMMAD_WRITTEN, SISTER_WRITTEN = "मो", "सिस्टर "
# Arabic names with many variants, and words for "deceased": a whole word -> its fold, the first that matches.
WHOLE_WORDS = (
    (re.compile(r"m[aou]h[aou]?m+[aeo]d"), "mohamad"),
    (re.compile(r"r[aeo]h[aeo]?man"), "rahman"),
    (re.compile(r"abd[aou]+[lrstn]"), "abdul"),  # takes the sound of what follows: Abdur Rahman, Abdus Salam
    (re.compile(r"s[bm]?u?arg[aei]{1,2}[aeiou]?|sbargat|prayat"), "sbargi"),  # स्वर्गीय, स्मर्गीय, सर्गीय, स्वर्गत, प्रयात
)
ENDINGS = (
    (re.compile(r"(?<=.)(?:[aeiou]{1,2}dd|[ae]?u+d(?:ad)?|ood)h?(?:in|een|ien|en)$"), "udin"),  # Moinuddin, Moinudeen
    (re.compile(r"(?<=.)(?:[aou]llah?|ulah)$"), "ula"),
)

TITLE_DIFFERS_FACTOR = 0.99
SPELT_OUT = frozenset({"sk", "md"})  # two initials that together are a name: एस के रहमान, एम डी सलीम

_CACHED = 65_536


class _Rules:
    """Folding with one lexicon, and its caches. Replaced as a whole, so that no thread mixes two lexicons."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.fold = lru_cache(_CACHED)(self._fold)
        self.key = lru_cache(_CACHED)(self._key)
        self.is_titled = lru_cache(_CACHED)(self._is_titled)
        self._word = lru_cache(_CACHED)(self._folded_word)

    def _fold(self, name: str) -> str:
        words = [word for word in map(self._word, _words(name)) if word]
        words_kept = without_titles(words, self.lexicon.honorifics, self.lexicon.surnames)
        if len(words_kept) > 2 and words_kept[0] + words_kept[1] in SPELT_OUT and len(words_kept[2]) > 1:
            words_kept[:2] = [self._word(words_kept[0] + words_kept[1])]
        if (
            len(words_kept) > 1
            and words_kept[0] in self.lexicon.surnames
            and words_kept[-1] not in self.lexicon.surnames
        ):
            words_kept.append(words_kept.pop(0))
        joined_words = join_compounds(words_kept)
        # Fold again: a joined word may be in the lexicon, and removing a title may change which word is first.
        return self._fold(" ".join(joined_words)) if joined_words != words else " ".join(joined_words)

    def _key(self, name: str) -> str:
        return " ".join(map(_skeleton, self.fold(name).split()))

    def _is_titled(self, name: str) -> bool:
        return any(self._word(word) in MAY_BE_NAMES for word in _words(name))

    def _folded_word(self, word: str) -> str:
        latin = romanise(initials(word))
        previous = None
        while latin != previous:
            previous = latin
            latin = _apply_patterns(latin)
            latin = self.lexicon.spellings.get(latin) or plain_fold(latin)
        return latin


def _words(name: str) -> list[str]:
    """The words of a name, with abbreviation signs removed and words for relations replaced."""
    if name.isascii():
        return BETWEEN_WORDS.split(WITHIN_WORDS.sub("", name))
    text = spell_out_full_stops(MOHAMMAD_SHORT.sub(MOHAMMAD_WRITTEN, SISTER.sub(SISTER_WRITTEN, name)), " ")
    return without_relations(BETWEEN_WORDS.split(WITHIN_WORDS.sub("", ascii_digits(text))))


def _apply_patterns(latin: str) -> str:
    """The canonical spelling of Arabic names with many variants, and of words for "deceased"."""
    for pattern, name in WHOLE_WORDS:
        if pattern.fullmatch(latin):
            return name
    for pattern, ending in ENDINGS:
        latin = pattern.sub(ending, latin)
    return latin


_rules: _Rules | None = None
_lock = Lock()


def _current_rules() -> _Rules:
    """The rules in use. The shipped lexicon is loaded at the first call, because many processes never fold a name."""
    global _rules
    if (rules := _rules) is not None:
        return rules
    with _lock:  # keeps a lexicon that `use_lexicon` has set meanwhile
        _rules = _rules or _Rules(build_lexicon())
        return _rules


def use_lexicon(local: Iterable[Spelling]) -> str:
    """Use these rows in addition to the shipped ones, in this process. Returns the new `version()`.

    They replace the rows of an earlier call and override shipped rows with the same spelling.
    """
    global _rules
    lexicon = build_lexicon(local)
    with _lock:
        if _rules is None or lexicon.digest != _rules.lexicon.digest:
            _rules = _Rules(lexicon)
    return version()


def version() -> str:
    """Version of the rules and of the lexicon in use, e.g. "5+89abcdef"."""
    return f"{FOLD_VERSION}+{_current_rules().lexicon.digest}"


def fold(name: str) -> str:
    """The form of a name to compare: lower-case Latin words separated by blanks, without titles, a known surname last.

    "" if nothing remains. Idempotent. fold("स्व० बिरसा मुण्डा") == fold("MUNDA BIRSA") == "birsa munda"
    """
    return _current_rules().fold(name)


def key(name: str) -> str:
    """The form of a name to look up by, for an ordinary index: consonants of each word of `fold`, separated by blanks.

    key("Birsa Munda") == "brs mnd"; "" if nothing remains. Equal keys propose a match.
    """
    return _current_rules().key(name)


def spelling_of(word: str) -> str | None:
    """The folded name for which the lexicon lists this word as a spelling, or None.

    spelling_of("Uranw") == "oraon"
    """
    spellings = _current_rules().lexicon.spellings
    latin = romanise(word)
    return spellings.get(latin) or spellings.get(plain_fold(latin))


def similarity(first: str, second: str) -> float:
    """How similar two names are, 0.0 to 1.0, whatever their scripts and the order of their words. Symmetric.

    If only one has a title such as Haji or Maulana, the score is multiplied by 0.99, so that of two people with the
    same name the one with the same title ranks first.
    """
    one, other = fold(first), fold(second)
    if not one or not other:
        return 0.0
    letters = max(
        Levenshtein.normalized_similarity(one, other),
        Levenshtein.normalized_similarity(_sorted(one), _sorted(other)),
    )
    score = (letters + JaroWinkler.similarity(key(first), key(second))) / 2
    return (
        score
        if _current_rules().is_titled(first) == _current_rules().is_titled(second)
        else score * TITLE_DIFFERS_FACTOR
    )


_skeleton = lru_cache(_CACHED)(skeleton)


@lru_cache(_CACHED)
def _sorted(folded: str) -> str:
    return " ".join(sorted(folded.split()))
