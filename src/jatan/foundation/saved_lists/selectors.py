"""Queries for saved lists: an account's own, and those of the offices it works for."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.saved_lists.models import SavedList


@dataclass(frozen=True)
class ListView:
    """What an account has saved of one list: the lists by name (its own first), and its choice of columns."""

    lists: Sequence[SavedList]
    columns: Sequence[str]


def rows_of(by: Actor, list_of: str) -> QuerySet[SavedList]:
    """What `view_of` is made of, for a page that fetches it together with other rows."""
    return _reachable(by).filter(list_of=list_of).order_by("is_shared", "name", "id")


def view_of(by: Actor, list_of: str, found: Sequence[SavedList] | None = None) -> ListView:
    """The saved lists and the choice of columns of one list. One query without `found`, the rows of `rows_of`."""
    found = list(rows_of(by, list_of)) if found is None else found
    columns: list[str] = next((one.columns for one in found if not one.name), [])
    return ListView([one for one in found if one.name], columns)


def find_list(by: Actor, list_id: uuid.UUID) -> SavedList:
    """One saved list with a name. Raises SavedList.DoesNotExist, also for another person's or another member's."""
    return _reachable(by).exclude(name="").get(id=list_id)


def may_share(by: Actor, organisation_id: uuid.UUID) -> bool:
    """Whether the actor may save lists for everybody of this organisation."""
    return organisation_id in by.reach(Permission.LISTS_SHARE).organisations


def may_change(by: Actor, saved: SavedList) -> bool:
    """Whether the actor may rename or delete a list: her own, or an office's if she may save lists for it."""
    if saved.is_shared:
        return may_share(by, saved.organisation_id)
    return by.account_id is not None and saved.owner == by.account_id


def _reachable(by: Actor) -> QuerySet[SavedList]:
    if by.account_id is None:
        return SavedList.objects.none()
    organisations = by.reach(Permission.HOME_SEE).row_organisations
    shared = Q(is_shared=True, organisation_id__in=by.offices)
    return SavedList.objects.filter(Q(owner=by.account_id) | shared, organisation_id__in=organisations)
