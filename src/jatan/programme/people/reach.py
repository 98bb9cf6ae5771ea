"""`reachable`: the base query of every selector. Rows not withdrawn that the actor may see; no query per row."""

from typing import Any, Self

from django.db import models

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded


class _Related(dict[str, Any]):
    """The relations of one base query, as Django keeps them. Each step from it (a filter, an order) would copy them
    deeply, a tenth of the home page, though only another `select_related` changes them: what that adds, all queries of
    this base fetch.
    """

    def __deepcopy__(self, memo: object) -> Self:
        return self


_EVERYWHERE = ("organisation", "place", "place__block", "place__district")


def live[M: Guarded](model: type[M]) -> models.QuerySet[M]:
    """Rows that are not withdrawn, limited by row-level security only: for services, never for a page."""
    return model._default_manager.filter(withdrawn_at__isnull=True)


def countable[M: Guarded](
    model: type[M], *, by: Actor, permission: Permission, owner: str = "recorded_by"
) -> models.QuerySet[M]:
    """The same rows as `reachable` without their relations: for counts, and as part of another query."""
    return gate.within_reach(live(model), by=by, permission=permission, owner=owner)


def reachable[M: Guarded](
    model: type[M], *, by: Actor, permission: Permission, related: tuple[str, ...] = (), owner: str = "recorded_by"
) -> models.QuerySet[M]:
    """Rows within the actor's reach, not withdrawn. A relation not listed in `related` raises when accessed."""
    rows = countable(model, by=by, permission=permission, owner=owner).fetch_mode(models.FETCH_RAISE)
    rows.query.add_select_related((*_EVERYWHERE, *related))
    rows.query.select_related = _Related(rows.query.select_related)  # type: ignore[arg-type]
    return rows
