"""How a group is doing, on a page; and the list of forums that have not met for long."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.flows.group_strength import GroupStrength, QuarterFacts, dormant_forums, group_strength
from jatan.programme.groups.models import Group
from jatan.programme.groups.services import GROUP
from jatan.programme.training.completion import GroupPhase, phases_of_group
from jatan.web.ui.components import charts, states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records.columns import day_text, place_line


@needs(Permission.ACTIVITIES_SEE)
def strength(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The facts of a group by quarter, with the rows behind them for those who may see them."""
    group = GROUP.find(request.actor, pk)
    facts = group_strength(request.actor, group)
    shows_people = request.actor.reach(Permission.PEOPLE_SEE).has_rows
    page = {
        "group": group,
        "crumbs": [
            (reverse("groups"), _("Groups and forums")),
            (reverse("groups_detail", args=[group.pk]), group.name),
        ],
        "facts": _summary(group, facts),
        "silent": _silent_words(facts),
        "picture": _picture(facts),
        "table": _table(facts, shows_people),
        "meetings": _meetings(facts),
        "unregistered": _unregistered(facts),
        "office_bearers": _office_bearers(facts),
        "trained": facts.trained,
        "phases": _phases(phases_of_group(request.actor, group)),
        "new_training_url": f"{reverse('trainings_new')}?group={group.pk}"
        if group.organisation_id in request.actor.reach(Permission.ACTIVITIES_RECORD).row_organisations
        else "",
        "shows_people": shows_people,
        "new_meeting_url": reverse("group_meeting", args=[group.pk])
        if group.organisation_id in request.actor.reach(Permission.ACTIVITIES_RECORD).row_organisations
        else "",
    }
    return render(request, "groups/strength.html", page)


@needs(Permission.ACTIVITIES_RECORD)
@require_safe
def dormant(request: StaffRequest) -> HttpResponseBase:
    """Forums that have not met for long: those that never met first, then the longest silent."""
    page = paginate(dormant_forums(request.actor), request.GET)
    today = clock.today()
    lines = [
        {
            "name": row.name,
            "url": reverse("group_strength", args=[row.pk]),
            "place": place_line(row),
            "met_on": row.met_on,
            "state": states.late(
                states.duration_words((today - row.met_on).days) if row.met_on else _("no meeting on record")
            ),
        }
        for row in page.rows
    ]
    columns = [
        Column("name", _("Forum")),
        Column("state", _("Silent for"), "badge"),
        Column("met_on", _("Last meeting"), "day"),
        Column("place", _("Place")),
    ]
    table = Table(_("Forums that have not met for long"), columns, lines, link="url")
    return render(request, "groups/dormant.html", {"table": table, "page": page})


def _summary(group: Group, facts: GroupStrength) -> list[tuple[Any, Any]]:
    books = facts.books.get_kept_display() if facts.books else ""
    day = formats.date_format(facts.books.looked_on, "j E Y") if facts.books else ""
    return [
        (_("Last meeting"), day_text(facts.last_met_on) if facts.last_met_on else ""),
        (_("Meets"), group.get_meets_every_display()),
        (_("Members now"), facts.members),
        (_("Books kept"), _("%(books)s (seen on %(day)s)") % {"books": books, "day": day} if facts.books else ""),
    ]


def _silent_words(facts: GroupStrength) -> str:
    """A sentence if the group should have met by now; "" otherwise."""
    if facts.dormant_since is None:
        return ""
    if facts.last_met_on is None:
        return _("No meeting of this group is on record.")
    silent = states.duration_words((clock.today() - facts.last_met_on).days)
    return _("The last meeting on record was %(silent)s ago.") % {"silent": silent}


def _quarter(one: QuarterFacts) -> str:
    first, last = formats.date_format(one.period.start, "E"), formats.date_format(one.period.end, "E Y")
    return f"{first}–{last}"


def _picture(facts: GroupStrength) -> Any:
    points = [(formats.date_format(one.period.start, "E Y"), one.held) for one in facts.quarters]
    return charts.columns(points, title=_("Meetings held, by quarter"))


def _table(facts: GroupStrength, shows_people: bool) -> Table:
    columns = [
        Column("quarter", _("Quarter")),
        Column("held", _("Meetings held"), "number"),
        Column("planned", _("Meetings agreed"), "number"),
        Column("present", _("People at a meeting, on average"), "number"),
    ]
    if shows_people:
        columns += [
            Column("left", _("Left, as far as known"), "number"),
            Column("registered", _("Registered before leaving"), "number"),
        ]
    rows = [
        {
            "quarter": _quarter(one),
            "held": one.held,
            "planned": one.planned,
            "present": one.present,
            "left": one.left,
            "registered": one.registered,
        }
        for one in reversed(facts.quarters)
    ]
    return Table(_("By quarter"), columns, rows)


def _meetings(facts: GroupStrength) -> Table:
    columns = [
        Column("held_on", _("Held on"), "day"),
        Column("kind", _("Kind of activity")),
        Column("total", _("Total"), "number"),
    ]
    rows = [
        {
            "held_on": row.held,
            "kind": row.get_kind_display(),
            "total": row.total,
            "url": reverse("activities_detail", args=[row.pk]),
        }
        for row in facts.meetings
    ]
    return Table(_("Meetings of these quarters"), columns, rows, link="url")


def _phases(rows: Sequence[GroupPhase]) -> Table:
    columns = [
        Column("training", _("Training")),
        Column("phase", _("Phase"), "number"),
        Column("people", _("Completed it"), "number"),
        Column("last", _("Completed on"), "day"),
    ]
    lines = [
        {
            "training": one.series.title,
            "phase": one.phase,
            "people": one.people,
            "last": one.last_on,
            "url": reverse("training_phase", args=[one.series.pk, one.phase]),
        }
        for one in rows
    ]
    return Table(_("Phases of training completed"), columns, lines, link="url")


def _unregistered(facts: GroupStrength) -> Table:
    columns = [
        Column("name", _("Name")),
        Column("left", _("Left on"), "day"),
        Column("registered", _("Registered on"), "day"),
    ]
    rows = [
        {
            "name": row.person.name,
            "left": row.leaves_on,
            "registered": row.registered_on,
            "url": reverse("journeys_detail", args=[row.pk]),
        }
        for row in facts.unregistered
    ]
    return Table(_("Left before being registered"), columns, rows, link="url")


def _office_bearers(facts: GroupStrength) -> Table:
    columns = [
        Column("name", _("Name")),
        Column("office", _("Office held")),
        Column("trained", _("Training")),
    ]
    rows = [
        {
            "name": one.membership.person.name,
            "office": one.membership.get_office_display(),
            "trained": formats.date_format(one.trained_on, "j E Y") if one.trained_on else _("not named at any yet"),
            "url": reverse("people_detail", args=[one.membership.person_id]),
        }
        for one in facts.office_bearers
    ]
    return Table(_("Office-bearers"), columns, rows, link="url")
