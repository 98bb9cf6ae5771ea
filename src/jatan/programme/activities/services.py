"""Services that write activities and follow-ups. Photographs have their own module.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.activities import events, selectors
from jatan.programme.activities.commands import ATTENDANCE_PARTS, AddParticipant, PlanFollowUp, RecordActivity
from jatan.programme.activities.models import Activity, FollowUp, Participation
from jatan.programme.groups.models import Group
from jatan.programme.people.base_command import OTHER_ORGANISATION
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights, Twice
from jatan_names import names

RIGHTS = Rights(see=Permission.ACTIVITIES_SEE, record=Permission.ACTIVITIES_RECORD, correct=Permission.RECORDS_CORRECT)
_RECORD = RIGHTS.record


class _Activities(OrdinaryKind[Activity, RecordActivity]):
    def values(self, command: RecordActivity) -> dict[str, Any]:
        fold = names.fold(command.group_name)[:600] if command.group_name else ""
        return super().values(command) | {"group_fold": fold}

    def amend(self, by: Actor, row: Activity, changes: Mapping[str, Any], reason: str = "") -> bool:
        """As ever; a total equal to the sum of its parts follows them."""
        parts = [part for part in (getattr(row, name) for name in ATTENDANCE_PARTS) if part is not None]
        is_sum = bool(parts) and sum(parts) == row.total
        if is_sum and "total" not in changes and not set(ATTENDANCE_PARTS).isdisjoint(changes):
            changes = {**changes, "total": None}
        return super().amend(by, row, changes, reason)


# With an activity its follow-ups, participants and photographs leave every list.
ACTIVITY = _Activities(
    model=Activity,
    command=RecordActivity,
    rights=RIGHTS,
    listed=selectors.activities,
    recorded=events.ACTIVITY_RECORDED,
    amended=events.ACTIVITY_AMENDED,
    withdrawn="activities.activity_withdrawn",
)
PARTICIPATION = OrdinaryKind(
    model=Participation,
    command=AddParticipant,
    rights=RIGHTS,
    listed=selectors.participations,
    recorded="activities.participant_added",
    withdrawn="activities.participant_withdrawn",
    twice=Twice(code="already_named", words=_("This person is already named for this activity."), field="person"),
)
FOLLOW_UP = OrdinaryKind(
    model=FollowUp,
    command=PlanFollowUp,
    rights=RIGHTS,
    listed=selectors.follow_ups,
    recorded="activities.follow_up_planned",
    withdrawn="activities.follow_up_withdrawn",
)


def link_group(*, by: Actor, activity: Activity, group: Group) -> bool:
    """Set the group that the written name means. Any colleague who may record may; the written name stays."""
    if group.organisation_id != activity.organisation_id:
        raise Problem("other_organisation", OTHER_ORGANISATION, field="group")
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.ACTIVITY_LINKED,
        row=activity,
        changes={"group": group},
    )


def link_group_name(*, by: Actor, organisation_id: uuid.UUID, kind: str, group_fold: str, group: Group) -> int:
    """Link all unlinked activities of one kind with this name to `group`, all or none; returns how many."""
    named = live(Activity).filter(organisation_id=organisation_id, kind=kind, group_fold=group_fold)
    rows = named.filter(group__isnull=True).exclude(group_fold="")
    with transaction.atomic():
        return sum(link_group(by=by, activity=row, group=group) for row in rows.order_by("id"))


def complete_follow_up(*, by: Actor, follow_up: FollowUp, on: dt.date | None = None) -> bool:
    """Mark a follow-up as done (today by default); any colleague may. Raises Problems for a future day."""
    done = PlanFollowUp.of(follow_up).changed({"done_on": on or clock.today()})
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.FOLLOW_UP_DONE,
        row=follow_up,
        changes={"done_on": done.done_on},
    )
