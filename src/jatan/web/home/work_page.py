"""The whole list of one kind of work, as the home page counts it, one page at a time."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.web.home.today import find_kind, rows_of
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate


@needs(Permission.HOME_SEE)
@require_safe
def work(request: StaffRequest, kind: str) -> HttpResponseBase:
    """All rows of one kind of work; 404 for a kind that this user has not."""
    found = find_kind(request.actor, kind)
    if found is None:
        raise Http404
    page = paginate(rows_of(request.actor, found), request.GET)
    shown = {"kind": found, "page": page, "lines": found.lines(page.rows, clock.today())}
    return render(request, "home/work.html", shown)
