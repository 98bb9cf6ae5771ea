"""What matters now of a group: the last and the next meeting, decisions that are open, its members, the training."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.programme.activities.selectors import follow_ups
from jatan.programme.flows.group_strength import dormant_since, next_meeting_on
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import memberships
from jatan.programme.training.selectors import planned_sessions
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import day_text
from jatan.web.ui.records.desk import OpenedRecord
from jatan.web.ui.records.head import Act, HeadLine


def group_also(by: Actor, row: Group) -> Mapping[str, QuerySet[Any]]:
    """What the head needs beside the parts: open decisions of its meetings, and the next session of a training."""
    return {
        "decisions": follow_ups(by).filter(activity__group=row, done_on__isnull=True),
        "sessions": planned_sessions(by).filter(series__group=row),
    }


def group_head(opened: OpenedRecord) -> Sequence[HeadLine]:
    """The meeting first: a group lives by it."""
    row: Group = opened.row
    if row.dissolved_on is not None:
        return [HeadLine(states.plain(_("dissolved")), day_text(row.dissolved_on))]
    found = (_meeting(opened), _decision(opened), _members(opened), _training(opened))
    return [line for line in found if line is not None]


def _meeting(opened: OpenedRecord) -> HeadLine:
    """The last meeting, whether the group has been silent for too long, and when it meets next by its own rhythm."""
    row: Group = opened.row
    newest, today = next(iter(opened.rows("meetings")), None), clock.today()
    last = newest.held if newest is not None else None
    act = opened.add("meetings")
    if last is None:
        return HeadLine(states.soon(_("no meeting on record")), act=act)
    words = _("Last meeting: %(day)s") % {"day": day_text(last)}
    coming = next_meeting_on(row, last)
    note = _("By its rhythm it meets next about %(day)s.") % {"day": day_text(coming)} if coming else ""
    if dormant_since(row, last, today) is not None:
        silent = states.duration_words((today - last).days)
        return HeadLine(states.late(_("silent for %(time)s") % {"time": silent}), words, act=act)
    is_due = coming is not None and coming <= today
    return HeadLine(states.soon(_("meeting is due")) if is_due else states.done(_("has met")), words, note, act=act)


def _decision(opened: OpenedRecord) -> HeadLine | None:
    """The first decision of its meetings that nobody has carried out yet."""
    waiting = opened.rows("decisions")
    if not waiting:
        return None
    first = waiting[0]
    is_late = clock.is_past(first.due_on)
    badge = states.late(_("overdue")) if is_late else states.soon(_("to do"))
    more = ngettext("and %(n)s more", "and %(n)s more", len(waiting) - 1) % {"n": len(waiting) - 1}
    parts = (first.owner, day_text(first.due_on) if first.due_on else "", more if waiting[1:] else "")
    act = Act(reverse("activities_detail", args=[first.activity_id]), _("Go to the meeting"))
    return HeadLine(badge, first.what, " · ".join(part for part in parts if part), act=act)


def _members(opened: OpenedRecord) -> HeadLine:
    """How many there are; those without a day of joining are said: no report can place them in a month."""
    row: Group = opened.row
    found = memberships(opened.by, row).filter(left_on__isnull=True).order_by()
    counts = found.aggregate(all=Count("id"), unknown=Count("id", filter=Q(joined_on__isnull=True)))
    words = ngettext("%(n)s member", "%(n)s members", counts["all"]) % {"n": format_integer(counts["all"])}
    unknown = format_integer(counts["unknown"])
    note = ngettext("%(n)s without a day of joining", "%(n)s without a day of joining", counts["unknown"])
    badge = states.plain(_("members"), "people") if counts["all"] else states.soon(_("no members yet"))
    return HeadLine(
        badge,
        words if counts["all"] else "",
        note % {"n": unknown} if counts["unknown"] else "",
        act=opened.add("members"),
    )


def _training(opened: OpenedRecord) -> HeadLine | None:
    session = next(iter(opened.rows("sessions")), None)
    if session is None:
        return None
    day = session.planned_on
    badge = states.late(_("training is overdue")) if day < clock.today() else states.soon(_("training"))
    words = f"{session.series.title} · {day_text(day)}"
    return HeadLine(badge, words, act=Act(reverse("training_session", args=[session.pk]), _("Go to the training")))
