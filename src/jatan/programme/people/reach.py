"""`reachable`: the list every selector of the programme starts from. Live rows the actor may see, no query per row."""

from django.db import models

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded

__all__ = ["live", "reachable"]

_EVERYWHERE = ("organisation", "place", "place__block", "place__district")


def live[M: Guarded](model: type[M]) -> models.QuerySet[M]:
    """Rows of `model` that were not withdrawn, narrowed by the walls alone: for services, never for a page."""
    return model._default_manager.filter(withdrawn_at__isnull=True)


def reachable[M: Guarded](
    model: type[M], *, by: Actor, permission: Permission, related: tuple[str, ...] = (), owner: str = "recorded_by"
) -> models.QuerySet[M]:
    """Live rows of `model` within reach. A relation that was not asked for in `related` raises instead of querying."""
    narrowed = gate.within_reach(live(model), by=by, permission=permission, owner=owner)
    return narrowed.select_related(*_EVERYWHERE, *related).fetch_mode(models.FETCH_RAISE)
