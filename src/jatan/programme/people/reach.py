"""`reachable`: the base query of every selector. Rows not withdrawn that the actor may see; no query per row."""

from django.db import models

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded

__all__ = ["live", "reachable"]

_EVERYWHERE = ("organisation", "place", "place__block", "place__district")


def live[M: Guarded](model: type[M]) -> models.QuerySet[M]:
    """Rows that are not withdrawn, limited by row-level security only: for services, never for a page."""
    return model._default_manager.filter(withdrawn_at__isnull=True)


def reachable[M: Guarded](
    model: type[M], *, by: Actor, permission: Permission, related: tuple[str, ...] = (), owner: str = "recorded_by"
) -> models.QuerySet[M]:
    """Rows within the actor's reach, not withdrawn. A relation not listed in `related` raises when accessed."""
    narrowed = gate.within_reach(live(model), by=by, permission=permission, owner=owner)
    return narrowed.select_related(*_EVERYWHERE, *related).fetch_mode(models.FETCH_RAISE)
