"""Name the places on the map that a journey passes, beside the text that was said."""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import JOURNEY, name_stops
from jatan.programme.landmarks.models import Landmark
from jatan.programme.landmarks.selectors import landmarks_in_order, named, routes
from jatan.web.ui.forms.stops import StopsForm, labels_of
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_BETWEEN = re.compile(r"[,;/|→>\n]|\s[-–—]\s|\b(?:via|to|then)\b|(?<!\S)(?:से|होकर|होते हुए|फिर)(?!\S)")
_MOST_PARTS, _MOST_ROUTES = 6, 20


@needs(Permission.PEOPLE_RECORD)
def name_journey_stops(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Stops in order. Proposed, never saved by itself: what the written text means, or a known route (`?route=`)."""
    journey = JOURNEY.find(request.actor, pk)
    gate.require(request.actor, Permission.PEOPLE_RECORD, organisation_id=journey.organisation_id, place=journey.place)
    known = list(_known_routes(request.actor, journey))
    chosen = next((route for route in known if str(route.pk) == request.GET.get("route")), None)
    proposed = [] if chosen or journey.stops else _proposed(request.actor, journey.transit)
    stops = proposed or landmarks_in_order(request.actor, chosen.stops if chosen else journey.stops)
    form = submission.bind_form(StopsForm, request, about=journey, initial=labels_of(stops[: StopsForm.STOPS]))
    if (
        submission.submit_form(
            form, lambda answers: name_stops(by=request.actor, journey=journey, stops=answers["stops"])
        )
        is None
    ):
        page = {
            "journey": journey,
            "form": form,
            "routes": [(f"?route={route.pk}", route.name) for route in known],
            "is_proposed": bool(proposed or chosen) and not form.is_bound,
            "back": reverse("journeys_detail", args=[journey.pk]),
        }
        return render(request, "journeys/stops.html", page, status=422 if form.is_bound else 200)
    messages.success(request, _("It is written down."))
    return redirect("journeys_detail", journey.pk)


def _known_routes(by: Actor, journey: Journey) -> Any:
    """Routes that begin in the journey's block or district, or lead where it leads."""
    home = [journey.place_id, *filter(None, [journey.place.district_id])]
    fits = Q(place_id__in=home) | Q(place__district_id__in=home)
    if journey.destination_id is not None:
        fits |= Q(destination_id=journey.destination_id)
    return routes(by).filter(fits)[:_MOST_ROUTES]


def _proposed(by: Actor, written: str) -> list[Landmark]:
    """Places on the map that the parts of a written text mean without doubt, in order."""
    found: dict[uuid.UUID, Landmark] = {}
    for part in [part.strip() for part in _BETWEEN.split(written) if part.strip()][:_MOST_PARTS]:
        meant = named(by, part)
        if len(meant) == 1:
            found[meant[0].pk] = meant[0]
    return list(found.values())
