"""The queue of the help desk: urgent issues first, then those that wait longest."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.helpdesk import selectors
from jatan.web.helpdesk.desk import ISSUES
from jatan.web.ui.components.tables import Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.list_page import build_table

WAITING = 100


@needs(Permission.HELPDESK_SEE)
def issue_queue(request: StaffRequest) -> HttpResponseBase:
    """At most 100 open issues (more than a day's work), urgent ones first."""
    rows = list(selectors.queue(request.actor).select_related(*ISSUES.related)[: WAITING + 1])
    table: Table = build_table(ISSUES, rows[:WAITING], request.actor)
    page = {
        "table": table,
        "is_all": len(rows) <= WAITING,
        "urgent": sum(row.is_urgent for row in rows),
        "title": _("Waiting issues"),
    }
    return render(request, "helpdesk/queue.html", page)
