"""The home page and the page with all kinds of records the user may add."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.cases.writers import is_legal_officer
from jatan.web.desk_registry import DESKS
from jatan.web.home.backups import has_backup
from jatan.web.home.case_work import case_work
from jatan.web.home.house_state import house_state
from jatan.web.home.numbers import my_numbers
from jatan.web.home.setup_list import setup_list
from jatan.web.home.today import my_work
from jatan.web.ui.components.navigation import side_bar
from jatan.web.ui.needs import StaffRequest, needs

FIRST = 4


@needs(Permission.HOME_SEE)
def home(request: StaffRequest) -> HttpResponseBase:
    """The home page: trouble of the installation, case work, what is mine to do, what a new house still needs; below it
    quick entry and counts of recent work.
    """
    acts, work = quick_entry_links(request.actor), my_work(request.actor)
    setup, house = setup_list(request.actor), house_state(request.actor)
    if setup is not None and not has_backup():
        house = [finding for finding in house if finding.code != "backup_old"]  # a line of the list says so
    page = {
        "house": house,
        "work": [part for part in work if part.lines],
        "numbers": [part for part in work if not part.lines],
        "cases": case_work(request),
        "setup": setup,
        "acts": acts[:FIRST],
        "ways": [] if acts else menu_links(request),
        "has_overview": request.actor.may(Permission.REPORTS_SEE),
        "stats": my_numbers(request.actor),
    }
    return render(request, "home/home.html", page)


@needs(Permission.HOME_SEE)
def quick_entry(request: StaffRequest) -> HttpResponseBase:
    """A link for every kind of record this user may add."""
    return render(request, "home/quick_entry.html", {"acts": quick_entry_links(request.actor)})


def menu_links(request: StaffRequest) -> list[tuple[str, Any, str]]:
    """(url, label, icon) of all pages in the menu groups, for a user who may not record anything."""
    groups = side_bar(request.actor, request.path)
    return [(link.url, link.label, link.icon) for group in groups if group.label for link in group.links]


def quick_entry_links(by: Actor) -> list[tuple[str, Any, str]]:
    """(url, label, icon) of the records this user may add; for desk operators and counsellors issues come first."""
    may = [desk for desk in DESKS if desk.register is not None and by.may(desk.record)]
    if not by.may(Permission.ACTIVITIES_RECORD) or "desk_operator" in by.roles:
        may.sort(key=lambda desk: desk.slug != "issues")
    acts = [(reverse(desk.url_name("new")), desk.add_label, desk.icon) for desk in may]
    if by.may(Permission.CASES_RECORD) and not is_legal_officer(by):
        acts.append((reverse("case_new"), _("Open a case"), "case"))
    if by.may(Permission.PEOPLE_RECORD):
        # Registering before departure helps most, so it comes first; journeys/new/ is for people who have left already.
        acts.insert(0, (reverse("departures"), _("Register before leaving"), "journey"))
    return acts
