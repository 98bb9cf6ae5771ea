"""Refolds every stored name that carries no version of its own: those by which records are found, and places.

Names of groups and those written on activities are matched by equal folds (`link_group_name`, the importer), so
FoldState is updated only when all are done.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from jatan.foundation.db.name_folds import refold
from jatan.foundation.places.name_folds import refold_localities, refold_places
from jatan.programme.activities.models import Activity
from jatan.programme.allies.models import Ally
from jatan.programme.groups.models import FoldState, Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.landmarks.models import Landmark, Route
from jatan.programme.library.models import Material
from jatan_names import names

_BATCH = 500


def is_folded(organisation_id: uuid.UUID) -> bool:
    """True if every such name of this organisation is folded by the current rules and spellings."""
    return FoldState.objects.filter(organisation_id=organisation_id, fold_version=names.version()).exists()


def refold_names(organisation_id: uuid.UUID) -> int:
    """Refold one batch; returns how many rows. At 0 nothing is left, and FoldState is updated. Idempotent."""
    with transaction.atomic():
        done = sum(
            refold(rows, written=written, folded=folded, most=_BATCH)
            for rows, written, folded in _stored(organisation_id)
        )
        done += refold_localities(organisation_id, most=_BATCH) + refold_places(most=_BATCH)
        if not done:
            state = {"fold_version": names.version()}
            FoldState.objects.update_or_create(organisation_id=organisation_id, defaults=state)
    return done


def _stored(organisation_id: uuid.UUID) -> Iterator[tuple[QuerySet[Any], tuple[str, ...], str]]:
    """(rows, the columns of a name, the column of its fold) of what this organisation has on record."""
    for model, written, folded in (
        (Group, ("name",), "name_fold"),
        (Activity, ("group_name",), "group_fold"),
        (Ally, ("name",), "name_fold"),
        (Issue, ("caller_name",), "caller_fold"),
        (Landmark, ("name_hi", "name_en"), "name_fold"),
        (Route, ("name_hi", "name_en"), "name_fold"),
        (Material, ("title_hi", "title_en"), "title_fold"),
    ):
        yield model._default_manager.filter(organisation_id=organisation_id), written, folded
