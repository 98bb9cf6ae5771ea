"""The home page and the page with all kinds of records the user may add."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.foundation.access.permissions import Permission
from jatan.kernel.text.hindi import fold_spelling
from jatan.web.home.backups import has_backup
from jatan.web.home.case_work import case_work
from jatan.web.home.house_state import house_state
from jatan.web.home.numbers import my_numbers
from jatan.web.home.quick_acts import FIRST, others_by_room, quick_entry_links
from jatan.web.home.setup_list import setup_list
from jatan.web.home.today import my_work
from jatan.web.ui.components.navigation import side_bar
from jatan.web.ui.needs import StaffRequest, needs

# So many acts stand on the home page.
HOME_FIRST = 4


@needs(Permission.HOME_SEE)
def home(request: StaffRequest) -> HttpResponseBase:
    """The home page: trouble of the installation, case work, what is mine to do, what a new house still needs; below it
    quick entry and counts of recent work.
    """
    acts, work = quick_entry_links(request.actor), my_work(request.actor)
    setup, house = setup_list(request.actor), house_state(request.actor)
    if setup is not None and not has_backup():
        house = [line for line in house if line.finding.code != "backup_old"]  # a line of the list says so
    page = {
        "house": house,
        "work": [part for part in work if part.lines],
        "numbers": [part for part in work if not part.lines],
        "cases": case_work(request),
        "setup": setup,
        "acts": acts[:HOME_FIRST],
        "ways": [] if acts else menu_links(request),
        "has_overview": request.actor.may(Permission.REPORTS_SEE),
        "stats": my_numbers(request.actor),
    }
    return render(request, "home/home.html", page)


@needs(Permission.HOME_SEE)
def quick_entry(request: StaffRequest) -> HttpResponseBase:
    """What this user may record: the few of her role, a search over the others, and all of them by room.

    What is searched for comes by POST: somebody may type a name.
    """
    acts = quick_entry_links(request.actor)
    query = request.POST.get("q", "").replace("\x00", "").strip()[:120]
    wanted = _folded(query)
    page = {
        "acts": acts[:FIRST],
        "others": others_by_room(acts[FIRST:]),
        "sought": query,
        "found": [act for act in acts if wanted in _folded(str(act[1]))] if wanted else [],
    }
    return render(request, "home/quick_entry.html", page)


def menu_links(request: StaffRequest) -> list[tuple[str, Any, str]]:
    """(url, label, icon) of all rooms in the menu, for a user who may not record anything."""
    entries = side_bar(request.actor, request.path)
    return [(entry.link.url, entry.link.label, entry.link.icon) for entry in entries if entry.link.url != request.path]


def _folded(text: str) -> str:
    return fold_spelling(text).casefold().strip()
