"""What the place boxes suggest while somebody types: fragments of HTML, in either script."""

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.foundation.access.permissions import Permission
from jatan.foundation.places import selectors
from jatan.foundation.places.choices import Level
from jatan.web.needs import StaffRequest, needs

SHORTEST, LONGEST = 2, 60


@needs(Permission.HOME_SEE)
def suggest(request: StaffRequest) -> HttpResponseBase:
    """Villages that the reader's own office has written before; nobody else's."""
    typed = _typed(request)
    offices = request.actor.home_organisations if typed else ()
    names = [
        name
        for office in offices
        for name in selectors.suggest_localities(typed, organisation_id=office, level=Level.VILLAGE, within=None)
    ]
    options = [(name, "") for name in dict.fromkeys(names)]
    return render(request, "staff/suggestions.html", {"options": options})


@needs(Permission.PEOPLE_RECORD)
def destinations(request: StaffRequest) -> HttpResponseBase:
    """Cities, states and countries people go to."""
    typed = _typed(request)
    places = selectors.suggest_destinations(typed) if typed else []
    options = [(place.name, place.parent.name if place.parent else "") for place in places]
    return render(request, "staff/suggestions.html", {"options": options})


def _typed(request: StaffRequest) -> str:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    return text if len(text) >= SHORTEST else ""
