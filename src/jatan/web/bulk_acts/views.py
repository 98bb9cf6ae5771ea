"""The last acts on many records, and the page that undoes one."""

import uuid
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.foundation.bulk_acts.undo import Undoing, may_undo
from jatan.kernel.problems import Problem
from jatan.programme.flows.acts_on_many import undo_act
from jatan.web.desk_registry import DESKS
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate

__all__ = ["bulk_act_undo", "bulk_acts"]

SHOWN = 50
_DESKS = {desk.model._meta.label_lower: desk for desk in DESKS}


@needs(Permission.HOME_SEE)
def bulk_acts(request: StaffRequest) -> HttpResponseBase:
    """The last acts: one's own, and those of the office for who corrects its records."""
    page = paginate(_within_reach(request).order_by("-at", "-id"), request.GET)
    accounts = {one.by for one in page.rows} | {one.undone_by for one in page.rows}
    names = dict(Account.objects.filter(id__in=accounts - {None}).values_list("id", "name"))
    lines = [
        {
            "done": one,
            "what": what_was_done(one),
            "on": localtime(one.at).date(),
            "by": names.get(one.by, ""),
            "undone_by": names.get(one.undone_by, ""),
            "url": reverse("bulk_act_undo", args=[one.pk]) if may_undo(request.actor, one) else "",
        }
        for one in page.rows
    ]
    return render(request, "bulk_acts/list.html", {"lines": lines, "page": page})


@needs(Permission.HOME_SEE, writes_on_get="what will stay is found out by undoing it, which is then taken back")
def bulk_act_undo(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What undoing will take back and what stays; POST undoes it."""
    done = _within_reach(request).get(pk=pk)
    if not may_undo(request.actor, done):
        raise Http404
    try:
        if request.method == "POST":
            undoing = undo_act(by=request.actor, done=done)
            _say_what_was_done(request, done, undoing)
            return redirect("bulk_acts")
        undoing = undo_act(by=request.actor, done=done, is_trial=True)
    except Problem as problem:
        messages.warning(request, str(problem.message))
        return redirect("bulk_acts")
    number = done.rows - _stayed_of(done, undoing)
    page: dict[str, Any] = {
        "done": done,
        "what": what_was_done(done),
        "number": number,
        "stayed": [(_label(one.row), one.why) for one in undoing.stayed[:SHOWN]],
        "more": max(0, len(undoing.stayed) - SHOWN),
    }
    return render(request, "bulk_acts/undo.html", page)


def what_was_done(done: DoneTogether) -> str:
    """What was done, to how many records of which kind: "Withdrawn: 40 meetings and programmes"."""
    label = {
        "withdraw": _("Withdrawn"),
        "project": _("Put into a project"),
        "campaign": _("Put into a campaign"),
        "send": _("Sent to an office"),
    }.get(done.act, done.act)
    return f"{label}: {capfirst(apps.get_model(done.about_type)._meta.verbose_name_plural)}"


def _within_reach(request: StaffRequest) -> Any:
    correct = request.actor.reach(Permission.RECORDS_CORRECT).organisations
    condition = Q(by=request.actor.account_id) | Q(organisation_id__in=correct)
    return DoneTogether.objects.filter(condition).select_related("organisation")


def _stayed_of(done: DoneTogether, undoing: Undoing) -> int:
    return min(done.rows, len({one.row.pk for one in undoing.stayed}))


def _label(row: Any) -> Any:
    desk = _DESKS.get(row._meta.label_lower)
    return desk.label(row) if desk is not None else capfirst(row._meta.verbose_name)


def _say_what_was_done(request: StaffRequest, done: DoneTogether, undoing: Undoing) -> None:
    stayed = _stayed_of(done, undoing)
    number = done.rows - stayed
    words = [ngettext("Undone for %(number)s record.", "Undone for %(number)s records.", number) % {"number": number}]
    if stayed:
        left = ngettext("%(number)s record stayed as it was.", "%(number)s records stayed as they were.", stayed)
        words.append(left % {"number": stayed})
    messages.success(request, " ".join(words))
