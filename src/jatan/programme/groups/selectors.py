"""Queries for groups and members, limited to the actor's reach. Lists are newest first, without a query per row."""

import uuid

from django.db.models import Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.groups.models import BookCheck, Group, Membership
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live, reachable
from jatan_names import names

_SEE = Permission.ACTIVITIES_SEE


def groups(by: Actor) -> QuerySet[Group]:
    """Every group within reach, newest first."""
    return reachable(Group, by=by, permission=_SEE).order_by("-id")


def search_groups(by: Actor, text: str) -> QuerySet[Group]:
    """Groups whose name is like `text`, in either script; none for an empty text."""
    words = names.fold(text).split()
    if not words:
        return groups(by).none()
    every_word = Q()
    for word in words:
        every_word &= Q(name_fold__contains=word)
    return groups(by).filter(every_word)


def memberships(by: Actor, group: Group | None = None) -> QuerySet[Membership]:
    """Memberships within reach, newest first; a row is included only when its person is within reach too."""
    rows = reachable(Membership, by=by, permission=_SEE, related=("group", "group__place", "person", "person__place"))
    seen = gate.within_reach(live(Person), by=by, permission=Permission.PEOPLE_SEE)
    rows = rows.filter(group__withdrawn_at__isnull=True, person__in=seen)
    return (rows if group is None else rows.filter(group=group)).order_by("-joined_on", "-id")


def book_checks(by: Actor, group: Group) -> QuerySet[BookCheck]:
    """What was seen of a group's books, newest first."""
    rows = reachable(BookCheck, by=by, permission=_SEE, related=("group", "group__place"))
    return rows.filter(group=group).order_by("-looked_on", "-id")


def groups_named(organisation_id: uuid.UUID, fold: str, kind: str = "") -> QuerySet[Group]:
    """Groups of one organisation with exactly this folded name. Limited by row-level security only, not the gate."""
    rows = live(Group).filter(organisation_id=organisation_id, name_fold=fold).exclude(name_fold="")
    return (rows.filter(kind=kind) if kind else rows).select_related("place")
