"""The map as a GeoJSON file, for those who keep the register: with a purpose, and written into the ledger."""

from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.evidence.atlas.landmarks_geojson import landmarks_geojson
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.kernel import clock
from jatan.programme.landmarks import selectors
from jatan.programme.landmarks.choices import LandmarkKind
from jatan.programme.landmarks.models import Landmark
from jatan.web.landmarks.map_page import asked_for, filtered
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.records.export import MOST_ROWS, ROWS_EXPORTED, PurposeForm


@needs(Permission.ALLIES_RECORD, fresh_second_step=True)
def download(request: StaffRequest) -> HttpResponseBase:
    """GET asks for the purpose, POST answers with the file of the filtered map. Shelters are left out."""
    rows = filtered(request.actor, asked_for(request.GET)).exclude(kind=LandmarkKind.SHELTER)
    form = submission.bind_form(PurposeForm, request)
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "count": rows.count(), "back": reverse("landmark_map")}
        return render(request, "landmarks/geojson.html", context, status=422 if form.is_bound else 200)
    taken = list(rows[:MOST_ROWS])
    routes = list(selectors.routes(request.actor)[:MOST_ROWS])
    stops = selectors.landmarks_by_id(request.actor, {stop for route in routes for stop in route.stops})
    note = _("Places and ways of the network. Shelters are left out. No boundaries are in this file.")
    content = landmarks_geojson(taken, routes, stops, note=note)
    _record(request, len(taken), form.answers()["purpose"])
    return send_file(content, f"places-{clock.today():%Y-%m-%d}.geojson")


def _record(request: StaffRequest, count: int, purpose: str) -> None:
    organisation = request.actor.home_organisations[0]
    label = Landmark._meta.label_lower
    with transaction.atomic():
        record_event(
            organisation_id=organisation,
            by=request.actor.account_id,
            verb=ROWS_EXPORTED,
            about_type=label,
            payload={"rows": {label: count}, "purpose": purpose},
        )
