"""The map of places and ways: filters, the picture, the table beside it; and the journeys behind a number of it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Case, Q, QuerySet, When
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period
from jatan.programme.journeys.selectors import journeys_by_stop, journeys_through
from jatan.programme.landmarks import selectors
from jatan.programme.landmarks.choices import LandmarkKind, Layer
from jatan.programme.landmarks.models import Landmark, Route
from jatan.programme.landmarks.services import LANDMARK
from jatan.web.landmarks.words import check_badge, open_badge
from jatan.web.ui.components.landmark_map import (
    MOST_POINTS,
    MapPoint,
    MapRoute,
    draw_district,
    draw_home,
    draw_india,
    lies_at_home,
    shape,
)
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records.columns import phone_link, place_line

_YEAR = dt.timedelta(days=364)
_MOST_ROUTES = 40
_OUTSIDE = "outside"
_ALL = gettext_lazy("all")


@dataclass(frozen=True)
class MapFilter:
    """What is asked of the map. `period`: journeys registered in it count; places mapped after it are left out."""

    form: forms.Form
    period: Period
    is_narrowed: bool

    def value(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) or ""

    def district(self) -> Place | None:
        """The district that was chosen, to be drawn large."""
        chosen = self.value("district")
        return next((row for row in _districts() if str(row.pk) == chosen), None) if chosen else None


@needs(Permission.ALLIES_SEE)
@require_safe
def landmark_map(request: StaffRequest) -> HttpResponseBase:
    """Map, filters and table. The number of journeys opens onto the journeys, for those who see any."""
    asked = asked_for(request.GET)
    rows = filtered(request.actor, asked)
    counts = journeys_by_stop(request.actor, asked.period) if request.actor.may(Permission.PEOPLE_SEE) else None
    rows = rows.order_by(Case(When(pk__in=list(counts or ()), then=0), default=1), "name_fold", "id")
    drawn = list(rows[:MOST_POINTS])
    routes = _routes(request.actor, asked)
    page = paginate(rows, request.GET)
    digits = request.account.uses_devanagari_digits
    context = {
        "form": asked.form,
        "clear_url": request.path if asked.is_narrowed else "",
        "pictures": _pictures(drawn, routes, counts or {}, asked.district()),
        "left_out": max(0, page.count - MOST_POINTS),
        "legend": _legend(),
        "period": asked.period,
        "table": _table(page.rows, counts, asked.period, digits),
        "page": page,
        "routes": [(reverse("routes_detail", args=[route.pk]), route.name) for route, _points in routes],
        "state": selectors.register_state(request.actor),
        "unchecked": selectors.unchecked(request.actor, mine=True).count(),
        "new_url": reverse("landmarks_new") if request.actor.may(Permission.ACTIVITIES_RECORD) else "",
        "geojson_url": f"{reverse('landmarks_geojson')}?{request.GET.urlencode()}"
        if request.actor.may(Permission.ALLIES_RECORD)
        else "",
    }
    return render(request, "landmarks/map.html", context)


@needs(Permission.ALLIES_SEE)
@require_safe
def journeys_of_landmark(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The journeys behind a number of the map: those of the reader's own reach, whoever mapped the place."""
    if not request.actor.may(Permission.PEOPLE_SEE):
        raise Http404
    landmark, asked = LANDMARK.find(request.actor, pk), asked_for(request.GET)
    page = paginate(journeys_through(request.actor, pk, asked.period), request.GET)
    lines = [
        {
            "name": row.person.name,
            "url": reverse("journeys_detail", args=[row.pk]),
            "place": place_line(row),
            "to": row.destination.name if row.destination else row.destination_as_written,
            "registered": row.registered_on,
            "leaves": row.leaves_on,
        }
        for row in page.rows
    ]
    columns = [
        Column("name", _("Person")),
        Column("place", _("Place")),
        Column("to", _("Where to")),
        Column("registered", _("Registered on"), "day"),
        Column("leaves", _("Leaves on"), "day"),
    ]
    table = Table(_("Journeys that name it"), columns, lines, link="url")
    context = {"landmark": landmark, "table": table, "page": page, "period": asked.period}
    return render(request, "landmarks/journeys.html", context)


def asked_for(query: QueryDict) -> MapFilter:
    """The filter of a request; what cannot be read is left aside. Without days: the last 365."""
    form = forms.Form(query, auto_id="filter_%s")
    districts = [(str(pk), name) for name, pk in sorted((row.name, row.pk) for row in _districts())]
    outside = (_OUTSIDE, _("outside Jharkhand"))
    form.fields |= {
        "layer": choice(gettext_lazy("What to show"), Layer, empty=_ALL),
        "kind": choice(gettext_lazy("Kind"), LandmarkKind, empty=_ALL),
        "district": choice(gettext_lazy("District"), [*districts, outside], empty=_ALL),
        "only": choice(
            gettext_lazy("Only"),
            [("open", gettext_lazy("open now")), ("unchecked", gettext_lazy("not checked for a year"))],
            empty=_ALL,
        ),
        "from": day(pgettext_lazy("journeys", "Journeys from")),
        "to": day(pgettext_lazy("journeys", "Journeys until")),
    }
    form.is_valid()
    today = clock.today()
    end = form.cleaned_data.get("to") or today
    start = form.cleaned_data.get("from") or end - _YEAR
    period = Period(min(start, end), max(start, end))
    return MapFilter(form, period, any(value for value in form.cleaned_data.values()))


