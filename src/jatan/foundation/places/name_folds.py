"""Refolds the names of places after the folding rules or the installation's spellings changed, in batches."""

import uuid
from typing import Any

from jatan.foundation.db.name_folds import refold
from jatan.foundation.places.models import ListedVillage, Place
from jatan_names import names

_LONGEST_OF_PLACE, _LONGEST_OF_VILLAGE = 120, 200


def refold_localities(organisation_id: uuid.UUID, *, most: int) -> int:
    """Refold at most `most` localities that an office wrote; returns how many, 0 when none is left.

    Of two that have one name by now the later one keeps its former fold: the name leads to the first, and whoever has
    saved the other finds it by its id.
    """
    rows = list(Place.objects.filter(recorded_by_organisation=organisation_id).order_by("pk"))
    folds = {row.pk: names.fold(row.name_en)[:_LONGEST_OF_PLACE] for row in rows}
    taken = {_key(row, row.fold) for row in rows}
    changed: list[Place] = []
    for row in (row for row in rows if row.fold != folds[row.pk]):
        key = _key(row, folds[row.pk])
        if folds[row.pk] and key not in taken and len(changed) < most:
            taken.add(key)
            row.fold = folds[row.pk]
            changed.append(row)
    return Place.objects.bulk_update(changed, ["fold"]) if changed else 0


def refold_places(*, most: int) -> int:
    """Refold at most `most` names of shipped places and as many of the official list of villages; returns how many
    rows, 0 when none is left."""
    shipped = Place.objects.filter(recorded_by_organisation__isnull=True)
    done = refold(shipped, written=("name_en",), folded="fold", most=most, longest=_LONGEST_OF_PLACE)
    listed = ListedVillage.objects.all()
    return done + refold(listed, written=("name_en",), folded="fold", most=most, longest=_LONGEST_OF_VILLAGE)


def _key(row: Place, fold: str) -> tuple[Any, Any, str]:
    return row.parent_id, row.level, fold
