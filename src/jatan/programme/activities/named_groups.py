"""Groups recorded from the names that are written on meetings, with all those meetings linked."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import GROUP_KIND_OF
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import link_group_name
from jatan.programme.groups.commands import FormGroup
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import groups_named
from jatan.programme.groups.services import GROUP
from jatan.programme.people.reach import live


def form_named_group(*, by: Actor, activity: Activity) -> tuple[Group, int]:
    """Record the group that an activity's written name means, and link all unlinked activities of this name and kind.

    The group has the spelling and the place of most of these meetings. Returns (group, number of linked meetings).
    Raises Problem: "already_linked" when no meeting waits for a group any more, "group_exists" when a group of this
    kind and name is recorded (choose it instead), "no_group_kind" for a kind of activity that has no kind of group.
    """
    kind = GROUP_KIND_OF.get(activity.kind)
    if kind is None:
        raise Problem(
            "no_group_kind", _("Meetings of this kind are not held with one kind of group. Choose the group.")
        )
    named = live(Activity).filter(
        organisation_id=activity.organisation_id, kind=activity.kind, group_fold=activity.group_fold, group=None
    )
    with transaction.atomic():
        # Locked, so that two colleagues who press at the same time record one group.
        rows = list(named.exclude(group_fold="").select_for_update(of=("self",)).order_by("id"))
        if not rows:
            raise Problem("already_linked", _("These meetings have their group already."))
        if groups_named(activity.organisation_id, activity.group_fold, kind).exists():
            raise Problem("group_exists", _("A group of this name is recorded already. Choose which group is meant."))
        group = GROUP.record(by=by, command=_command(kind, rows))
        linked = link_group_name(
            by=by,
            organisation_id=activity.organisation_id,
            kind=activity.kind,
            group_fold=activity.group_fold,
            group=group,
        )
    return group, linked


def _command(kind: str, rows: list[Activity]) -> FormGroup:
    name = Counter(row.group_name for row in rows).most_common(1)[0][0]
    where = Counter((row.place_id, row.panchayat, row.village) for row in rows).most_common(1)[0][0]
    like = next(row for row in rows if (row.place_id, row.panchayat, row.village) == where)
    return FormGroup(
        organisation=like.organisation_id,
        place=like.place,
        panchayat=like.panchayat,
        village=like.village,
        kind=kind,
        name=name,
    )
