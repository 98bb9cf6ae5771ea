"""The queue of the help desk: urgent issues first, then those that wait longest; whole, or one part of it."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.helpdesk import selectors
from jatan.programme.helpdesk.models import Issue
from jatan.web.helpdesk.issue_links import name_of
from jatan.web.ui.components import states
from jatan.web.ui.components.words import Text
from jatan.web.ui.issue_words import kind_words, waiting_words
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate

# ?part= -> (words, rows). The three named parts have no issue in common and are the whole together.
_PARTS: dict[str, tuple[Text, Callable[[Actor], QuerySet[Issue]]]] = {
    "": (pgettext_lazy("issues", "All"), selectors.queue),
    "urgent": (pgettext_lazy("issues", "Urgent"), selectors.urgent_issues),
    "again": (_("Ask again"), selectors.issues_to_ask_again),
    "waiting": (_("Help is awaited"), selectors.other_waiting_issues),
}


@needs(Permission.HELPDESK_SEE)
def issue_queue(request: StaffRequest) -> HttpResponseBase:
    """Open issues as lines, urgent ones first. `?part=` shows one part; any other value shows all."""
    wanted = request.GET.get("part", "")
    chosen = wanted if wanted in _PARTS else ""
    page = paginate(_PARTS[chosen][1](request.actor), request.GET)
    address = reverse("issue_queue")
    shown = {
        "lines": [_line(row) for row in page.rows],
        "page": page,
        "tabs": [
            (f"{address}?part={code}" if code else address, words, code == chosen, "")
            for code, (words, _rows) in _PARTS.items()
        ],
        "title": _("Waiting issues"),
    }
    return render(request, "helpdesk/queue.html", shown)


def _line(row: Issue) -> dict[str, Any]:
    """Name and kind, where, since when; urgent ones say so."""
    who = name_of(row)
    return {
        "url": reverse("issues_detail", args=[row.pk]),
        "text": f"{who}: {kind_words(row)}" if who else kind_words(row),
        "where": row.village or row.place.name,
        "since": waiting_words(row),
        "badge": states.late(_("urgent")) if row.is_urgent else None,
    }
