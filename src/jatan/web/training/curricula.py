"""Taking in a curriculum that comes with Jatan, and beginning a new version of one."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.localised import Localised
from jatan.programme.training.curricula import CURRICULUM, begin_version, take_shipped
from jatan.programme.training.models import Curriculum
from jatan.programme.training.selectors import curricula
from jatan.programme.training.shipped import ShippedCurriculum, shipped_curricula
from jatan.web.training.record_forms import OwnCurriculumForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission


@needs(Permission.LIBRARY_RECORD)
def shipped(request: StaffRequest) -> HttpResponseBase:
    """What comes with Jatan. POST takes one in (`take`: its code)."""
    form = submission.bind_form(OwnCurriculumForm, request)
    if request.method == "POST":
        wanted = next((one for one in shipped_curricula() if one.code == request.POST.get("take")), None)
        if wanted is None:
            raise Http404
        found = submission.submit_form(form, lambda answers: _take(request, wanted, answers))
        if isinstance(found, Curriculum):
            messages.success(request, _("It is yours now. Trainings can follow it."))
            return redirect("curricula_detail", found.pk)
    taken = {row.shipped: row for row in curricula(request.actor).exclude(shipped="").order_by("id")}
    page = {
        "form": form,
        "offered": [
            {
                "code": one.code,
                "title": Localised(one.body["title_hi"], one.body["title_en"]).in_language(),
                "about": one.body["about"].strip(),
                "phases": [Localised(row["title_hi"], row["title_en"]).in_language() for row in one.body["phase"]],
                "taken": reverse("curricula_detail", args=[taken[one.mark].pk]) if one.mark in taken else "",
            }
            for one in shipped_curricula()
        ],
    }
    return render(request, "training/shipped.html", page, status=422 if form.errors else 200)


@needs(Permission.LIBRARY_RECORD)
def new_version(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Begin a draft of one's own with everything that a published version holds."""
    row = CURRICULUM.find(request.actor, pk)
    if row.published_on is None:
        raise Http404
    form = submission.bind_form(OwnCurriculumForm, request)
    made = submission.submit_form(
        form,
        lambda answers: begin_version(
            by=request.actor, curriculum=row, organisation_id=answers["organisation"], place=answers["place"]
        ),
    )
    if isinstance(made, Curriculum):
        messages.success(request, _("This is the draft. Change it, then publish it."))
        return redirect("curricula_detail", made.pk)
    page: dict[str, Any] = {
        "crumbs": [
            (reverse("curricula"), _("Curricula")),
            (reverse("curricula_detail", args=[pk]), row.title),
        ],
        "form": form,
        "title": _("Begin a new version"),
        "lead": _(
            "A draft of your own is made with all phases, contents and questions. Running trainings keep theirs."
        ),
        "back": reverse("curricula_detail", args=[pk]),
        "submit": _("Begin the draft"),
    }
    return render(request, "training/form.html", page, status=422 if form.errors else 200)


def _take(request: StaffRequest, wanted: ShippedCurriculum, answers: Any) -> Curriculum:
    return take_shipped(
        by=request.actor, shipped=wanted, organisation_id=answers["organisation"], place=answers["place"]
    )
