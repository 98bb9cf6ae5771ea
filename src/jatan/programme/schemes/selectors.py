"""Queries for scheme linkages, limited to the actor's reach. No query per row in lists."""

import uuid

from django.db.models import F, Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.people.reach import reachable
from jatan.programme.schemes.models import Linkage
from jatan_names import names

__all__ = ["find_linkage", "linkages", "linkages_in_progress", "search"]


def linkages(by: Actor) -> QuerySet[Linkage]:
    """Every linkage within reach, newest first."""
    return reachable(Linkage, by=by, permission=Permission.SCHEMES_SEE, related=("person",)).order_by("-id")


def find_linkage(by: Actor, linkage_id: uuid.UUID) -> Linkage:
    """One linkage within reach. Raises Linkage.DoesNotExist, also when it is forbidden."""
    return linkages(by).get(id=linkage_id)


def linkages_in_progress(by: Actor) -> QuerySet[Linkage]:
    """Linkages neither received nor refused; the earliest application first, those without one last."""
    waiting = Q(received_on__isnull=True, refused_on__isnull=True)
    return linkages(by).filter(waiting).order_by(F("applied_on").asc(nulls_last=True), "id")


def search(by: Actor, text: str) -> QuerySet[Linkage]:
    """Linkages of people whose name is like `text`, in either script; none for an empty text."""
    words = names.fold(text).split()
    if not words:
        return linkages(by).none()
    every_word = Q()
    for word in words:
        every_word &= Q(person__name_fold__contains=word)
    return linkages(by).filter(every_word)
