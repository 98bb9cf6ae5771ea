"""Resolve a place name as somebody wrote it to a place id.

A `PlaceFinder` is built from all places and makes no queries itself. Where two places are equally likely it raises a
Problem with both names as candidates; it never guesses.
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

type PlaceId = Hashable

# Words for the kind of place, before or after its name: "प्रखण्ड-पालकोट", "बसिया प्रखण्ड कार्यालय", "Dist. Gumla".
_PREFIXES = re.compile(
    r"^(?:(?:(?:c\.?d\.?\s*)?block|blk|prakhand|district|distt?|zila|jila|state|जिला|ज़िला|प्रखंड|प्रखण्ड|ब्लॉक|ब्लाक|प्र(?=[.0॰]))"
    r"(?:[.0॰:\-–]\s*|\s+[:\-–]?\s*))+"
)
_SUFFIXES = re.compile(
    r"(?:[\s.,:\-–(]+(?:block|blk|prakhand|district|distt?|zila|jila|city|office|headquarters?|hq|प्रखंड|प्रखण्ड|ब्लॉक|ब्लाक|जिला|ज़िला"
    r"|शहर|कार्यालय|मुख्यालय|jharkhand|झारखंड|झारखण्ड))+[.)]*$"
)
_SEPARATORS = re.compile(r"[\s,;:/|()\[\]\-–—]+")
_PUNCTUATION = re.compile(r"[\s.\-_()/,'’‑–]+")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
# For the consonant comparison d and r are equal (ड़ is often written ड), and a nasal before a consonant is dropped.
_FLAPS = str.maketrans("d", "r")
_NASAL = re.compile(r"[nm](?=[^aeiou\s])")

# (up to this length, allowed edit distance) of the folded names and of their consonants. Measured with the spelling
# variants of the 264 blocks: none matched a wrong block; of 12,144 names of blocks in other districts 58 were similar
# to one in a home district, and those are returned as candidates.
_LETTERS_MAY_DIFFER = ((6, 1), (9, 2), (10_000, 3))
_CONSONANTS_MAY_DIFFER = ((7, 0), (10_000, 1))


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place as the finder needs it. `names`: English, Hindi (may be ""), then aliases in either script.

    `district_id` is None for places outside any district (cities, states, countries).
    """

    id: PlaceId
    level: str
    names: tuple[str, ...]
    district_id: PlaceId | None = None


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """The matching place, and by which kind of match it was found."""

    place_id: PlaceId
    how: Literal["exact", "alias", "similar"]


@dataclass(frozen=True, slots=True)
class _Folded:
    """A place with its names folded, each as (letters, consonants)."""

    place: PlaceName
    forms: tuple[tuple[str, str], ...]


