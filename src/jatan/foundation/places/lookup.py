"""From a place as it was written to the place that was meant: between a register's cell and a command's place id.

Pure given its data: whoever builds a finder reads the places once; `find` asks nobody. It would rather say "I do
not know, was it one of these two?" than put a row into the wrong block.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import Levenshtein

from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible
from jatan_names import names

__all__ = ["Found", "PlaceFinder", "PlaceName"]

type PlaceId = Hashable

# Words for a kind of place, before its name and behind it: "प्रखण्ड-पालकोट", "बसिया प्रखण्ड कार्यालय", "Dist. Gumla".
_BEFORE = re.compile(
    r"^(?:(?:(?:c\.?d\.?\s*)?block|blk|prakhand|district|distt?|zila|jila|state|जिला|ज़िला|प्रखंड|प्रखण्ड|ब्लॉक|ब्लाक|प्र(?=[.0॰]))"
    r"(?:[.0॰:\-–]\s*|\s+[:\-–]?\s*))+"
)
_BEHIND = re.compile(
    r"(?:[\s.,:\-–(]+(?:block|blk|prakhand|district|distt?|zila|jila|city|office|headquarters?|hq|प्रखंड|प्रखण्ड|ब्लॉक|ब्लाक|जिला|ज़िला"
    r"|शहर|कार्यालय|मुख्यालय|jharkhand|झारखंड|झारखण्ड))+[.)]*$"
)
_BETWEEN = re.compile(r"[\s,;:/|()\[\]\-–—]+")
_ORNAMENT = re.compile(r"[\s.\-_()/,'’‑–]+")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
# Where consonants are compared, d and r are one (ड़ is often written ड), and a nasal before another is not heard.
_FLAPS = str.maketrans("d", "r")
_NASAL = re.compile(r"[nm](?=[^aeiou\s])")

# How many letters of the folded names may differ, and how many of their consonants, by length. Measured with the
# spelling variants of the 264 blocks: none went to a wrong block, and of 12,144 names of blocks of other
# districts 58 came near one at home; those are not decided, they are offered.
_LETTERS_MAY_DIFFER = ((6, 1), (9, 2), (10_000, 3))
_CONSONANTS_MAY_DIFFER = ((7, 0), (10_000, 1))


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What the finder needs of a place. `names`: English, Hindi (may be ""), then aliases in either script.

    `district_id` is None for what lies in no district (cities, states, countries).
    """

    id: PlaceId
    level: str
    names: tuple[str, ...]
    district_id: PlaceId | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The place that was meant, and how it was recognised."""

    place_id: PlaceId
    how: Literal["exact", "alias", "similar"]


@dataclass(frozen=True, slots=True)
class _Folded:
    """A place with each of its names folded, as (letters, consonants)."""

    place: PlaceName
    forms: tuple[tuple[str, str], ...]


class PlaceFinder:
    """Finds places for one organisation. Build one per import or request; it remembers every text it was asked.

    Inside `home_districts` (and for what lies in no district) a name may be exact, an alias, or similar and clearly
    ahead of the next; elsewhere only exact or alias, and only when there is one such place.
    """

    def __init__(self, places: Iterable[PlaceName], home_districts: frozenset[PlaceId]) -> None:
        self._home_districts = home_districts
        self._proper: dict[str, list[PlaceName]] = defaultdict(list)
        self._other: dict[str, list[PlaceName]] = defaultdict(list)
        self._home: list[_Folded] = []
        self._district_names: dict[PlaceId, tuple[str, ...]] = {}
        self._answers: dict[tuple[object, ...], Found | tuple[str, ...]] = {}
        for place in places:
            self._add(place)

    def find(self, text: str, *, levels: Sequence[str] = ("block",), district: PlaceId | None = None) -> Found:
        """The place written as `text`. Between equals of different levels the earlier of `levels` wins; `district`
        narrows the look-up to one district.

        Raises Problem("unknown_place") with the two best names as candidates when none is near enough or two are
        equally near, Problem("missing_required") for a blank.
        """
        question = (text, *levels, district)
        answer = self._answers.get(question)
        if answer is None:
            answer = self._answer(text, levels, district)
            if not isinstance(answer, Found) and "block" in levels:
                answer = self._beside_its_district(text, levels, district) or answer
            self._answers[question] = answer
        if isinstance(answer, Found):
            return answer
        raise Problem("unknown_place", candidates=answer) if _tidy(text) else Problem("missing_required")

    def _add(self, place: PlaceName) -> None:
        for name in dict.fromkeys(map(_tidy, place.names[:2])):
            if name:
                self._proper[name].append(place)
        for name in dict.fromkeys(map(_squeezed, place.names)):
            if name:
                self._other[name].append(place)
        if place.level == "district":
            self._district_names[place.id] = place.names
        if self._is_home(place):
            forms = dict.fromkeys(_folded(name) for name in place.names if name)
            self._home.append(_Folded(place, tuple(form for form in forms if form[0])))

    def _is_home(self, place: PlaceName) -> bool:
        at = place.district_id
        return at is None or at in self._home_districts or place.id in self._home_districts

    def _answer(self, text: str, levels: Sequence[str], district: PlaceId | None) -> Found | tuple[str, ...]:
        exact = _within(self._proper.get(_tidy(text), ()), levels, district)
        alias = _within(self._other.get(_squeezed(text), ()), levels, district)
        steps: tuple[tuple[list[PlaceName], Literal["exact", "alias"]], ...]
        steps = ((exact, "exact"), (alias, "alias"))
        for places, how in steps:
            at_home = _of_first_level([place for place in places if self._is_home(place)], levels)
            if at_home:
                return self._only(at_home, how, text)
        similar = self._similar(text, levels, district)
        if similar and exact and similar[0][0] > 0:
            # Near to a place at home, but the very name of one elsewhere: nobody but the writer knows.
            return self._offer(text, [similar[0][1], exact[0]])
        if similar:
            best = [place for distance, place in similar if distance == similar[0][0]]
            return self._only(_of_first_level(best, levels), "similar", text)
        for places, how in steps:
            if elsewhere := _of_first_level(places, levels):
                return self._only(elsewhere, how, text)
        return self._offer(text, self._nearest(text, levels, district))

    def _beside_its_district(self, text: str, levels: Sequence[str], district: PlaceId | None) -> Found | None:
        """The place in "Basia, Gumla", "Basia (Gumla)", "बसिया गुमला": within the district that is written with it."""
        words = [word for word in _BETWEEN.split(_tidy(text)) if word]
        for place_id, names_of_it in self._district_names.items():
            for name in names_of_it if district in (None, place_id) else ():
                said = [word for word in _BETWEEN.split(_tidy(name)) if word]
                for rest in _without(words, said):
                    found = self._answer(" ".join(rest), levels, place_id)
                    if isinstance(found, Found):
                        return found
        return None

    def _only(
        self, places: list[PlaceName], how: Literal["exact", "alias", "similar"], text: str
    ) -> Found | tuple[str, ...]:
        return Found(places[0].id, how) if len(places) == 1 else self._offer(text, places)

    def _similar(self, text: str, levels: Sequence[str], district: PlaceId | None) -> list[tuple[int, PlaceName]]:
        """Places at home that are near enough, the nearest first."""
        form = _folded(text)
        if not form[0]:
            return []
        near: list[tuple[int, PlaceName]] = []
        for known in self._home:
            if _within((known.place,), levels, district):
                distances = [away for other in known.forms if (away := _distance(form, other)) is not None]
                if distances:
                    near.append((min(distances), known.place))
        return sorted(near, key=lambda pair: pair[0])

    def _nearest(self, text: str, levels: Sequence[str], district: PlaceId | None) -> list[PlaceName]:
        """Places at home most like the text, however far: to be offered, never to be taken."""
        at_home = [known.place for known in self._home if _within((known.place,), levels, district)]

        def likeness(place: PlaceName) -> float:
            return max(names.similarity(text, name) for name in place.names if name)

        return sorted(at_home, key=likeness, reverse=True)

    def _offer(self, text: str, places: list[PlaceName]) -> tuple[str, ...]:
        """The first two as names in the script of the question, told apart by district where they are alike."""
        is_hindi = bool(_DEVANAGARI.search(text))
        shown = [_named(place.names, is_hindi) for place in places[:2]]
        if len(set(shown)) < len(shown):
            shown = [
                f"{name} ({_named(self._district_names[place.district_id], is_hindi)})"
                if place.district_id in self._district_names
                else name
                for name, place in zip(shown, places, strict=False)
            ]
        return tuple(shown)


def _without(words: list[str], said: list[str]) -> list[list[str]]:
    """The words that are left before or behind `said`, kinds of place cut off; nothing where it is not said."""
    size = len(said)
    if not size or len(words) <= size:
        return []
    rests = ([words[size:]] if words[:size] == said else []) + ([words[:-size]] if words[-size:] == said else [])
    return [rest for rest in rests if _specific(" ".join(rest))]


def _named(all_names: tuple[str, ...], is_hindi: bool) -> str:
    return (all_names[1] if is_hindi and len(all_names) > 1 else "") or all_names[0]


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", ascii_digits(without_invisible(text))).casefold().split())


def _specific(tidy: str) -> str:
    """The name alone, without "block", "जिला" and the like."""
    return _BEHIND.sub("", _BEFORE.sub("", tidy)).strip()


@lru_cache(maxsize=8192)
def _squeezed(text: str) -> str:
    """Without "block", "जिला" and the like, and without spaces and points. Every import asks about every place."""
    tidy = _tidy(text)
    return _ORNAMENT.sub("", _specific(tidy)) or tidy


def _folded(text: str) -> tuple[str, str]:
    plain = _specific(_tidy(text))
    folded = names.fold(plain)
    consonants = names.key(_NASAL.sub("", folded))
    return folded.replace(" ", ""), consonants.replace(" ", "").translate(_FLAPS)


def _distance(one: tuple[str, str], other: tuple[str, str]) -> int | None:
    """Letters in which two folded names differ, or None when they are not near enough or open differently."""
    if one[0] == other[0]:
        return 0
    length = max(len(one[0]), len(other[0]))
    away = Levenshtein.distance(one[0], other[0])
    if away > _bound(_LETTERS_MAY_DIFFER, length) or one[1][:1] != other[1][:1]:
        return None
    consonants = Levenshtein.distance(one[1], other[1])
    return away if consonants <= _bound(_CONSONANTS_MAY_DIFFER, length) else None


def _bound(table: tuple[tuple[int, int], ...], length: int) -> int:
    return next(bound for up_to, bound in table if length <= up_to)


def _within(places: Iterable[PlaceName], levels: Sequence[str], district: PlaceId | None) -> list[PlaceName]:
    return [
        place
        for place in places
        if place.level in levels and (district is None or district in (place.district_id, place.id))
    ]


def _of_first_level(places: list[PlaceName], levels: Sequence[str]) -> list[PlaceName]:
    if not places:
        return []
    first = min(levels.index(place.level) for place in places)
    return [place for place in places if levels.index(place.level) == first]
