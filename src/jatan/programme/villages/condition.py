"""A village as the condition of a list: found by the name that somebody types, kept as an id.

The id is that of a locality of the office. A village of which no locality is kept (corrected, or sent by a phone) has
one that is worked out of its name with the key of the house: nothing is written for a question, and no name is in it.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from jatan.foundation.access.actors import Actor
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.programme.villages.selectors import village_names
from jatan_names import fold

# So many different villages of one list are compared with what was typed.
MOST_WRITINGS = 5_000


@dataclass(frozen=True)
class NamedVillage:
    """A village by one of its names; without one where none of this list has this id (any more)."""

    pk: uuid.UUID
    name: str


def find_village(rows: QuerySet[Any], organisations: Collection[uuid.UUID], pk: str) -> NamedVillage:
    """The village with this id, of these organisations or of the rows of a list. Two queries at most."""
    found = _localities(organisations).filter(pk=pk).first()
    if found is not None:
        return NamedVillage(found.pk, found.name_en)
    wanted = uuid.UUID(pk)
    name = min((text for text in _villages(rows) if _id_of(fold(text)) == wanted), default="")
    return NamedVillage(wanted, name)


def locality_named(organisations: Collection[uuid.UUID], text: str) -> NamedVillage | None:
    """A locality of these organisations with this name, in either script and any block. One query."""
    folded = fold(text)
    found = _localities(organisations).filter(fold=folded).order_by("pk").first() if folded else None
    return NamedVillage(found.pk, found.name_en) if found is not None else None


def village_named(rows: QuerySet[Any], organisations: Collection[uuid.UUID], text: str) -> NamedVillage | None:
    """A village of these organisations with this name, also one that stands in `rows` only. Two queries at most."""
    if (known := locality_named(organisations, text)) is not None:
        return known
    folded = fold(text)
    writings = _writings(rows, folded)
    return NamedVillage(_id_of(folded), min(writings)) if writings else None


def writings_in(by: Actor, rows: QuerySet[Any], village: NamedVillage) -> set[str]:
    """Every writing of this village in `rows`: in both scripts, and those that somebody said to be the same.

    Villages of one name in several blocks are not told apart here: the block is a condition of its own.
    """
    if not village.name:
        return set()
    names = village_names(by, {*_villages(rows), village.name})
    return {text for text, name in names.items() if name == names[village.name]}


def id_of_village(name: str) -> uuid.UUID:
    """The id by which `find_village` finds a village with this name, without asking whether a locality is kept."""
    return _id_of(fold(name))


def _writings(rows: QuerySet[Any], folded: str) -> set[str]:
    """The villages in `rows` whose name is this one, in whatever block."""
    return {text for text in _villages(rows) if fold(text) == folded} if folded else set()


def _villages(rows: QuerySet[Any]) -> Iterable[str]:
    known = rows.exclude(village="").order_by().select_related(None)
    return known.values_list("village", flat=True).distinct()[:MOST_WRITINGS]


def _id_of(folded: str) -> uuid.UUID:
    return uuid.UUID(bytes=salted_hmac("jatan.villages", folded, algorithm="sha256").digest()[:16])


def _localities(organisations: Collection[uuid.UUID]) -> QuerySet[Place]:
    return Place.objects.filter(recorded_by_organisation__in=organisations, level=Level.VILLAGE)