class PlaceFinder:
    """Finds places for one organisation. Build one per import or request; results are cached by text.

    Inside `home_districts` (and outside any district) a name may match exactly, by alias, or by similarity if one place
    is clearly the nearest; in other districts only exactly or by alias, and only if a single place matches.
    """

    def __init__(self, places: Iterable[PlaceName], home_districts: frozenset[PlaceId]) -> None:
        self._home_districts = home_districts
        self._by_name: dict[str, list[PlaceName]] = defaultdict(list)
        self._by_alias: dict[str, list[PlaceName]] = defaultdict(list)
        self._home: list[_Folded] = []
        self._district_names: dict[PlaceId, tuple[str, ...]] = {}
        self._answers: dict[tuple[object, ...], PlaceMatch | tuple[str, ...]] = {}
        for place in places:
            self._add(place)

    def find(self, text: str, *, levels: Sequence[str] = ("block",), district: PlaceId | None = None) -> PlaceMatch:
        """The place written as `text`. If equally good matches differ in level, the earlier of `levels` wins;
        `district` limits the search to one district.

        Raises Problem("unknown_place") with the two best names as candidates when no place is similar enough or two
        are equally similar, Problem("missing_required") for a blank text.
        """
        question = (text, *levels, district)
        answer = self._answers.get(question)
        if answer is None:
            answer = self._answer(text, levels, district)
            if not isinstance(answer, PlaceMatch) and "block" in levels:
                answer = self._with_district_written(text, levels, district) or answer
            self._answers[question] = answer
        if isinstance(answer, PlaceMatch):
            return answer
        raise Problem("unknown_place", candidates=answer) if _tidy(text) else Problem("missing_required")

    def _add(self, place: PlaceName) -> None:
        for name in dict.fromkeys(map(_tidy, place.names[:2])):
            if name:
                self._by_name[name].append(place)
        for name in dict.fromkeys(map(_compact, place.names)):
            if name:
                self._by_alias[name].append(place)
        if place.level == "district":
            self._district_names[place.id] = place.names
        if self._is_home(place):
            forms = dict.fromkeys(_folded(name) for name in place.names if name)
            self._home.append(_Folded(place, tuple(form for form in forms if form[0])))

    def _is_home(self, place: PlaceName) -> bool:
        at = place.district_id
        return at is None or at in self._home_districts or place.id in self._home_districts

    def _answer(self, text: str, levels: Sequence[str], district: PlaceId | None) -> PlaceMatch | tuple[str, ...]:
        exact = _filtered(self._by_name.get(_tidy(text), ()), levels, district)
        alias = _filtered(self._by_alias.get(_compact(text), ()), levels, district)
        steps: tuple[tuple[list[PlaceName], Literal["exact", "alias"]], ...]
        steps = ((exact, "exact"), (alias, "alias"))
        for places, how in steps:
            at_home = _of_first_level([place for place in places if self._is_home(place)], levels)
            if at_home:
                return self._single_or_candidates(at_home, how, text)
        similar = self._similar(text, levels, district)
        if similar and exact and similar[0][0] > 0:
            # Similar to a home place, but exactly the name of a place elsewhere: only the writer can decide.
            return self._candidate_names(text, [similar[0][1], exact[0]])
        if similar:
            best = [place for distance, place in similar if distance == similar[0][0]]
            return self._single_or_candidates(_of_first_level(best, levels), "similar", text)
        for places, how in steps:
            if elsewhere := _of_first_level(places, levels):
                return self._single_or_candidates(elsewhere, how, text)
        return self._candidate_names(text, self._nearest(text, levels, district))

    def _with_district_written(self, text: str, levels: Sequence[str], district: PlaceId | None) -> PlaceMatch | None:
        """The place in "Basia, Gumla", "Basia (Gumla)", "बसिया गुमला": searched within the district in the text."""
        words = [word for word in _SEPARATORS.split(_tidy(text)) if word]
        for place_id, district_names in self._district_names.items():
            for name in district_names if district in (None, place_id) else ():
                name_words = [word for word in _SEPARATORS.split(_tidy(name)) if word]
                for remainder in _remaining_words(words, name_words):
                    found = self._answer(" ".join(remainder), levels, place_id)
                    if isinstance(found, PlaceMatch):
                        return found
        return None

    def _single_or_candidates(
        self, places: list[PlaceName], how: Literal["exact", "alias", "similar"], text: str
    ) -> PlaceMatch | tuple[str, ...]:
        return PlaceMatch(places[0].id, how) if len(places) == 1 else self._candidate_names(text, places)

    def _similar(self, text: str, levels: Sequence[str], district: PlaceId | None) -> list[tuple[int, PlaceName]]:
        """(edit distance, place) of home places that are similar enough, the nearest first."""
        form = _folded(text)
        if not form[0]:
            return []
        matches: list[tuple[int, PlaceName]] = []
        for candidate in self._home:
            if _filtered((candidate.place,), levels, district):
                distances = [distance for other in candidate.forms if (distance := _distance(form, other)) is not None]
                if distances:
                    matches.append((min(distances), candidate.place))
        return sorted(matches, key=lambda pair: pair[0])

    def _nearest(self, text: str, levels: Sequence[str], district: PlaceId | None) -> list[PlaceName]:
        """Home places by similarity to the text, without any limit: used as candidates only."""
        at_home = [candidate.place for candidate in self._home if _filtered((candidate.place,), levels, district)]

        def best_similarity(place: PlaceName) -> float:
            return max(names.similarity(text, name) for name in place.names if name)

        return sorted(at_home, key=best_similarity, reverse=True)

    def _candidate_names(self, text: str, places: list[PlaceName]) -> tuple[str, ...]:
        """Names of the first two places in the script of `text`, with their districts where the names are equal."""
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


def _remaining_words(words: list[str], name_words: list[str]) -> list[list[str]]:
    """What remains of `words` before or after `name_words`; [] where the text does not start or end with them, or only
    words such as "block" remain."""
    size = len(name_words)
    if not size or len(words) <= size:
        return []
    remainders = ([words[size:]] if words[:size] == name_words else []) + (
        [words[:-size]] if words[-size:] == name_words else []
    )
    return [remainder for remainder in remainders if _without_place_words(" ".join(remainder))]


def _named(all_names: tuple[str, ...], is_hindi: bool) -> str:
    return (all_names[1] if is_hindi and len(all_names) > 1 else "") or all_names[0]


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", ascii_digits(without_invisible(text))).casefold().split())


def _without_place_words(tidy: str) -> str:
    """The name without words such as "block" or "जिला"."""
    return _SUFFIXES.sub("", _PREFIXES.sub("", tidy)).strip()


@lru_cache(maxsize=8192)
def _compact(text: str) -> str:
    """The name without such words, spaces and punctuation. Cached: every import computes it for every place."""
    tidy = _tidy(text)
    return _PUNCTUATION.sub("", _without_place_words(tidy)) or tidy


def _folded(text: str) -> tuple[str, str]:
    plain = _without_place_words(_tidy(text))
    folded = names.fold(plain)
    consonants = names.key(_NASAL.sub("", folded))
    return folded.replace(" ", ""), consonants.replace(" ", "").translate(_FLAPS)


def _distance(one: tuple[str, str], other: tuple[str, str]) -> int | None:
    """Edit distance of two folded names; None when it is over the limit or the first consonants differ."""
    if one[0] == other[0]:
        return 0
    length = max(len(one[0]), len(other[0]))
    distance = Levenshtein.distance(one[0], other[0])
    if distance > _bound(_LETTERS_MAY_DIFFER, length) or one[1][:1] != other[1][:1]:
        return None
    consonants = Levenshtein.distance(one[1], other[1])
    return distance if consonants <= _bound(_CONSONANTS_MAY_DIFFER, length) else None


def _bound(table: tuple[tuple[int, int], ...], length: int) -> int:
    return next(bound for up_to, bound in table if length <= up_to)


def _filtered(places: Iterable[PlaceName], levels: Sequence[str], district: PlaceId | None) -> list[PlaceName]:
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
