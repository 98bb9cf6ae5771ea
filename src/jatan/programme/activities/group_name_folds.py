"""Refolds the names of groups and the group names written on activities, together.

The two are matched by equal folds (`link_group_name`, the importer), so FoldState is updated only when both are done.
"""

import uuid

from django.db import transaction

from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import FoldState, Group
from jatan.programme.people.name_folds import refold
from jatan_names import names

__all__ = ["is_folded", "refold_groups"]

_BATCH = 500


def is_folded(organisation_id: uuid.UUID) -> bool:
    """True if every group name of this organisation is folded by the current rules and spellings."""
    return FoldState.objects.filter(organisation_id=organisation_id, fold_version=names.version()).exists()


def refold_groups(organisation_id: uuid.UUID) -> int:
    """Refold one batch; returns how many rows. At 0 nothing is left, and FoldState is updated. Idempotent."""
    groups = Group._default_manager.filter(organisation_id=organisation_id)
    activities = Activity._default_manager.filter(organisation_id=organisation_id)
    with transaction.atomic():
        done = refold(groups, written="name", folded="name_fold", most=_BATCH)
        done += refold(activities, written="group_name", folded="group_fold", most=_BATCH)
        if not done:
            state = {"fold_version": names.version()}
            FoldState.objects.update_or_create(organisation_id=organisation_id, defaults=state)
    return done
