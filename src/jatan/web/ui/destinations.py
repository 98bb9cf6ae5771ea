"""Where a journey goes: the place that the words mean, where they mean exactly one."""

import uuid
from functools import cache
from typing import cast

from jatan.foundation.places import selectors
from jatan.foundation.places.lookup import PlaceFinder, PlaceName
from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan_names import fold

LEVELS = ("city", "state", "country", "district")


def destination_named(text: str) -> Place | None:
    """The place, or None: a destination nobody knows is kept as written and is no mistake.

    Taken is the name itself, an alias, or the same name in another spelling (equal folds, and only one such place). A
    name that is merely near to one is not: nobody asked the writer whether that place was meant.
    """
    if not text.strip():
        return None
    try:
        found = _finder().find(text, levels=LEVELS)
    except Problem:
        return None
    place = Place.objects.filter(pk=cast(uuid.UUID, found.place_id)).first()
    return place if place is not None and (found.how != "similar" or _is_spelling_of(text, place)) else None


def _is_spelling_of(text: str, place: Place) -> bool:
    written = fold(text).replace(" ", "")
    return any(written == fold(name).replace(" ", "") for name in (place.name_en, place.name_hi, *place.aliases))


@cache
def _finder() -> PlaceFinder:
    """Destinations are shipped facts: read once in a process, never an office's own localities."""
    rows = selectors.shipped().filter(level__in=LEVELS)
    return PlaceFinder((_named(place) for place in rows), frozenset())


def _named(place: Place) -> PlaceName:
    return PlaceName(place.pk, place.level, (place.name_en, place.name_hi, *place.aliases), None)
