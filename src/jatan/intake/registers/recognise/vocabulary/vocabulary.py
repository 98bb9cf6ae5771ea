"""Maps headings to fields, values to codes and titles to kinds: learned mappings first, then the data files.

Makes no queries; `repair.lessons.vocabulary_of` builds it for an organisation.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jatan.intake.registers.recognise.normalised import parts, phonetic_key, plain
from jatan.intake.registers.recognise.vocabulary.headings import LEARNED, match_heading
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER, Kind, kinds
from jatan.intake.registers.recognise.vocabulary.lists import (
    MIN_SIMILAR_LENGTH,
    is_negation,
    most_similar,
    values,
    values_by_phonetic_key,
)
from jatan.intake.registers.recognise.vocabulary.synonyms import title_words

# {(what, kind or "", normalised word): field, code, kind or place id}.
type Learned = Mapping[tuple[str, str, str], str]

IGNORED = "ignore"
# Subtracted where a heading has its meaning only in this register ("Date" in a list of forums).
_REGISTER_MEANING_PENALTY = 3.0
_TAUGHT_WEIGHT = 1003
_MAX_READINGS = 16_384
_WHOLE = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A field that a heading may name. `strength`: one of the constants of `headings`, or slightly more or less."""

    field: str
    strength: float


class Vocabulary:
    """The words of one office. Results are cached, since a sheet repeats the same words thousands of times."""

    def __init__(self, learned: Learned | None = None) -> None:
        self._learned = dict(learned or {})
        self._codes: dict[tuple[str, str], str | None] = {}
        self._readings: dict[tuple[str, str, int], Reading | None] = {}
        self._titles: dict[str, dict[str, int]] = {}
        self._headings: Mapping[str, str] | None = None

    def with_learned(self, learned: Learned) -> "Vocabulary":
        """This vocabulary with more learned mappings."""
        return Vocabulary(self._learned | dict(learned))

    def kinds_of_title(self, title: str) -> list[str]:
        """Kinds that this title may name, most likely first. [] for "Sheet1"."""
        found = self.title_weights(title)
        return sorted(found, key=lambda code: -found[code])

    def title_weights(self, title: str) -> Mapping[str, int]:
        """{kind: weight, by how many words of the title name it}, in the order of the kinds."""
        if title not in self._titles:
            if len(self._titles) >= _MAX_READINGS:
                self._titles.clear()
            known = self.taught_kind(title)
            self._titles[title] = {known: _TAUGHT_WEIGHT} if known else _weights(title)
        return self._titles[title]

    def taught_kind(self, sheet: str) -> str | None:
        """The learned kind of a sheet of this name, or None."""
        return self._learned.get(("sheet", "", plain(sheet)))

    def taught_months(self, signature: str) -> str:
        """What the numbers of a sheet with months as columns mean, as the office said: a kind, "by_row" or "meetings".

        "" where nobody has said it. `signature`: `MonthSheet.signature`.
        """
        return self._learned.get(("months", "", plain(signature)[:200]), "")

    def field(self, heading: str, kind: Kind | None = None) -> str | None:
        """The field that a heading names, in the register `kind` where given. None: unknown."""
        found = self.reading(heading, kind)
        return found.field if found else None

    def reading(self, heading: str, kind: Kind | None = None) -> Reading | None:
        """The field that a heading names, with its strength; None: unknown."""
        # A kind may come without the meanings that general headings have in it.
        key = (heading, kind.code, len(kind.means)) if kind else (heading, "", 0)
        if key not in self._readings:
            if len(self._readings) >= _MAX_READINGS:
                self._readings.clear()
            self._readings[key] = self._read(heading, kind)
        return self._readings[key]

    def _read(self, heading: str, kind: Kind | None) -> Reading | None:
        if kind is not None:
            known = self._learned.get(("header", kind.code, plain(heading)))
        else:
            known = self._learned_headings().get(plain(heading))
        if known:
            return Reading(known, LEARNED)
        found: list[Reading] = []
        for strength, field in match_heading(heading):
            own = field if kind is None else kind.own_field(field)
            if own is not None:
                found.append(Reading(own, strength if own == field else strength - _REGISTER_MEANING_PENALTY))
        return max(found, key=lambda one: one.strength, default=None)

    def _learned_headings(self) -> Mapping[str, str]:
        """Learned headings of all registers, used to recognise header rows."""
        if self._headings is None:
            taught = ((word, field) for (what, _kind, word), field in self._learned.items() if what == "header")
            self._headings = {word: field for word, field in taught if field != IGNORED}
        return self._headings

    def code(self, name: str, text: str) -> str | None:
        """The code for a cell's word in the list `name` of values.toml; None if not recognised."""
        key = (name, text)
        if key not in self._codes:
            known = self._learned.get((f"value:{name}", "", plain(text)))
            self._codes[key] = known or _code(name, text)
        return self._codes[key]

    def remembered(self, column: str, text: str) -> str:
        """What a spelling in this column was mended to last time, or "". A suggestion, never used by itself."""
        return self._learned.get((f"repaired:{column}", "", plain(text)[:200]), "")

    def last_answer(self, sort: str) -> str:
        """What was answered to a question about an earlier file, or "". A proposal, never used by itself."""
        return self._learned.get(("answer", "", plain(sort)), "")

    def place_id(self, text: str) -> str | None:
        """The learned place id of a spelling, or None."""
        return self._learned.get(("place", "", plain(text)))


def is_whole(weight: int) -> bool:
    """True for the weight of a title that is exactly a register's name."""
    return weight % 10 == _WHOLE


def has_no_other_word(weight: int) -> bool:
    """True for the weight of a title in which nothing but a register's name stands, in any order of its words."""
    return weight % 2 == 1


def _weights(title: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts(title):
        words = title_words(part)
        weights: dict[str, int] = {}
        for code, phrase in (pair for word in {*words} for pair in _phrases_by_word().get(word, ())):
            if weight := _weight(phrase, words):
                weights[code] = max(weights.get(code, 0), weight)
        for code in sorted(weights, key=ORDER.index):
            found[code] = max(found.get(code, 0), weights[code])
    return found


@cache
def _phrases_by_word() -> Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]:
    """{first word: [(kind, phrase)]} of the titles of all registers."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for kind in kinds().values():
        for phrase in kind.titles:
            found[phrase[0]].append((kind.code, phrase))
    return found


def _weight(phrase: tuple[str, ...], words: tuple[str, ...]) -> int:
    """The weight of a phrase in a title: 10 per word, 2 if adjacent, 1 if the title has no other word. 0: not in it."""
    if not set(phrase) <= set(words):
        return 0
    size = len(phrase)
    is_adjacent = any(words[start : start + size] == phrase for start in range(len(words) - size + 1))
    return size * 10 + is_adjacent * 2 + (len(words) == size)


def _code(name: str, text: str) -> str | None:
    whole, *rest = parts(text)
    if code := _find_in_list(name, whole):
        return code
    if any(is_negation(part) for part in rest):
        return None  # "Resolved (no)"
    return next((code for part in rest if (code := _find_in_list(name, part))), None)


def _find_in_list(name: str, text: str) -> str | None:
    words = values()[name]
    word = plain(text)
    if word in words:
        return words[word]
    by_key = values_by_phonetic_key()[name]
    if len(word) > 3 and (key := phonetic_key(text)) in by_key:
        return by_key[key]
    if len(word) >= MIN_SIMILAR_LENGTH:
        similar = most_similar(word, words)
        return words[similar] if similar else None
    return None
