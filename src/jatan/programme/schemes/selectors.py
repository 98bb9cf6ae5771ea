"""Queries for scheme linkages, limited to the actor's reach. No query per row in lists."""

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.people.reach import reachable
from jatan.programme.schemes.models import Linkage
from jatan_names import names


def linkages(by: Actor) -> QuerySet[Linkage]:
    """Every linkage within reach, newest first."""
    return reachable(Linkage, by=by, permission=Permission.SCHEMES_SEE, related=("person",)).order_by("-id")


def search(by: Actor, text: str) -> QuerySet[Linkage]:
    """Linkages of people whose name is like `text`, in either script; none for an empty text."""
    words = names.fold(text).split()
    if not words:
        return linkages(by).none()
    every_word = Q()
    for word in words:
        every_word &= Q(person__name_fold__contains=word)
    return linkages(by).filter(every_word)
