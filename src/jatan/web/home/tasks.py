"""Tasks before somebody leaves (each opened by a "no" in the conversation): list by place, and marking one done."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.journeys import selectors
from jatan.programme.journeys.conversation import close_action
from jatan.programme.journeys.models import Action
from jatan.web.ui.components import states
from jatan.web.ui.needs import StaffRequest, needs

SHOWN = 200


@dataclass(frozen=True)
class Task:
    """One line of the list."""

    row: Action
    badge: states.Badge
    is_first: bool  # of its journey: the one that links there


@needs(Permission.PEOPLE_RECORD)
@require_safe
def open_tasks(request: StaffRequest) -> HttpResponseBase:
    """Open tasks grouped by place: the place with the longest overdue task first, in each the longest overdue first."""
    rows = selectors.open_actions(request.actor)
    shown = list(rows[:SHOWN])
    today = clock.today()
    places: dict[uuid.UUID, tuple[str, list[Task]]] = {}
    linked: set[uuid.UUID] = set()
    for row in shown:
        tasks = places.setdefault(row.place_id, (row.place.name, []))[1]
        tasks.append(Task(row, states.due_badge(row.due_on, today), row.journey_id not in linked))
        linked.add(row.journey_id)
    count = len(shown) if len(shown) < SHOWN else rows.count()
    page: dict[str, Any] = {"places": list(places.values()), "count": count, "left_out": count - len(shown)}
    return render(request, "home/tasks.html", page)


@needs(Permission.PEOPLE_RECORD)
@require_POST
def task_done(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Mark a task as done today. A second POST keeps the first day. Notes are added on the page of the journey."""
    close_action(by=request.actor, action=selectors.find_action(request.actor, pk))
    messages.success(request, _("Written down."))
    return redirect("open_tasks")
