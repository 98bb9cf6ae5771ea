"""Villages and panchayats that a run saved for the type-ahead fields, and that no live record of the office names."""

import uuid
from collections.abc import Iterable

from django.apps import apps
from django.db.models import Q

from jatan.foundation.network.guarded import Guarded
from jatan.foundation.places.models import Place
from jatan.foundation.places.services import delete_localities
from jatan_names import fold

__all__ = ["Named", "delete_unused_localities"]

# (block or district, panchayat, village) of a record
type Named = tuple[uuid.UUID, str, str]
type _Name = tuple[uuid.UUID, str]


def delete_unused_localities(organisation_id: uuid.UUID, named: Iterable[Named]) -> int:
    """Delete the localities of withdrawn rows that no live row of the organisation uses; returns how many."""
    names = {name for one in named for name in _names(*one)}
    if not names:
        return 0
    blocks = {place for place, _name in names}
    saved = Place.objects.filter(
        recorded_by_organisation=organisation_id, parent__in=blocks, fold__in={name for _place, name in names}
    )
    mine = {(place.parent_id, place.fold): place.pk for place in saved if (place.parent_id, place.fold) in names}
    if not mine:
        return 0
    used = _used_names(organisation_id, blocks)
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
