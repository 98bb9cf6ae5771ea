"""Search by name, village, telephone number or pass code across records within the user's reach.

The query is sent by POST: a name or a code must not be in a URL, a log or the browser history.
"""

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from jatan.foundation.access.permissions import Permission
from jatan.programme.journeys.journey_search import is_pass_code
from jatan.web.agents.desk import AGENTS
from jatan.web.groups.desk import GROUPS
from jatan.web.helpdesk.desk import ISSUES
from jatan.web.journeys.desk import JOURNEYS
from jatan.web.people.desk import PEOPLE
from jatan.web.ui.components.tables import Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.list_page import build_table, search_rows
from jatan.web.ui.records.named_filters import FoundNames
from jatan.web.ui.rooms import leads_to_closed

FOUND = 20
_OF_A_CALLER = (PEOPLE, JOURNEYS, ISSUES)
_SEARCHED = (*_OF_A_CALLER, GROUPS, AGENTS)


@dataclass(frozen=True)
class Found:
    """The results of one desk."""

    desk: Desk
    table: Table
    is_all: bool


@needs(Permission.HOME_SEE)
def search(request: StaffRequest) -> HttpResponseBase:
    """The search page: at most 20 results of each kind of record that the user may see."""
    query = request.POST.get("q", "").replace("\x00", "").strip()[:120]
    desks = _OF_A_CALLER if is_pass_code(query) else _SEARCHED
    names = FoundNames(request.actor, query)
    found = [_found(desk, request, query, names) for desk in desks if desk.search and request.actor.may(desk.see)]
    departures = reverse("departures")
    may_register = request.actor.may(Permission.PEOPLE_RECORD) and not leads_to_closed(request.actor, departures)
    page = {
        "sought": query,
        "departures_url": departures if may_register and not is_pass_code(query) else "",
        "no_news_url": reverse("no_news") if request.actor.may(Permission.HELPDESK_RECORD) else "",
        "found": [part for part in found if part.table.rows] if query else [],
    }
    return render(request, "home/search.html", page)


def _found(desk: Desk, request: StaffRequest, query: str, names: FoundNames) -> Found:
    rows = search_rows(desk, request.actor, query, FOUND + 1, names) if query else []
    return Found(desk, build_table(desk, rows[:FOUND], request.actor), len(rows) <= FOUND)
