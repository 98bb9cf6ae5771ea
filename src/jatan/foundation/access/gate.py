"""Permission checks: filters for lists and checks for single rows, from the same reach."""

import dataclasses
import uuid

from django.db.models import Model, Q, QuerySet

from jatan.foundation.access import group_rows
from jatan.foundation.access.actors import Actor, Reach
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.foundation.places.models import Place


class Forbidden(Exception):
    """The actor may not do this. Pages respond with 404, as for a row that does not exist."""


def within_reach[M: Model](
    rows: QuerySet[M], *, by: Actor, permission: Permission, owner: str = "recorded_by"
) -> QuerySet[M]:
    """Filter rows of a Guarded model to those the permission reaches. `owner`: field with the owning account's id."""
    condition = reach_condition(by.reach(permission), by.account_id, model=rows.model, owner=owner)
    return rows.none() if condition is None else rows.filter(condition)


def reach_condition(
    reach: Reach, account_id: uuid.UUID | None, *, model: type[Model], owner: str = "recorded_by", through: str = ""
) -> Q | None:
    """The reach as a filter on organisation, place, group and owner; None if it reaches no row.

    `model`: of the filtered row. `through`: name of a relation ("person"), if `model` is the related row of the rows
    that are filtered.
    """
    to = f"{through}__" if through else ""
    condition: Q | None = None
    if reach.organisations:
        condition = Q(**{f"{to}organisation_id__in": reach.organisations})
    by_organisation: dict[uuid.UUID, set[uuid.UUID]] = {}
    for organisation_id, place_id in reach.places:
        by_organisation.setdefault(organisation_id, set()).add(place_id)
    for organisation_id, place_ids in by_organisation.items():
        inside = (
            Q(**{f"{to}place_id__in": place_ids})
            | Q(**{f"{to}place__parent_id__in": place_ids})
            | Q(**{f"{to}place__block_id__in": place_ids})
            | Q(**{f"{to}place__district_id__in": place_ids})
        )
        part = Q(**{f"{to}organisation_id": organisation_id}) & inside
        condition = part if condition is None else condition | part
    for organisation_id, group_id in sorted(reach.groups):
        found = group_rows.of_group(model, organisation_id, group_id, account_id, through=to)
        if found is not None:
            condition = found if condition is None else condition | found
    if reach.own_in and account_id is not None:
        part = Q(**{f"{to}organisation_id__in": reach.own_in, f"{to}{owner}": account_id})
        condition = part if condition is None else condition | part
    return condition


def reads_personal(by: Actor, organisation_id: uuid.UUID) -> bool:
    """True if `by` works for this organisation (or its caretaker) and may read fields of the class "personal".

    Whoever reaches another organisation's rows through the network reads their open and shared fields only
    (docs/reference/privacy.md).
    """
    return organisation_id in by.home_organisations


def require(by: Actor, permission: Permission, *, organisation_id: uuid.UUID, place: Place | None = None) -> None:
    """Raise Forbidden unless `by` may use the permission on a row of that organisation and place."""
    if not allows(by, permission, organisation_id=organisation_id, place=place):
        raise Forbidden(permission.value)


def allows(by: Actor, permission: Permission, *, organisation_id: uuid.UUID, place: Place | None = None) -> bool:
    """True if `by` may write a row of that organisation and place. With reach `own`: the actor's own new row."""
    reach = by.reach(permission)
    if organisation_id in reach.organisations or organisation_id in reach.own_in:
        return True
    places = reach.new_row_places
    if place is None:
        return any(organisation == organisation_id for organisation, _ in places)
    return any(organisation == organisation_id and place.lies_in(inside) for organisation, inside in places)


def within_group(by: Actor, permission: Permission, *rows: Guarded) -> Actor:
    """The actor as she writes about these rows, which are stored.

    Whoever leads a group writes about its people wherever their rows say they live: for each row of theirs that lies
    elsewhere she writes there too. What is none of her group's changes nothing, and then `require` refuses.
    """
    groups = by.reach(permission).groups
    if not groups:
        return by
    more = dict[uuid.UUID, set[uuid.UUID]]()
    for row in rows:
        where = {"organisation_id": row.organisation_id, "place": row.place}
        if allows(by, permission, **where) or row.organisation_id not in {one for one, _group in groups}:  # type: ignore[arg-type]
            continue
        stored = type(row)._default_manager.filter(organisation_id=row.organisation_id, pk=row.pk)
        if within_reach(stored, by=by, permission=permission).exists():
            more.setdefault(row.organisation_id, set()).add(row.place_id)
    wider = tuple(
        dataclasses.replace(post, place_id=place)
        for post in by.posts
        if post.group_id is not None
        for place in sorted(more.get(post.organisation_id, ()))
    )
    return dataclasses.replace(by, posts=(*by.posts, *wider), _reach={}) if wider else by
