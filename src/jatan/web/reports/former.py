"""Addresses of the pages and papers that the studio has replaced: each leads to the same choice there."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jatan.evidence.indicators.scope import scope_of
from jatan.evidence.studio.parts import PAPERS
from jatan.evidence.studio.written import WRITERS
from jatan.foundation.access.permissions import Permission
from jatan.web.reports.studio.asked import parse_asked
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.REPORTS_SEE, counts=True)
def former_page(request: StaffRequest, paper: str) -> HttpResponseBase:
    """The page of the studio with the days, places, theme, comparison and language of this address."""
    return redirect(reverse("studio") + _query(request, paper))


@needs(Permission.REPORTS_SEE, counts=True)
def former_file(request: StaffRequest, paper: str, kind: str) -> HttpResponseBase:
    """The same report as a file, as a page what was one; Http404 for a kind of file that nobody ever gave."""
    if paper == "impact" and kind == "html":
        return redirect(reverse("studio") + _query(request, paper))
    if kind not in WRITERS:
        raise Http404
    return redirect(reverse("studio_file", args=[kind]) + _query(request, paper))


def _query(request: StaffRequest, paper: str) -> str:
    """Raises Forbidden for members and districts that this reader may not read, as these pages always did."""
    asked = parse_asked(request.GET)
    scope_of(request.actor, organisations=asked.choice.organisations, districts=asked.choice.districts)
    return asked.query(**PAPERS[paper])
