"""Queries for places: a finder for an organisation, and suggestions for type-ahead fields."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.db.models.functions import Lower

from jatan.foundation.places.choices import Level
from jatan.foundation.places.lookup import PlaceFinder, PlaceName
from jatan.foundation.places.models import ListedVillage, Place
from jatan_names import fold

SUGGESTIONS = 10
_MAX_LOCALITIES = 50_000
_KEPT_FOR_WRITTEN = 3
_MOST_IN_BLOCK = 200


def reference_places() -> QuerySet[Place]:
    """Places that are shipped with the product; not the localities that offices have entered."""
    return Place.objects.filter(recorded_by_organisation__isnull=True)


def finder_for(districts: Iterable[Place]) -> PlaceFinder:
    """A PlaceFinder with these home districts: one query, about 600 places."""
    rows = reference_places().values_list("id", "level", "name_en", "name_hi", "aliases", "district_id")
    places = (
        PlaceName(id, level, (name_en, name_hi, *aliases), district_id)
        for id, level, name_en, name_hi, aliases, district_id in rows
    )
    return PlaceFinder(places, frozenset(district.id for district in districts))


def suggest_localities(
    text: str, *, organisations: Collection[uuid.UUID], level: Level, near: uuid.UUID | None = None
) -> list[str]:
    """Names of villages or panchayats starting with `text`, as these organisations have written them before.

    Each name once, even if several blocks have it; at most SUGGESTIONS. Names that only sound alike are separate
    (खटंगा and कटंगा are two villages). Order: places inside `near` (a block or district) first; then the equal name,
    names starting with the same letters, names that sound alike. If there are too many, names that only sound alike are
    dropped first, an equal name never.
    """
    words = text.strip()
    rows = Place.objects.filter(recorded_by_organisation__in=organisations, level=level)
    is_near = Q(parent_id=near) | Q(block_id=near) | Q(district_id=near) if near else Q(pk__in=())
    is_far = Case(When(is_near, then=0), default=1)
    how = Case(When(name_en__iexact=words, then=0), When(name_en__istartswith=words, then=1), default=2)
    names = _starting_with(rows, words).order_by().values(matches_name=Lower("name_en"))
    ranked = names.annotate(is_far=Min(is_far), how=Min(how), spelling=Min("name_en"))
    best = ranked.order_by("how", "is_far", "spelling").values_list("is_far", "how", "spelling")[:SUGGESTIONS]
    return [name for _is_far, _how, name in sorted(best)]


def suggest_villages(
    text: str, *, organisations: Collection[uuid.UUID], districts: Collection[uuid.UUID], near: uuid.UUID | None = None
) -> list[tuple[str, str]]:
    """(name to write, where it lies) of villages starting with `text`: of the official list first, then as written.

    Of the list: those of the chosen block (`near`), then those of the organisations' districts, each name once. A name
    that the block has twice is written with its panchayat. The last places are kept for names that only the offices
    have written, since hamlets are in no list. At most SUGGESTIONS; three queries.
    """
    words = text.strip()
    found = dict(_listed_in_block(words, near))
    for name, where in _listed_elsewhere(words, districts, near):
        if len(found) < SUGGESTIONS - _KEPT_FOR_WRITTEN:
            found.setdefault(name, where)
    written = suggest_localities(words, organisations=organisations, level=Level.VILLAGE, near=near)
    known = {name.casefold() for name in found}
    room = max(_KEPT_FOR_WRITTEN, SUGGESTIONS - len(found))
    rest = [(name, "") for name in written if name.casefold() not in known][:room]
    return [*list(found.items())[: SUGGESTIONS - len(rest)], *rest]


def _listed_in_block(words: str, block: uuid.UUID | None) -> list[tuple[str, str]]:
    """Listed villages of one block, the equal name first; namesakes with their panchayat in the name."""
    if block is None:
        return []
    rows = list(_listed(words).filter(block_id=block).order_by("how", "shown", "code")[:_MOST_IN_BLOCK])
    times = Counter(row.shown.casefold() for row in rows)
    return [
        (f"{row.shown} ({row.panchayat})", "")
        if times[row.shown.casefold()] > 1 and row.panchayat
        else (row.shown, row.panchayat)
        for row in rows
    ]


def _listed_elsewhere(words: str, districts: Collection[uuid.UUID], block: uuid.UUID | None) -> list[tuple[str, str]]:
    """Names of listed villages of these districts outside the block, each once, with a block of that name."""
    rows = _listed(words).filter(district_id__in=districts).exclude(block_id__isnull=False, block_id=block)
    ranked = (
        rows.order_by()
        .values("shown")
        .annotate(best=Min("how"), where=Min("block__name_hi"), blocks=Count("block", distinct=True))
    )
    ordered = ranked.order_by("best", "shown").values_list("shown", "where", "blocks")[:SUGGESTIONS]
    return [(name, (where or "") if blocks == 1 else "") for name, where, blocks in ordered]


def _listed(words: str) -> QuerySet[Any]:
    """Listed villages starting with `words`, with `shown` (the name in the script that was typed) and `how` well."""
    is_hindi = any("\u0900" <= character <= "\u097f" for character in words)
    hindi = Case(When(name_hi="", then=F("name_en")), default=F("name_hi"))
    typed = Q(name_en__istartswith=words) | Q(name_hi__istartswith=words)
    folded = fold(words)
    how = Case(When(Q(name_en__iexact=words) | Q(name_hi__iexact=words), then=0), When(typed, then=1), default=2)
    rows = ListedVillage.objects.filter(is_listed=True).filter(typed | Q(fold__startswith=folded) if folded else typed)
    return rows.annotate(shown=hindi if is_hindi else F("name_en"), how=how)


def locality_folds(organisation_id: uuid.UUID) -> dict[str, frozenset[str]]:
    """{level: folded names} of the villages and panchayats that an organisation has recorded, within a bound."""
    rows = Place.objects.filter(recorded_by_organisation=organisation_id).order_by("pk")
    found: dict[str, set[str]] = {}
    for level, folded in rows.values_list("level", "fold")[:_MAX_LOCALITIES]:
        found.setdefault(level, set()).add(folded)
    return {level: frozenset(folds) for level, folds in found.items()}


def suggest_destinations(text: str) -> list[Place]:
    """Cities, states and countries whose name starts with `text`, in either script; at most ten."""
    rows = reference_places().filter(level__in=(Level.CITY, Level.STATE, Level.COUNTRY))
    return list(_starting_with(rows, text).select_related("parent")[:SUGGESTIONS])


def _starting_with(rows: QuerySet[Place], text: str) -> QuerySet[Place]:
    words = text.strip()
    matches_name = Q(name_en__istartswith=words) | Q(name_hi__istartswith=words) | Q(aliases__contains=[words])
    folded = fold(words)
    return rows.filter(matches_name | Q(fold__startswith=folded) if folded else matches_name).order_by("name_en")
