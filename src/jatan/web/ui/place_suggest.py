"""Autocomplete of place fields: HTML fragments for what was typed so far, in either script."""

import uuid

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import OrganisationDistrict
from jatan.foundation.places import selectors
from jatan.web.ui.needs import StaffRequest, needs

SHORTEST, LONGEST = 2, 60


@needs(Permission.HOME_SEE)
def suggest(request: StaffRequest) -> HttpResponseBase:
    """Villages of the official list, then as the user's own offices have written them; the chosen block (`?place=`)
    comes first."""
    typed, offices = _typed(request), request.actor.home_organisations
    options: list[tuple[str, str]] = []
    if typed:
        held = OrganisationDistrict.objects.filter(organisation_id__in=offices)
        districts = list(held.values_list("district_id", flat=True))
        options = selectors.suggest_villages(typed, organisations=offices, districts=districts, near=_chosen(request))
    return render(request, "components/suggestions.html", {"options": options})


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
