"""Searching by a name, a village, a number or the code of a pass, across records, within the reader's reach.

The words arrive in a POST: a name or a code never stands in an address, a log or a history.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.foundation.access.permissions import Permission
from jatan.programme.journeys.finding import can_only_be_a_code
from jatan.web.agents.desk import AGENTS
from jatan.web.groups.desk import GROUPS
from jatan.web.helpdesk.desk import ISSUES
from jatan.web.journeys.desk import JOURNEYS
from jatan.web.people.desk import PEOPLE
from jatan.web.ui.components.tables import Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.listing import table_of

FOUND = 20
_OF_A_CALLER = (PEOPLE, JOURNEYS, ISSUES)
_SEARCHED = (*_OF_A_CALLER, GROUPS, AGENTS)


@dataclass(frozen=True)
class Found:
    """What one desk found."""

    desk: Desk
    table: Table
    is_all: bool


@needs(Permission.HOME_SEE)
def search(request: StaffRequest) -> HttpResponseBase:
    """One box, and of each kind of record that the reader may see a list of at most 20."""
    sought = request.POST.get("q", "").replace("\x00", "").strip()[:120]
    desks = _OF_A_CALLER if can_only_be_a_code(sought) else _SEARCHED
    found = [
        _found(desk, request, desk.search, sought) for desk in desks if desk.search and request.actor.may(desk.see)
    ]
    page = {"sought": sought, "found": [part for part in found if part.table.rows] if sought else []}
    return render(request, "home/search.html", page)


def _found(desk: Desk, request: StaffRequest, look: Callable[..., Any], sought: str) -> Found:
    rows = list(look(request.actor, sought).select_related(*desk.related)[: FOUND + 1]) if sought else []
    return Found(desk, table_of(desk, rows[:FOUND]), len(rows) <= FOUND)
