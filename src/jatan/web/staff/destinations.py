"""Where a journey goes: the place that the words mean, where they mean exactly one."""

import uuid
from functools import cache
from typing import cast

from jatan.foundation.places import selectors
from jatan.foundation.places.lookup import PlaceFinder, PlaceName
from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem

LEVELS = ("city", "state", "country", "district")


def destination_named(text: str) -> Place | None:
    """The place, or None: a destination nobody knows is kept as written and is no mistake."""
    if not text.strip():
        return None
    try:
        found = _finder().find(text, levels=LEVELS)
    except Problem:
        return None
    return Place.objects.filter(pk=cast(uuid.UUID, found.place_id)).first()


@cache
def _finder() -> PlaceFinder:
    """Destinations are shipped facts: read once in a process, never an office's own localities."""
    rows = selectors.shipped().filter(level__in=LEVELS)
    return PlaceFinder((_named(place) for place in rows), frozenset())


def _named(place: Place) -> PlaceName:
    return PlaceName(place.pk, place.level, (place.name_en, place.name_hi, *place.aliases), None)
