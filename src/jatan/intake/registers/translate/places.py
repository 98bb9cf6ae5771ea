"""Finds recorded places by the spellings an office uses: its learned mappings first, then its own districts.

One instance per import; it caches every spelling.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Protocol

from jatan.foundation.places.models import Place
from jatan.intake.registers.recognise.normalised import phonetic_key
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.kernel.problems import Problem

# "Gumla district", "जिला गुमला": not the block of that name.
_DISTRICT = re.compile(r"\b(?:district|distt?|zila|jila)\b|ज\u093c?िला", re.IGNORECASE)


# What parts a place from the one it lies in: "दिल्ली (करोल बाग)", "Surat, Gujarat", "Tiruppur - TN".
_BETWEEN_PLACES = re.compile(r"[,;/()\[\]–—-]+")
_WORDS_FOR_PLACES = re.compile(
    r"\b(?:block|district|distt?|city|state|prakhand|jila|zila)\b|प्रखंड|प्रखण्ड|जिला|ज़िला|शहर|राज्य", re.IGNORECASE
)


def place_key(name: str) -> str:
    """A name of a place for comparison by sound, without words such as "block"."""
    return phonetic_key(_WORDS_FOR_PLACES.sub(" ", name))


def place_parts(text: str) -> list[str]:
    """The keys under which a cell may name a place: the whole text, then its parts."""
    pieces = [text, *_BETWEEN_PLACES.split(text)]
    return [key for key in dict.fromkeys(map(place_key, pieces)) if key]


class Found(Protocol):
    @property
    def place_id(self) -> object: ...

    @property
    def how(self) -> str: ...


class Finder(Protocol):
    """The interface of `foundation.places.lookup.PlaceFinder`."""

    def find(self, text: str, *, levels: tuple[str, ...] = ..., district: object = ...) -> Found: ...


class OfficePlaces:
    """The places of one organisation."""

    def __init__(
        self, finder: Finder, places: Mapping[uuid.UUID, Place], districts: Iterable[Place], words: Vocabulary
    ) -> None:
        self._finder = finder
        self._places = places
        self._districts = tuple(districts)
        self._words = words
        self._cache: dict[tuple[str, str, uuid.UUID | None], Place | Problem] = {}
        if not self._districts:
            raise Problem("missing_required", field="district")

    @property
    def district(self) -> Place:
        """The organisation's own district, the first where it works in several."""
        return self._districts[0]

    @property
    def districts(self) -> tuple[Place, ...]:
        """The districts in which the organisation works."""
        return self._districts

    @cached_property
    def blocks(self) -> list[Place]:
        """The blocks of the organisation's districts, by district and name."""
        own = {district.id for district in self._districts}
        found = (place for place in self._places.values() if place.level == "block" and place.district_id in own)
        return sorted(found, key=lambda place: (str(place.district_id), place.name_en))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name of every reference place, in both languages, and its other spellings."""
        places = self._places.values()
        return frozenset(name for place in places for name in (place.name_en, place.name_hi, *place.aliases))

    def levels_of(self, text: str) -> frozenset[str]:
        """Which places a text names as they are recorded, not nearly so: "block" of the office's districts, "district"
        of their state, "away" for a city, another state or a country."""
        for part in place_parts(text):
            if found := self._levels.get(part):
                return frozenset(found)
        return frozenset()

    @cached_property
    def _levels(self) -> Mapping[str, set[str]]:
        own = {district.id for district in self._districts}
        own_states = {district.parent_id for district in self._districts}
        found: dict[str, set[str]] = {}
        for place in self._places.values():
            if place.level == "block":
                level = "block" if place.district_id in own else ""
            elif place.level == "district":
                level = "district"
            else:
                level = "" if place.id in own_states else "away"
            for name in (place.name_en, place.name_hi, *place.aliases) if level else ():
                found.setdefault(place_key(name), set()).add(level)
        found.pop("", None)
        return found

    def block(self, text: str, district: Place | None = None) -> Place:
        """The block of that spelling, or the office's own district where the block column names it.

        Raises Problem("unknown_place") with similar places as candidates.
        """
        return self._find_cached("block", text, ("block",), district)

    def district_named(self, text: str) -> Place:
        """The district of that spelling. Raises Problem("unknown_place")."""
        return self._find_cached("district", text, ("district",), None)

    def destination(self, text: str) -> Place | None:
        """The destination (city, state, country or district) of that spelling, or None."""
        try:
            return self._find_cached("destination", text, ("city", "state", "country", "district"), None)
        except Problem:
            return None

    def _find_cached(self, field: str, text: str, levels: tuple[str, ...], district: Place | None) -> Place:
        key = (field, text, district.id if district else None)
        result = self._cache.get(key)
        if result is None:
            result = self._cache[key] = self._look_up(field, text, levels, district)
        if isinstance(result, Problem):
            raise result
        return result

    def _look_up(self, field: str, text: str, levels: tuple[str, ...], district: Place | None) -> Place | Problem:
        chosen = self._words.place_id(text)
        if chosen and (place := self._places.get(uuid.UUID(chosen))) and place.level in levels:
            return place
        if field == "block" and _DISTRICT.search(text) and (own := self._own_district(text)):
            return own
        try:
            found = self._finder.find(text, levels=levels, district=district.id if district else None)
        except Problem as problem:
            if field == "block" and (own := self._own_district(text)):
                return own
            return Problem("unknown_place", field=field, candidates=problem.candidates)
        return self._places[uuid.UUID(str(found.place_id))]

    def _own_district(self, text: str) -> Place | None:
        """The office's own district of exactly that name; a similar spelling may be a block's."""
        try:
            found = self._finder.find(text, levels=("district",), district=None)
        except Problem:
            return None
        place = self._places[uuid.UUID(str(found.place_id))]
        return place if found.how != "similar" and place in self._districts else None
