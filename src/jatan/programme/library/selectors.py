"""Queries for the library: the network's materials for its members, public ones for everybody."""

import uuid

from django.db.models import FETCH_RAISE, F, Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.library.models import Distribution, Material
from jatan.programme.people.reach import reachable
from jatan_names import names

__all__ = ["distributions", "find_material", "materials", "public_materials", "search"]

_SEE = Permission.LIBRARY_SEE


def materials(by: Actor) -> QuerySet[Material]:
    """Every material within reach, newest first."""
    return reachable(Material, by=by, permission=_SEE).order_by("-id")


def find_material(by: Actor, material_id: uuid.UUID) -> Material:
    """One material within reach. Raises Material.DoesNotExist, also when it is forbidden."""
    return materials(by).get(id=material_id)


def public_materials() -> QuerySet[Material]:
    """Materials that anybody may download, newest first. Needs no actor: row-level security allows only these."""
    rows: QuerySet[Material] = Material._default_manager.filter(is_public=True, withdrawn_at__isnull=True)
    newest = rows.order_by(F("published_on").desc(nulls_last=True), "-id")
    return newest.select_related("organisation", "place").fetch_mode(FETCH_RAISE)


def search(by: Actor, text: str) -> QuerySet[Material]:
    """Materials whose title is like `text`, in either script; none for an empty text."""
    words = names.fold(text).split()
    if not words:
        return materials(by).none()
    every_word = Q()
    for word in words:
        every_word &= Q(title_fold__contains=word)
    return materials(by).filter(every_word)


def distributions(by: Actor) -> QuerySet[Distribution]:
    """Copies given out, newest first."""
    return reachable(Distribution, by=by, permission=_SEE, related=("material",)).order_by("-given_on", "-id")
