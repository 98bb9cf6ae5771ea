"""Reading places: look-up for an organisation, and what a type-ahead may offer her."""

import uuid
from collections.abc import Collection, Iterable

from django.db.models import Case, Min, Q, QuerySet, When
from django.db.models.functions import Lower

from jatan.foundation.places.choices import Level
from jatan.foundation.places.lookup import PlaceFinder, PlaceName
from jatan.foundation.places.models import Place
from jatan_names import fold

SUGGESTIONS = 10


def shipped() -> QuerySet[Place]:
    """Places that ship with the product or came from an official list; none that an office wrote down."""
    return Place.objects.filter(recorded_by_organisation__isnull=True)


def finder_for(districts: Iterable[Place]) -> PlaceFinder:
    """A finder for an organisation that works in these districts: one query, some 600 places."""
    rows = shipped().values_list("id", "level", "name_en", "name_hi", "aliases", "district_id")
    places = (
        PlaceName(id, level, (name_en, name_hi, *aliases), district_id)
        for id, level, name_en, name_hi, aliases, district_id in rows
    )
    return PlaceFinder(places, frozenset(district.id for district in districts))


def blocks_of(districts: Iterable[uuid.UUID]) -> QuerySet[Place]:
    """Blocks of the districts, by district and name: what a plain list offers where there is no type-ahead."""
    rows = shipped().filter(level=Level.BLOCK, district_id__in=list(districts))
    return rows.select_related("district").order_by("district__name_en", "name_en")


def suggest_blocks(text: str, districts: Iterable[uuid.UUID]) -> list[Place]:
    """Blocks and districts that begin like `text`, in either script, inside the districts only."""
    inside = list(districts)
    rows = shipped().filter(Q(level=Level.BLOCK, district_id__in=inside) | Q(level=Level.DISTRICT, id__in=inside))
    return list(_beginning(rows, text).select_related("district")[:SUGGESTIONS])


def suggest_localities(
    text: str, *, organisations: Collection[uuid.UUID], level: Level, near: uuid.UUID | None = None
) -> list[str]:
    """Names of villages or panchayats that begin like `text`, as these organisations have written them before.

    Each name once, however many blocks have it; at most SUGGESTIONS. Names that only sound alike are two (खटंगा and
    कटंगा are two villages). Those of `near` (a block or district) stand first, then the whole name, then what begins
    with the very letters, then what sounds so. Where there are more than fit, those that only sound so are left out
    first, and the whole name never.
    """
    words = text.strip()
    rows = Place.objects.filter(recorded_by_organisation__in=organisations, level=level)
    is_near = Q(parent_id=near) | Q(block_id=near) | Q(district_id=near) if near else Q(pk__in=())
    is_far = Case(When(is_near, then=0), default=1)
    how = Case(When(name_en__iexact=words, then=0), When(name_en__istartswith=words, then=1), default=2)
    names = _beginning(rows, words).order_by().values(written=Lower("name_en"))
    rated = names.annotate(is_far=Min(is_far), how=Min(how), spelling=Min("name_en"))
    best = rated.order_by("how", "is_far", "spelling").values_list("is_far", "how", "spelling")[:SUGGESTIONS]
    return [name for _is_far, _how, name in sorted(best)]


def suggest_destinations(text: str) -> list[Place]:
    """Cities, states and countries that begin like `text`, in either script."""
    rows = shipped().filter(level__in=(Level.CITY, Level.STATE, Level.COUNTRY))
    return list(_beginning(rows, text).select_related("parent")[:SUGGESTIONS])


def _beginning(rows: QuerySet[Place], text: str) -> QuerySet[Place]:
    words = text.strip()
    written = Q(name_en__istartswith=words) | Q(name_hi__istartswith=words) | Q(aliases__contains=[words])
    folded = fold(words)
    return rows.filter(written | Q(fold__startswith=folded) if folded else written).order_by("name_en")
