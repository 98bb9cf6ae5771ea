"""Headings, values and titles -> fields, codes and kinds: an office's corrections first, then the data files.

Pure once built; `learning` builds it for an organisation with what its coordinator has corrected.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jatan.intake.registers.recognise.normalised import folded, parts, plain
from jatan.intake.registers.recognise.vocabulary.headings import TAUGHT, read
from jatan.intake.registers.recognise.vocabulary.kinds import Kind, kinds
from jatan.intake.registers.recognise.vocabulary.lists import LONG_ENOUGH, is_denial, nearly, value_sounds, values
from jatan.intake.registers.recognise.vocabulary.synonyms import title_words

__all__ = ["IGNORED", "Learned", "Reading", "Vocabulary", "is_whole"]

# (what, kind or "", the word as it is compared) -> field, code, kind or place id.
type Learned = Mapping[tuple[str, str, str], str]

IGNORED = "ignore"
# A heading that is only meant so in this register ("Date" of a list of forums) gives way to one that says it.
_BY_MEANING = 3.0
_TAUGHT_WEIGHT = 1003
_WHOLE = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A field that a heading may name. `strength`: headings.TAUGHT down to NEARLY."""

    field: str
    strength: float


class Vocabulary:
    """One office's understanding of words. Answers are remembered: a sheet says the same words ten thousand times."""

    def __init__(self, learned: Learned | None = None) -> None:
        self._learned = dict(learned or {})
        self._codes: dict[tuple[str, str], str | None] = {}
        self._headings: Mapping[str, str] | None = None

    def kinds_of_title(self, title: str) -> list[str]:
        """Kinds that this title may name, the most telling first. Empty for "Sheet1"."""
        found = self.title_weights(title)
        return sorted(found, key=lambda code: -found[code])

    def title_weights(self, title: str) -> dict[str, int]:
        """Kind -> how much of the title names it."""
        if known := self.taught_kind(title):
            return {known: _TAUGHT_WEIGHT}
        found: dict[str, int] = {}
        for part in parts(title):
            words = title_words(part)
            for kind in kinds().values():
                weight = max((_weight(phrase, words) for phrase in kind.titles), default=0)
                if weight:
                    found[kind.code] = max(found.get(kind.code, 0), weight)
        return found

    def taught_kind(self, sheet: str) -> str | None:
        """The register that this office has said a sheet of this name is."""
        return self._learned.get(("sheet", "", plain(sheet)))

    def field(self, heading: str, kind: Kind | None = None) -> str | None:
        """The field that a heading names, in `kind`'s understanding where given. None: nobody has told us."""
        found = self.reading(heading, kind)
        return found.field if found else None

    def reading(self, heading: str, kind: Kind | None = None) -> Reading | None:
        """The field that a heading names, with how surely it does. columns gives each heading its field."""
        if kind is not None:
            known = self._learned.get(("header", kind.code, plain(heading)))
        else:
            known = self._taught_anywhere().get(plain(heading))
        if known:
            return Reading(known, TAUGHT)
        found: list[Reading] = []
        for strength, field in read(heading):
            own = field if kind is None else kind.own_field(field)
            if own is not None:
                found.append(Reading(own, strength if own == field else strength - _BY_MEANING))
        return max(found, key=lambda one: one.strength, default=None)

    def _taught_anywhere(self) -> Mapping[str, str]:
        """Headings taught for any register: enough to see that a row is a header."""
        if self._headings is None:
            taught = ((word, field) for (what, _kind, word), field in self._learned.items() if what == "header")
            self._headings = {word: field for word, field in taught if field != IGNORED}
        return self._headings

    def code(self, name: str, text: str) -> str | None:
        """The programme's code for a cell's word in one of values.toml's lists; None if not recognised."""
        key = (name, text)
        if key not in self._codes:
            known = self._learned.get((f"value:{name}", "", plain(text)))
            self._codes[key] = known or _code(name, text)
        return self._codes[key]

    def place_id(self, text: str) -> str | None:
        """The place that this office's coordinator has chosen for a spelling."""
        return self._learned.get(("place", "", plain(text)))


def is_whole(weight: int) -> bool:
    """True for the weight of a title that is a register's name and nothing else."""
    return weight % 10 == _WHOLE


def _weight(phrase: tuple[str, ...], words: tuple[str, ...]) -> int:
    """How much of a title the phrase is: its words first, then whether they stand together, then nothing besides."""
    if not set(phrase) <= set(words):
        return 0
    size = len(phrase)
    is_together = any(words[start : start + size] == phrase for start in range(len(words) - size + 1))
    return size * 10 + is_together * 2 + (len(words) == size)


def _code(name: str, text: str) -> str | None:
    whole, *rest = parts(text)
    if code := _listed(name, whole):
        return code
    if any(is_denial(part) for part in rest):
        return None  # "Resolved (no)"
    return next((code for part in rest if (code := _listed(name, part))), None)


def _listed(name: str, text: str) -> str | None:
    words = values()[name]
    word = plain(text)
    if word in words:
        return words[word]
    sounds = value_sounds()[name]
    if len(word) > 3 and (sound := folded(text)) in sounds:
        return sounds[sound]
    if len(word) >= LONG_ENOUGH:
        near = nearly(word, words)
        return words[near] if near else None
    return None
