"""The first page of training: who is due, which sessions are next, which trainings run; and the list of who is due."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.people.reach import reachable
from jatan.programme.training.completion import DuePhase, due_phases
from jatan.programme.training.models import Completion, Series, Session
from jatan.programme.training.selectors import planned_sessions, published_curricula, series, with_numbers
from jatan.web.training.desk import TRAININGS, session_state
from jatan.web.ui.components import charts, states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records.columns import place_line
from jatan.web.ui.records.pages import roles_that_may

SHOWN: Final = 5
RUNNING: Final = 20
AHEAD: Final = dt.timedelta(days=30)


@needs(Permission.ACTIVITIES_SEE, counts=True)
@require_safe
def training(request: StaffRequest) -> HttpResponseBase:
    """What is due, what is next, what runs."""
    if not request.actor.may(Permission.ACTIVITIES_SEE):
        roles = roles_that_may(Permission.ACTIVITIES_SEE)
        return render(request, "records/counts_only.html", {"desk": TRAININGS, "roles": roles})
    may_write = request.actor.may(Permission.ACTIVITIES_RECORD)
    waiting = due_phases(request.actor, clock.today() + AHEAD)
    planned = list(planned_sessions(request.actor)[:SHOWN])
    running = list(with_numbers(series(request.actor).filter(ended_on__isnull=True))[: RUNNING + 1])
    reached = _reached(request, running)
    page = {
        "may_write": may_write,
        "has_curricula": published_curricula(request.actor).exists(),
        "may_write_curricula": request.actor.may(Permission.LIBRARY_RECORD),
        "due": due_table(waiting[:SHOWN]) if waiting else None,
        "due_more": len(waiting) > SHOWN,
        "planned": _planned(planned) if planned else None,
        "running": _running(running[:RUNNING], reached),
        "running_more": len(running) > RUNNING,
        "picture": _picture(reached),
    }
    return render(request, "training/overview.html", page)


@needs(Permission.ACTIVITIES_RECORD)
@require_safe
def due(request: StaffRequest) -> HttpResponseBase:
    """Every phase that people of a training are due for now or within a month."""
    page = paginate(due_phases(request.actor, clock.today() + AHEAD), request.GET)
    return render(request, "training/due.html", {"table": due_table(page.rows), "page": page})


def due_table(rows: Sequence[DuePhase]) -> Table:
    """The phases that people are due for, each a link to the page that names them."""
    today = clock.today()
    columns = [
        Column("series", _("Training")),
        Column("phase", _("Phase")),
        Column("people", _("People"), "number"),
        Column("state", _("Due"), "badge"),
        Column("place", _("Place")),
    ]
    lines = [
        {
            "series": one.series.title,
            "phase": f"{one.phase.number}. {one.phase.title}",
            "people": one.people,
            "state": _due_badge(one.due_on, today),
            "place": place_line(one.series),
            "url": reverse("training_phase", args=[one.series.pk, one.phase.number]),
        }
        for one in rows
    ]
    return Table(_("Who is due for the next phase"), columns, lines, link="url")


def _due_badge(day: dt.date, today: dt.date) -> states.Badge:
    days = (today - day).days
    if days > 0:
        return states.late(_("since %(time)s") % {"time": states.duration_words(days)})
    if days == 0:
        return states.soon(_("today"))
    return states.plain(_("in %(time)s") % {"time": states.duration_words(-days)}, "clock")


def _planned(rows: Sequence[Session]) -> Table:
    columns = [
        Column("day", _("Day"), "day"),
        Column("series", _("Training")),
        Column("phase", _("Phase"), "number"),
        Column("state", _("State"), "badge"),
    ]
    lines = [
        {
            "day": row.planned_on,
            "series": row.series.title,
            "phase": row.phase,
            "state": session_state(row),
            "url": reverse("training_session", args=[row.pk]),
        }
        for row in rows
    ]
    return Table(_("Sessions that are planned"), columns, lines, link="url")


def _running(rows: Sequence[Series], reached: dict[Any, dict[int, int]]) -> Table:
    columns = [
        Column("title", _("Training")),
        Column("begins_on", _("Begins on"), "day"),
        Column("learners", _("Participants"), "number"),
        Column("reached", _("Completed")),
        Column("place", _("Place")),
    ]
    lines = [
        {
            "title": row.title,
            "begins_on": row.begins_on,
            "learners": row.learners,  # type: ignore[attr-defined]
            "reached": ", ".join(
                _("phase %(number)s: %(people)s") % {"number": number, "people": people}
                for number, people in sorted(reached.get(row.pk, {}).items())
            ),
            "place": place_line(row),
            "url": reverse("trainings_detail", args=[row.pk]),
        }
        for row in rows
    ]
    return Table(_("Trainings that run"), columns, lines, link="url")


def _reached(request: StaffRequest, running: Sequence[Series]) -> dict[Any, dict[int, int]]:
    """{series: {phase: how many completed it}}"""
    rows = reachable(Completion, by=request.actor, permission=Permission.ACTIVITIES_SEE)
    counted = (
        rows.filter(Q(series__in=[row.pk for row in running]))
        .select_related(None)
        .order_by()
        .values_list("series", "phase")
        .annotate(people=Count("pk"))
    )
    found: dict[Any, dict[int, int]] = {}
    for pk, phase, people in counted:
        found.setdefault(pk, {})[phase] = people
    return found


def _picture(reached: dict[Any, dict[int, int]]) -> Any:
    """Columns: how many completed each phase, over the trainings that run; None where nobody did."""
    totals: dict[int, int] = {}
    for by_phase in reached.values():
        for phase, people in by_phase.items():
            totals[phase] = totals.get(phase, 0) + people
    if not totals:
        return None
    points = [(_("Phase %(number)s") % {"number": phase}, totals.get(phase, 0)) for phase in range(1, max(totals) + 1)]
    whole = sum(totals.values())
    summary = ngettext("%(n)s completed phase", "%(n)s completed phases", whole) % {"n": whole}
    return charts.columns(points, title=_("Who completed which phase"), summary=summary)
