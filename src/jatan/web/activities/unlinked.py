"""The list of imported group names that match no single group, and the page to link one or to record it as a group."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import CharField, Min
from django.db.models.functions import Cast
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities import selectors, services
from jatan.programme.activities.choices import GROUP_KIND_OF, ActivityKind
from jatan.programme.activities.models import Activity
from jatan.programme.activities.named_groups import form_named_group
from jatan.programme.groups.models import Group
from jatan.web.activities.record_forms import LinkForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

NAMES = 100


@needs(Permission.ACTIVITIES_RECORD)
def unlinked_groups(request: StaffRequest) -> HttpResponseBase:
    """Names as written with the number of meetings. POST with `name` (ids of meetings) records them as groups.

    A name is given by the id of one of its meetings, never in a URL.
    """
    if request.method == "POST":
        _form_groups(request, request.POST.getlist("name")[:NAMES])
        return redirect("unlinked_groups")
    rows = [
        {
            "name": row["written"],
            "kind": ActivityKind(row["kind"]).label,
            "meetings": row["count"],
            "village": row["example_village"],
            "places": row["place_count"],
            "example": row["example"],
            "url": reverse("link_group", args=[row["example"]]),
            "may_form": row["kind"] in GROUP_KIND_OF,
        }
        for row in _names(request)[:NAMES]
    ]
    may_form = any(row["may_form"] for row in rows)
    return render(request, "activities/unlinked.html", {"names": rows, "may_form": may_form})


@needs(Permission.ACTIVITIES_RECORD)
def link_group(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Choose the group of a name: all activities of the organisation with this name and kind are linked to it."""
    activity = selectors.find_recordable(request.actor, pk)
    form = submission.bind_form(LinkForm, request, about=activity)
    if submission.submit_form(form, lambda answers: _link(request, activity, answers["group"])) is None:
        page = {"form": form, "activity": activity, "may_form": activity.kind in GROUP_KIND_OF}
        return render(request, "activities/link_group.html", page)
    messages.success(request, _("The meetings are linked to the group."))
    return redirect("unlinked_groups")


def _form_groups(request: StaffRequest, examples: list[str]) -> None:
    """Record a group for the name of each of these meetings, and report what could not be recorded."""
    formed = linked = 0
    for example in examples:
        try:
            activity = selectors.find_recordable(request.actor, uuid.UUID(example))
        except ValueError:
            raise Http404 from None
        try:
            _group, count = form_named_group(by=request.actor, activity=activity)
        except (Problem, Problems) as trouble:
            messages.error(request, f"{activity.group_name}: {trouble.problems[0].message}")
            continue
        formed, linked = formed + 1, linked + count
    if formed:
        text = ngettext("%(groups)s group is recorded.", "%(groups)s groups are recorded.", formed)
        more = ngettext("%(meetings)s meeting is linked.", "%(meetings)s meetings are linked.", linked)
        messages.success(request, f"{text % {'groups': formed}} {more % {'meetings': linked}}")
    elif not examples:
        messages.info(request, _("Tick the names of which you want to make groups."))


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
