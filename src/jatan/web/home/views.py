"""The first page of the day, and the page that offers everything one may record."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.cases.writers import is_legal_officer
from jatan.web.desk_registry import DESKS
from jatan.web.home.numbers import my_numbers
from jatan.web.home.today import due_today
from jatan.web.ui.components.navigation import groups_for
from jatan.web.ui.needs import StaffRequest, needs

FIRST = 4


@needs(Permission.HOME_SEE)
def home(request: StaffRequest) -> HttpResponseBase:
    """What is urgent, quick entry, what is due, my numbers."""
    acts, due = quick_acts(request.actor), due_today(request.actor)
    page = {
        "urgent": [part for part in due if part.is_urgent],
        "acts": acts[:FIRST],
        "ways": [] if acts else ways_on(request),
        "has_more_acts": len(acts) > FIRST,
        "due": [part for part in due if not part.is_urgent],
        "has_overview": request.actor.may(Permission.REPORTS_SEE),
        "stats": my_numbers(request.actor),
    }
    return render(request, "home/home.html", page)


@needs(Permission.HOME_SEE)
def quick_entry(request: StaffRequest) -> HttpResponseBase:
    """Every kind of record this reader may make, one tap each."""
    return render(request, "home/quick_entry.html", {"acts": quick_acts(request.actor)})


def ways_on(request: StaffRequest) -> list[tuple[str, Any, str]]:
    """For a reader who records nothing: her pages, one tap each, without the three that stand in the bar anyway."""
    groups = groups_for(request.actor, request.path)
    return [(link.url, link.label, link.icon) for group in groups if group.label for link in group.links]


def quick_acts(by: Actor) -> list[tuple[str, Any, str]]:
    """(address, words, icon) in the order of use; a desk operator's and a counsellor's first act is an issue."""
    may = [desk for desk in DESKS if by.may(desk.record)]
    if not by.may(Permission.ACTIVITIES_RECORD) or "desk_operator" in by.roles:
        may.sort(key=lambda desk: desk.slug != "issues")
    acts = [(reverse(desk.url_name("new")), desk.add_label, desk.icon) for desk in may]
    if by.may(Permission.CASES_RECORD) and not is_legal_officer(by):
        acts.append((reverse("case_new"), _("Open a case"), "case"))
    if by.may(Permission.PEOPLE_RECORD):
        # Before leaving is when registering helps most; the desk's own page is for journeys on paper.
        acts.insert(0, (reverse("departures"), _("Register before leaving"), "journey"))
    return acts
