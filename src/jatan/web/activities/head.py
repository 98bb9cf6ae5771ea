"""What matters now of a meeting: when, where and how many; what was decided and is still open; photographs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.programme.activities.models import Activity
from jatan.programme.campaigns.selectors import camps
from jatan.programme.consultations.selectors import consultations
from jatan.programme.groups.selectors import groups
from jatan.programme.training.selectors import sessions
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import day_text, record_link
from jatan.web.ui.records.desk import OpenedRecord
from jatan.web.ui.records.head import Act, HeadLine


def activity_also(by: Actor, row: Activity) -> Mapping[str, QuerySet[Any]]:
    """Its group, and what this meeting was besides: a session of a training, a camp, a consultation."""
    return {
        "group": groups(by).filter(pk=row.group_id) if row.group_id else groups(by).none(),
        "sessions": sessions(by).filter(activity=row),
        "camps": camps(by).filter(activity=row),
        "consultations": consultations(by).filter(activity=row),
    }


def activity_links(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    """(label, link) of the group and of what this meeting was besides; the group as written where it is not linked."""
    row: Activity = opened.row
    lines: list[tuple[Any, Any]] = []
    group = next(iter(opened.rows("group")), None)
    if group is not None:
        lines.append((capfirst(_("group")), record_link("groups_detail", group.pk, group.name)))
    else:
        lines.append((capfirst(_("group")), row.group.name if row.group else row.group_name))
    for session in opened.rows("sessions"):
        title = f"{session.series.title} · {_('phase')} {session.phase}"
        lines.append((_("Session of a training"), record_link("training_session", session.pk, title)))
    for camp in opened.rows("camps"):
        lines.append((_("Camp"), record_link("camps_detail", camp.pk, _("The camp and its list"))))
    for consultation in opened.rows("consultations"):
        lines.append((_("Consultation"), record_link("consultations_detail", consultation.pk, consultation.title)))
    return lines


def activity_head(opened: OpenedRecord) -> Sequence[HeadLine]:
    """When and how many; the first thing that is to be done; a photograph where there is none yet."""
    found = (_held(opened.row), _to_do(opened), _photographs(opened))
    return [line for line in found if line is not None]


def _held(row: Activity) -> HeadLine:
    there = ngettext("%(n)s person there", "%(n)s people there", row.total) % {"n": format_integer(row.total)}
    parts = ((row.women, _WOMEN), (row.men, _MEN), (row.girls, _GIRLS), (row.boys, _BOYS))
    split = ", ".join(f"{label} {format_integer(count)}" for count, label in parts if count)
    return HeadLine(states.done(_("held")), f"{day_text(row.held)} · {there}", split)


def _to_do(opened: OpenedRecord) -> HeadLine | None:
    waiting = [row for row in opened.rows("follow-ups") if row.done_on is None]
    if not waiting:
        act = opened.add("follow-ups")
        return HeadLine(states.plain(_("nothing left to do")), act=act) if act else None
    first = waiting[0]
    is_late = clock.is_past(first.due_on)
    more = ngettext("and %(n)s more", "and %(n)s more", len(waiting) - 1) % {"n": len(waiting) - 1}
    parts = (first.owner, day_text(first.due_on) if first.due_on else "", more if waiting[1:] else "")
    may = opened.add("follow-ups") is not None
    url = reverse("activities_follow-ups_done", args=[opened.row.pk, first.pk])
    return HeadLine(
        states.late(_("overdue")) if is_late else states.soon(_("to do")),
        first.what,
        " · ".join(part for part in parts if part),
        act=Act(url, _("Done"), "check") if may else None,
    )


def _photographs(opened: OpenedRecord) -> HeadLine | None:
    act = opened.add("photographs")
    if opened.rows("photographs") or act is None:
        return None
    return HeadLine(states.plain(_("no photograph yet"), "photo"), act=act)


_WOMEN, _MEN = gettext_lazy("women"), gettext_lazy("men")
_GIRLS, _BOYS = gettext_lazy("girls"), gettext_lazy("boys")
