"""Alerts about unusual reading, for supervisors: answered with a code by somebody other than the reader."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.cases.file.alerts import answer_alert, answered_alerts, find_alert, open_alerts
from jatan.web.cases.colleagues import names_of
from jatan.web.cases.forms import AnswerAlertForm
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.CASES_RECORD)
@require_safe
def case_alerts(request: StaffRequest) -> HttpResponseBase:
    """Unanswered and answered alerts."""
    if not request.actor.reach(Permission.CASES_RECORD).organisations:
        raise Http404
    waiting, answered = open_alerts(request.actor), answered_alerts(request.actor)
    people = [row.account for row in (*waiting, *answered)] + [row.answered_by for row in answered]
    names = names_of(people)
    page = {
        "waiting": [(row, names.get(row.account, ""), row.account == request.actor.account_id) for row in waiting],
        "answered": [(row, names.get(row.account, ""), names.get(row.answered_by, "")) for row in answered],
    }
    return render(request, "cases/alerts.html", page)


@needs(Permission.CASES_RECORD)
def case_alert(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Answer one alert. 404 for the reader herself."""
    row = find_alert(request.actor, pk)
    if row.account == request.actor.account_id:
        raise Http404
    form = AnswerAlertForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_alert(by=request.actor, alert=row, answer=form.cleaned_data["answer"])
        except Problem as raised:
            form.show(raised)
        else:
            messages.success(request, _("It is written down."))
            return redirect("case_alerts")
    page: dict[str, Any] = {"row": row, "name": names_of([row.account]).get(row.account, ""), "form": form}
    return render(request, "cases/alert.html", page, status=422 if form.errors else 200)
