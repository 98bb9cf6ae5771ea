"""Groups' names folded anew: those of the groups themselves and those that activities write, in one go.

The two meet by equal folds (`link_group_name`, the importer), so both follow before the state says so.
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
    """True while every group's name of this organisation is folded by today's rules and spellings."""
    return FoldState.objects.filter(organisation_id=organisation_id, fold_version=names.version()).exists()


def refold_groups(organisation_id: uuid.UUID) -> int:
    """Fold one batch anew; answers how many rows. 0: nothing was left, and the state says so. Twice does no harm."""
    groups = Group._default_manager.filter(organisation_id=organisation_id)
    activities = Activity._default_manager.filter(organisation_id=organisation_id)
    with transaction.atomic():
        done = refold(groups, written="name", folded="name_fold", most=_BATCH)
        done += refold(activities, written="group_name", folded="group_fold", most=_BATCH)
        if not done:
            state = {"fold_version": names.version()}
            FoldState.objects.update_or_create(organisation_id=organisation_id, defaults=state)
    return done
