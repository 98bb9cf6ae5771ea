"""Match a destination typed as text to a place, if it means exactly one."""

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
    """The place, or None: an unknown destination is not an error, its text is kept as written.

    Matches are the name, an alias, or another spelling of it (equal folds, and only one such place). A merely similar
    name does not match, because the user was not asked whether that place was meant.
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
    """Built once per process: destinations are reference data shipped with the product, not an office's localities."""
    rows = selectors.reference_places().filter(level__in=LEVELS)
    return PlaceFinder((_named(place) for place in rows), frozenset())


def _named(place: Place) -> PlaceName:
    return PlaceName(place.pk, place.level, (place.name_en, place.name_hi, *place.aliases), None)
