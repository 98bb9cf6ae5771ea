"""Services that write activities and follow-ups. Photographs have their own module.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.activities import events
from jatan.programme.activities.commands import ATTENDANCE_PARTS, AddParticipant, PlanFollowUp, RecordActivity
from jatan.programme.activities.models import Activity, FollowUp, Participation
from jatan.programme.groups.models import Group
from jatan.programme.people.base_command import OTHER_ORGANISATION, changed_values, row_values
from jatan.programme.people.reach import live
from jatan_names import names

__all__ = [
    "add_participants",
    "amend_activity",
    "amend_follow_up",
    "complete_follow_up",
    "link_group",
    "link_group_name",
    "plan_follow_up",
    "record_activities",
    "record_activity",
    "withdraw_activity",
    "withdraw_follow_up",
    "withdraw_participation",
]

_RECORD, _CORRECT = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT


def record_activity(*, by: Actor, command: RecordActivity) -> Activity:
    """Record one activity."""
    return record_activities(by=by, commands=[command])[0]


def record_activities(*, by: Actor, commands: Sequence[RecordActivity]) -> list[Activity]:
    """Record activities, all or none, in the order given."""
    rows = [Activity(**_values(command)) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.ACTIVITY_RECORDED, rows=rows)


def amend_activity(*, by: Actor, activity: Activity, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct an activity; earlier values stay in its history. A total equal to the sum of its parts follows them."""
    parts = [part for part in (getattr(activity, name) for name in ATTENDANCE_PARTS) if part is not None]
    if (
        "total" not in changes
        and not set(ATTENDANCE_PARTS).isdisjoint(changes)
        and parts
        and sum(parts) == activity.total
    ):
        changes = {**changes, "total": None}
    values = _values(RecordActivity.of(activity).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.ACTIVITY_AMENDED,
        row=activity,
        changes=changed_values(activity, values),
        reason=reason,
    )


def withdraw_activity(*, by: Actor, activity: Activity, reason: str) -> None:
    """Withdraw an activity from every list and count, and with it its follow-ups, participants and photographs."""
    acts.withdraw(
        by=by, permission=_RECORD, correct=_CORRECT, verb=events.ACTIVITY_WITHDRAWN, row=activity, reason=reason
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


def add_participants(*, by: Actor, commands: Sequence[AddParticipant]) -> list[Participation]:
    """Add named participants, all or none. Raises Problem("already_named") when one is named already."""
    rows = [Participation(**row_values(command)) for command in commands]
    try:
        return acts.record(by=by, permission=_RECORD, verb=events.PARTICIPANT_ADDED, rows=rows)
    except IntegrityError as clash:
        message = _("This person is already named for this activity.")
        raise Problem("already_named", message, field="person") from clash


def withdraw_participation(*, by: Actor, participation: Participation, reason: str) -> None:
    """Withdraw a named participant."""
    acts.withdraw(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.PARTICIPANT_WITHDRAWN,
        row=participation,
        reason=reason,
    )


def plan_follow_up(*, by: Actor, command: PlanFollowUp) -> FollowUp:
    """Record a follow-up of an activity."""
    row = FollowUp(**row_values(command))
    acts.record(by=by, permission=_RECORD, verb=events.FOLLOW_UP_PLANNED, rows=[row])
    return row


def amend_follow_up(*, by: Actor, follow_up: FollowUp, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct what is to be done, by whom or by when."""
    values = row_values(PlanFollowUp.of(follow_up).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.FOLLOW_UP_AMENDED,
        row=follow_up,
        changes=changed_values(follow_up, values),
        reason=reason,
    )


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


def withdraw_follow_up(*, by: Actor, follow_up: FollowUp, reason: str) -> None:
    """Withdraw a follow-up that is no longer needed."""
    acts.withdraw(
        by=by, permission=_RECORD, correct=_CORRECT, verb=events.FOLLOW_UP_WITHDRAWN, row=follow_up, reason=reason
    )


def _values(command: RecordActivity) -> dict[str, Any]:
    fold = names.fold(command.group_name)[:600] if command.group_name else ""
    return row_values(command) | {"group_fold": fold}
