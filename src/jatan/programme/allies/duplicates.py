"""Institutions that may be the same one: what speaks for it is named, and a person decides."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel.numbers import parse_phone
from jatan.programme.allies.choices import AllyKind
from jatan.programme.allies.commands import RegisterAlly
from jatan.programme.allies.models import Ally
from jatan.programme.allies.selectors import allies
from jatan_names import similarity

# A district or block has one of these.
_ONE_IN_A_PLACE: Final = frozenset(
    {AllyKind.AHTU, AllyKind.SJPU, AllyKind.CWC, AllyKind.DCPU, AllyKind.DLSA, AllyKind.LABOUR, AllyKind.ICDS}
)
_ALIKE: Final = 0.86
_COMPARED: Final = 5_000
_SHOWN: Final = 10


@dataclass(frozen=True)
class SimilarAlly:
    """An institution of the directory, with the reasons why it may be the one that is meant."""

    ally: Ally
    reasons: tuple[Any, ...]


def similar_allies(by: Actor, described: RegisterAlly | Ally, *, but: uuid.UUID | None = None) -> list[SimilarAlly]:
    """Institutions that may be the described one, at most ten, those with most reasons first. One query.

    `but`: the id of the described row itself.
    """
    found = []
    area = _area(described.place)
    near = Q(place_id=area) | Q(place__district_id=area) | Q(kind=described.kind)
    reached = ~Q(phone="") if described.phone else Q(pk__in=())
    reached |= Q(email__iexact=described.email) if described.email else Q(pk__in=())
    for row in allies(by).filter(near | reached, ~Q(pk=but)).order_by("name_fold", "id")[:_COMPARED]:
        reasons = tuple(_reasons(described, row))
        if reasons:
            found.append(SimilarAlly(row, reasons))
    return sorted(found, key=lambda one: (-len(one.reasons), one.ally.name))[:_SHOWN]


def _reasons(described: RegisterAlly | Ally, row: Ally) -> Iterator[Any]:
    is_same_place = _area(described.place) == _area(row.place)
    phone = parse_phone(described.phone) if described.phone else None
    if phone and row.phone and parse_phone(row.phone) == phone:
        yield _("the same telephone number")
    if described.email and described.email.casefold() == row.email.casefold():
        yield _("the same e-mail")
    if is_same_place and described.level == row.level and _is_one_of_its_kind(described, row):
        yield _("the same kind of office in the same place")
    if (is_same_place or _holds(described.place, row.place)) and similarity(described.name, row.name) >= _ALIKE:
        yield _("a name much alike")


def _is_one_of_its_kind(described: RegisterAlly | Ally, row: Ally) -> bool:
    if described.is_ahtu and row.is_ahtu:
        return True
    return described.kind == row.kind and described.kind in _ONE_IN_A_PLACE


def _holds(one: Place, other: Place) -> bool:
    """Whether one of two places is the state in which the other lies: an office may have been entered under either."""
    return _state(one) == other.id or _state(other) == one.id


def _state(place: Place) -> uuid.UUID | None:
    """The state of a block or district; None for any other place."""
    if place.level == Level.BLOCK and place.district is not None:
        return place.district.parent_id
    return place.parent_id if place.level == Level.DISTRICT else None


def _area(place: Place) -> uuid.UUID:
    """The district of a block, else the place itself."""
    return place.district_id if place.level == Level.BLOCK and place.district_id else place.id
