"""Places as an office writes them -> places on record. Inside the office's districts first; its corrections before all.

One instance for one import: it asks the database once and remembers every spelling.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Protocol

from jatan.foundation.places.models import Place
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.kernel.problems import Problem

__all__ = ["Finder", "Found", "OfficePlaces"]

# "Gumla district", "जिला गुमला": not the block of that name.
_DISTRICT = re.compile(r"\b(?:district|distt?|zila|jila)\b|ज\u093c?िला", re.IGNORECASE)


class Found(Protocol):
    @property
    def place_id(self) -> object: ...

    @property
    def how(self) -> str: ...


class Finder(Protocol):
    """`foundation.places.lookup.PlaceFinder`, or anything that finds as it does."""

    def find(self, text: str, *, levels: tuple[str, ...] = ..., district: object = ...) -> Found: ...


class OfficePlaces:
    """The places of one organisation. `district` is where a row lies that names no block."""

    def __init__(
        self, finder: Finder, places: Mapping[uuid.UUID, Place], districts: Iterable[Place], words: Vocabulary
    ) -> None:
        self._finder = finder
        self._places = places
        self._districts = tuple(districts)
        self._words = words
        self._memory: dict[tuple[str, str, uuid.UUID | None], Place | Problem] = {}
        if not self._districts:
            raise Problem("missing_required", field="district")

    @property
    def district(self) -> Place:
        """The organisation's own district, the first where it works in several."""
        return self._districts[0]

    def block(self, text: str, district: Place | None = None) -> Place:
        """The block of that spelling, or the office's own district where that is what stands in the block's column.

        Raises Problem("unknown_place") with what may have been meant.
        """
        return self._found("block", text, ("block",), district)

    def district_named(self, text: str) -> Place:
        """The district of that spelling. Raises Problem("unknown_place")."""
        return self._found("district", text, ("district",), None)

    def destination(self, text: str) -> Place | None:
        """A city, state, country or district somebody goes to; None when we do not know it."""
        try:
            return self._found("destination", text, ("city", "state", "country", "district"), None)
        except Problem:
            return None

    def _found(self, field: str, text: str, levels: tuple[str, ...], district: Place | None) -> Place:
        key = (field, text, district.id if district else None)
        answer = self._memory.get(key)
        if answer is None:
            answer = self._memory[key] = self._looked_up(field, text, levels, district)
        if isinstance(answer, Problem):
            raise answer
        return answer

    def _looked_up(self, field: str, text: str, levels: tuple[str, ...], district: Place | None) -> Place | Problem:
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
        """The office's district of that very name; a spelling that is only near one may be a block's."""
        try:
            found = self._finder.find(text, levels=("district",), district=None)
        except Problem:
            return None
        place = self._places[uuid.UUID(str(found.place_id))]
        return place if found.how != "similar" and place in self._districts else None
