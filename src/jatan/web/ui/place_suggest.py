"""Autocomplete of place fields: HTML fragments for what was typed so far, in either script."""

import uuid

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.foundation.access.permissions import Permission
from jatan.foundation.places import selectors
from jatan.foundation.places.choices import Level
from jatan.web.ui.needs import StaffRequest, needs

SHORTEST, LONGEST = 2, 60


@needs(Permission.HOME_SEE)
def suggest(request: StaffRequest) -> HttpResponseBase:
    """Villages that the user's own offices have entered before; those of the chosen block (`?place=`) first."""
    typed, offices = _typed(request), request.actor.home_organisations
    names = (
        selectors.suggest_localities(typed, organisations=offices, level=Level.VILLAGE, near=_chosen(request))
        if typed
        else []
    )
    return render(request, "components/suggestions.html", {"options": [(name, "") for name in names]})


@needs(Permission.PEOPLE_RECORD)
def destinations(request: StaffRequest) -> HttpResponseBase:
    """Cities, states and countries as destinations of journeys."""
    typed = _typed(request)
    places = selectors.suggest_destinations(typed) if typed else []
    options = [(place.name, place.parent.name if place.parent else "") for place in places]
    return render(request, "components/suggestions.html", {"options": options})


def _typed(request: StaffRequest) -> str:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    return text if len(text) >= SHORTEST else ""


def _chosen(request: StaffRequest) -> uuid.UUID | None:
    """The block or district chosen in the same form (`?place=`); None if it is not a UUID."""
    try:
        return uuid.UUID(request.GET.get("place", ""))
    except ValueError:
        return None
