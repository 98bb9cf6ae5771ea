"""Villages and panchayats that a run saved for the type-ahead fields, and that no live record of the office names."""

import uuid
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db.models import Q

from jatan.foundation.network.guarded import Guarded
from jatan.foundation.places.models import Place
from jatan.foundation.places.services import delete_localities
from jatan_names import fold

# (block or district, panchayat, village) of a record
type Named = tuple[uuid.UUID, str, str]
type _Name = tuple[uuid.UUID, str]


def named_localities(organisation_id: uuid.UUID, named: Iterable[Named]) -> list[uuid.UUID]:
    """The localities that the organisation saved under these names."""
    names = {name for one in named for name in _names(*one)}
    if not names:
        return []
    saved = Place.objects.filter(
        recorded_by_organisation=organisation_id,
        parent__in={place for place, _name in names},
        fold__in={name for _place, name in names},
    )
    return [pk for pk, *name in saved.values_list("pk", "parent_id", "fold") if tuple(name) in names]


def delete_unused_localities(organisation_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> int:
    """Delete those of these localities that no live row of the organisation names; returns how many.

    A few at a time: each is looked for in every table that may point at a place, and whoever records one of the same
    name waits.
    """
    saved = Place.objects.filter(recorded_by_organisation=organisation_id, pk__in=ids)
    mine = {(place, name): pk for pk, place, name in saved.values_list("pk", "parent_id", "fold")}
    if not mine:
        return 0
    used = _used_names(organisation_id, {place for place, _name in mine})
    return delete_localities(organisation_id, [pk for name, pk in mine.items() if name not in used])


def _used_names(organisation_id: uuid.UUID, blocks: Iterable[uuid.UUID]) -> set[_Name]:
    """(place, folded panchayat or village) of every live row of the organisation in these places: a query per table."""
    found: set[_Name] = set()
    for model in apps.get_models():
        if issubclass(model, Guarded):
            rows = model._default_manager.filter(
                ~Q(panchayat="", village=""),
                organisation_id=organisation_id,
                place__in=blocks,
                withdrawn_at__isnull=True,
            )
            for named in rows.order_by().values_list("place_id", "panchayat", "village").distinct():
                found |= _names(*named)
    return found


def _names(place_id: uuid.UUID, panchayat: str, village: str) -> set[_Name]:
    return {(place_id, fold(name)[:120]) for name in (panchayat, village) if name}