def filtered(by: Actor, asked: MapFilter) -> QuerySet[Landmark]:
    """The landmarks that fit, by name; not those put on the map after the period."""
    rows = selectors.landmarks(by).filter(mapped_on__lte=asked.period.end)
    for name in ("layer", "kind"):
        if asked.value(name):
            rows = rows.filter(**{name: asked.value(name)})
    district = asked.value("district")
    if district == _OUTSIDE:
        home = [row.pk for row in _districts()]
        rows = rows.exclude(Q(place_id__in=home) | Q(place__district_id__in=home))
    elif district:
        rows = rows.filter(Q(place_id=district) | Q(place__district_id=district))
    if asked.value("only") == "open":
        rows = rows.filter(pk__in=selectors.open_now(by))
    elif asked.value("only") == "unchecked":
        rows = rows.filter(pk__in=selectors.unchecked(by).values("pk"))
    return rows


def point_of(row: Landmark) -> tuple[float, float] | None:
    """Where a landmark is drawn, in degrees: its coordinates, else its block, district or city. None: nowhere."""
    if row.latitude is not None and row.longitude is not None:
        return float(row.latitude), float(row.longitude)
    for place in (row.place, row.place.district):
        if place is not None and place.lat is not None and place.lon is not None:
            return float(place.lat), float(place.lon)
    return None


def _districts() -> list[Place]:
    return list(Place.objects.filter(level="district"))


def _routes(by: Actor, asked: MapFilter) -> list[tuple[Route, list[tuple[float, float]]]]:
    """Routes with the points of their stops; none where only another layer is asked for. Two queries."""
    if asked.value("layer") not in ("", Layer.TRANSIT) or asked.value("only"):
        return []
    rows = list(selectors.routes(by).filter(mapped_on__lte=asked.period.end)[:_MOST_ROUTES])
    stops = selectors.landmarks_by_id(by, {stop for row in rows for stop in row.stops})
    found = []
    for row in rows:
        points = [point_of(stops[stop]) for stop in row.stops if stop in stops]
        found.append((row, [point for point in points if point is not None]))
    return found


def _pictures(
    rows: Sequence[Landmark],
    routes: Sequence[tuple[Route, list[tuple[float, float]]]],
    counts: Mapping[uuid.UUID, int],
    district: Place | None,
) -> list[tuple[str, Any]]:
    """(title, picture): Jharkhand or one district of it, and India where something lies outside."""
    points = []
    for row in rows:
        spot = point_of(row)
        if spot is not None:
            title = f"{row.label}: {row.get_kind_display()}"
            url = reverse("landmarks_detail", args=[row.pk])
            points.append(MapPoint(title, row.layer, *spot, url, counts.get(row.pk, 0)))
    ways = [MapRoute(route.name, spots) for route, spots in routes]
    if district is not None and district.lat is not None and district.lon is not None:
        return [(district.name, draw_district((float(district.lat), float(district.lon)), points, ways))]
    home = [point for point in points if lies_at_home(point.lat, point.lon)]
    outside = [point for point in points if not lies_at_home(point.lat, point.lon)]
    pictures = [(_("In Jharkhand"), draw_home(home, ways))] if home or not outside else []
    if outside:
        pictures.append((_("Outside Jharkhand"), draw_india(outside, ways)))
    return pictures


def _legend() -> list[tuple[Any, str]]:
    """(shape, words) of each layer."""
    return [
        (format_html('<svg viewBox="0 0 14 14">{}</svg>', SafeString(shape(layer.value, 7, 7, 5))), str(layer.label))
        for layer in Layer
    ]


def _table(rows: Sequence[Landmark], counts: Mapping[uuid.UUID, int] | None, period: Period, devanagari: bool) -> Table:
    columns = [
        Column("name", _("Name")),
        Column("kind", _("Kind")),
        Column("place", _("Place")),
        Column("phone", _("Telephone")),
        Column("open", _("Now"), "badge"),
        Column("checked", _("Checked"), "badge"),
    ]
    if counts is not None:
        columns.insert(1, Column("journeys", _("Journeys")))
    lines = [
        {
            "name": row.name,
            "url": reverse("landmarks_detail", args=[row.pk]),
            "kind": row.get_kind_display(),
            "place": place_line(row),
            "phone": phone_link(row.phone) if row.phone else "",
            "open": open_badge(row),
            "checked": check_badge(row),
            "journeys": _number(row, counts or {}, period, devanagari),
        }
        for row in rows
    ]
    return Table(_("Places on the map"), columns, lines, link="url")


def _number(row: Landmark, counts: Mapping[uuid.UUID, int], period: Period, devanagari: bool) -> Any:
    number = counts.get(row.pk, 0)
    if not number:
        return ""
    address = reverse("landmark_journeys", args=[row.pk])
    days = f"?from={period.start.isoformat()}&to={period.end.isoformat()}"
    return format_html('<a href="{}{}">{}</a>', address, days, format_integer(number, devanagari))
