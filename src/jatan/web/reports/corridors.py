"""The corridor page: journeys from blocks to destinations, as a map and by destination; whole to print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jatan.evidence.atlas.corridors import (
    EVERY_CORRIDOR,
    MOST_CORRIDORS,
    Corridor,
    Corridors,
    corridors,
    whole_name,
)
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.web.reports import report_request
from jatan.web.ui.components.corridor_map import Flow, draw
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate

_MAX_FLOWS = 40
_NUMBERS = ("count", "women", "minors")


@dataclass(frozen=True)
class Arrivals:
    """A destination with its listed corridors, the largest first. `count`: all journeys to it, listed or not."""

    name: str
    count: int
    table: Table


@needs(Permission.REPORTS_SEE, counts=True)
def corridor_page(request: StaffRequest) -> HttpResponseBase:
    """The largest corridors on the map, and all by destination; with `?whole=1` all in one table, to print."""
    question = report_request.parse_request(request.GET)
    is_whole = request.GET.get("whole") == "1"
    found = corridors(
        question.period,
        by=request.actor,
        organisation=question.organisation,
        district=question.district,
        most=EVERY_CORRIDOR if is_whole else MOST_CORRIDORS,
    )
    ends = paginate(_arrivals(found), request.GET)
    flows = _flows(found.rows)[:_MAX_FLOWS]
    page = {
        "question": question,
        "form": _form(request, question, found),
        "presets": report_request.presets(question),
        "found": found,
        "drawn": len(flows),
        "picture": draw(flows, devanagari=request.account.uses_devanagari_digits) if flows else "",
        "page": ends,
        "table": _table(found, found.rows) if is_whole else None,
        "is_whole": is_whole,
        "whole_url": question.query(whole="1"),
        "pages_url": question.query(),
        "file_url": reverse("corridors_file") + question.query(),
    }
    return render(request, "reports/corridors.html", page)


def _form(request: StaffRequest, question: report_request.ReportRequest, found: Corridors) -> forms.Form:
    """The filter form; without the organisation where numbers are not divided by it."""
    form = report_request.filter_form(question, report_request.offices_of(request.actor))
    if found.is_rounded:
        form.fields.pop("organisation", None)
    return form


def _flows(rows: Sequence[Corridor]) -> list[Flow]:
    """Corridors with coordinates at both ends and a visible number. One query at most."""
    # Newer blocks have no published coordinates: their journeys are drawn from the middle of the district.
    wanted = {row.origin.district_id for row in rows if row.origin.lat is None and row.origin.district_id}
    districts = Place.objects.in_bulk(wanted) if wanted else {}
    found: list[Flow] = []
    for row in rows:
        start = _coordinates(row.origin) or _coordinates(districts.get(row.origin.district_id))
        end = _coordinates(row.destination)
        if row.count and start is not None and end is not None and row.destination is not None:
            found.append(Flow(row.origin.names, *start, row.destination.names, *end, row.count))
    return found


def _coordinates(place: Place | None) -> tuple[float, float] | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    return float(place.lat), float(place.lon)


def _table(found: Corridors, rows: Iterable[Corridor]) -> Table:
    columns = (
        Column("origin", pgettext("place", "From")),
        Column("destination", pgettext("place", "To")),
        Column("count", _("Journeys"), "number"),
        Column("women", _("Women and girls"), "number"),
        Column("minors", _("Under 18"), "number"),
    )
    words = _("Total of the list, about") if found.is_rounded else _("Total of the list")
    total = {"origin": words, "destination": ""} | {
        name: sum(getattr(row, name) for row in found.rows) for name in _NUMBERS
    }
    return Table(_("Corridors, the largest first"), columns, [_line(row) for row in rows], total=total)


def _arrivals(found: Corridors) -> list[Arrivals]:
    """Where people go with the listed corridors of it; where most go comes first."""
    columns = (
        Column("origin", pgettext("place", "From")),
        Column("count", _("Journeys"), "number"),
        Column("women", _("Women and girls"), "number"),
        Column("minors", _("Under 18"), "number"),
    )
    ends = [(whole_name(one.destination), one) for one in found.arrivals]
    return [
        Arrivals(name, one.count, Table(name, columns, [_line(row) for row in one.rows], stacks=False))
        for name, one in ends
    ]


def _line(row: Corridor) -> dict[str, Any]:
    numbers = {name: getattr(row, name) for name in _NUMBERS}
    return {"origin": whole_name(row.origin), "destination": whole_name(row.destination)} | numbers
