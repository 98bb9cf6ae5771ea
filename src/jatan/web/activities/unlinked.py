"""The list of imported group names that match no single group, and the page to link one."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import CharField, Min
from django.db.models.functions import Cast
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.activities import selectors, services
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.web.activities.record_forms import LinkForm
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

NAMES = 100


@needs(Permission.ACTIVITIES_RECORD)
def unlinked_groups(request: StaffRequest) -> HttpResponseBase:
    """Names as written with the number of meetings. The link contains the id of one meeting, not the name."""
    columns = [Column("name", _("Group as written")), Column("kind", _("Kind of activity"))]
    columns.append(Column("meetings", _("Meetings"), "number"))
    rows = [
        {
            "name": row["written"],
            "kind": ActivityKind(row["kind"]).label,
            "meetings": row["count"],
            "url": reverse("link_group", args=[row["example"]]),
        }
        for row in _names(request)[:NAMES]
    ]
    return render(
        request, "activities/unlinked.html", {"table": Table(_("Groups not found"), columns, rows, link="url")}
    )


@needs(Permission.ACTIVITIES_RECORD)
def link_group(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Choose the group of a name: all activities of the organisation with this name and kind are linked to it."""
    activity = selectors.find_activity(request.actor, pk)
    form = submission.bind_form(LinkForm, request, about=activity)
    if submission.submit_form(form, lambda answers: _link(request, activity, answers["group"])) is None:
        return render(request, "activities/link_group.html", {"form": form, "activity": activity})
    messages.success(request, _("The meetings are linked to the group."))
    return redirect("unlinked_groups")


def _names(request: StaffRequest) -> Any:
    return selectors.unlinked_group_names(request.actor).annotate(example=Min(Cast("id", CharField())))


def _link(request: StaffRequest, activity: Activity, group: Group) -> int:
    return services.link_group_name(
        by=request.actor,
        organisation_id=activity.organisation_id,
        kind=activity.kind,
        group_fold=activity.group_fold,
        group=group,
    )
