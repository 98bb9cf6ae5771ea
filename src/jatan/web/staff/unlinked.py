"""The work list of group names that a register wrote and that fit no single group: somebody who knows decides."""

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.activities import selectors, services
from jatan.web.components.tables import Column, Table
from jatan.web.needs import StaffRequest, needs
from jatan.web.staff.forms.activities import LinkForm
from jatan.web.staff.records import writing

NAMES = 100


@needs(Permission.ACTIVITIES_RECORD)
def unlinked_groups(request: StaffRequest) -> HttpResponseBase:
    """Names as written, with how many meetings wait for each; the address carries one meeting's id."""
    columns = [Column("name", _("Group as written")), Column("meetings", _("Meetings"), "number")]
    rows = [
        {
            "name": row.group_name,
            "meetings": row.meetings,
            "url": reverse("link_group", args=[row.activity_id]),
        }
        for row in selectors.unlinked_group_names(request.actor)[:NAMES]
    ]
    return render(request, "staff/unlinked.html", {"table": Table(_("Groups not found"), columns, rows, link="url")})


@needs(Permission.ACTIVITIES_RECORD)
def link_group(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Say which group a name means: every meeting of that office with this name and kind is linked."""
    activity = selectors.find_activity(request.actor, pk)
    form = writing.bound(LinkForm, request, about=activity)
    by = request.actor
    if writing.written(form, lambda a: services.link_group(by=by, activity=activity, group=a["group"])) is None:
        return render(request, "staff/link_group.html", {"form": form, "activity": activity})
    messages.success(request, _("The meetings are linked to the group."))
    return redirect("unlinked_groups")
