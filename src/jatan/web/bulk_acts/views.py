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

from jatan.foundation.access import gate
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.begun_work import begun_works, leave_work
from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.foundation.bulk_acts.undo import Undoing, may_undo
from jatan.intake.registers.look_alikes.decisions import LOOK_ALIKE_ACT, undo_decision_of
from jatan.intake.registers.repair.other_answers import OTHER_ANSWERS
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.programme.flows.acts_on_many import undo_act
from jatan.programme.people.duplicate_groups import LINKED, PARTED
from jatan.web.desk_registry import DESKS
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records.bulk import bulk_acts_of
from jatan.web.ui.workbooks.pages import WORKBOOK, workbook_url

SHOWN = 50
_DESKS = {desk.model._meta.label_lower: desk for desk in DESKS}


@needs(Permission.HOME_SEE)
def bulk_acts(request: StaffRequest) -> HttpResponseBase:
    """The last acts: one's own, and those of the office for who corrects its records. Before them what waits of work
    that was begun; POST leaves the rest of one."""
    if request.method == "POST":
        pk = request.POST.get("leave", "")
        if not is_id(pk):
            raise Http404
        leave_work(begun_works(request.actor).get(pk=pk))
        messages.success(request, _("The rest stays as it is. What was done stands here."))
        return redirect("bulk_acts")
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
            "url": reverse("bulk_act_undo", args=[one.pk]) if _may_undo(request, one) else "",
        }
        for one in page.rows
    ]
    return render(request, "bulk_acts/list.html", {"lines": lines, "page": page, "waiting": _waiting(request)})


@needs(Permission.HOME_SEE, writes_on_get="what will stay is found out by undoing it, which is then taken back")
def bulk_act_undo(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What undoing will take back and what stays; POST undoes it."""
    done = _within_reach(request).get(pk=pk)
    if not _may_undo(request, done):
        raise Http404
    undo = undo_decision_of if done.act == LOOK_ALIKE_ACT else undo_act
    try:
        if request.method == "POST":
            undoing = undo(by=request.actor, done=done)
            _say_what_was_done(request, done, undoing)
            return redirect("bulk_acts")
        undoing = undo(by=request.actor, done=done, is_trial=True)
    except Problem as problem:
        messages.error(request, str(problem.message))
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


def _waiting(request: StaffRequest) -> list[dict[str, Any]]:
    """Work that was begun and waits: `begun`, `what` it is, `is_workbook`, and where one goes on: `act`, the code that
    is sent to `url`, or for a workbook, which must be brought once more, the `page` alone."""
    found = []
    for begun in begun_works(request.actor):
        slug, _slash, code = begun.work.partition("/")
        desk = next((one for one in DESKS if one.slug == slug), None)
        is_workbook = code == WORKBOOK and desk is not None
        line: dict[str, Any] = {"begun": begun, "leave_url": reverse("bulk_acts"), "is_workbook": is_workbook}
        if desk is None:  # a list that this version has no more: what waits of it can only be left
            found.append(line | {"what": ""})
            continue
        if is_workbook:
            line |= {"what": _("Corrected from a workbook"), "page": workbook_url(desk, request)}
        elif act := next((one for one in bulk_acts_of(desk, request.actor) if one.slug == code), None):
            line |= {"what": act.label, "act": act.slug, "url": reverse(desk.url_name("together"))}
        found.append(line | {"what": f"{line.get('what', '')}: {desk.title}".lstrip(": ")})
    return found


def what_was_done(done: DoneTogether) -> str:
    """What was done, to how many records of which kind: "Withdrawn: 40 meetings and programmes"."""
    label = {
        "withdraw": _("Withdrawn"),
        LOOK_ALIKE_ACT: _("Withdrawn, on record twice"),
        "project": _("Put into a project"),
        "campaign": _("Put into a campaign"),
        "send": _("Sent to an office"),
        OTHER_ANSWERS: _("Answered from a column of a register"),
        LINKED: _("Linked as one person"),
        PARTED: _("Kept apart as different people"),
    }.get(done.act, done.act)
    return f"{label}: {capfirst(apps.get_model(done.about_type)._meta.verbose_name_plural)}"


def _within_reach(request: StaffRequest) -> Any:
    correct = request.actor.reach(Permission.RECORDS_CORRECT).organisations
    condition = Q(by=request.actor.account_id) | Q(organisation_id__in=correct)
    return DoneTogether.objects.filter(condition).select_related("organisation")


def _may_undo(request: StaffRequest, done: DoneTogether) -> bool:
    """Whether this reader may undo an act; what was decided of records that look alike, with its decision."""
    decides = gate.allows(request.actor, Permission.REGISTER_IMPORT, organisation_id=done.organisation_id)
    return may_undo(request.actor, done) and (done.act != LOOK_ALIKE_ACT or decides)


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
