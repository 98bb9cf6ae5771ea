"""A new target, and one target with its versions."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.evidence.indicators.definitions import COUNTABLE, indicator
from jatan.evidence.reports.period_layout import period_words
from jatan.evidence.targets.models import Target
from jatan.evidence.targets.selectors import find_target, versions_of
from jatan.evidence.targets.services import SetTarget, set_targets
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.web.targets.forms import AmountForm, NewTargetForm
from jatan.web.targets.overview import asked_period, period_query
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission


@needs(Permission.TARGETS_SET)
def new_target(request: StaffRequest) -> HttpResponseBase:
    """Set a target that does not exist yet."""
    period = asked_period(request)
    initial = {"period": f"{period.start.isoformat()},{period.end.isoformat()}"}
    form = submission.bind_form(NewTargetForm, request, initial=initial)

    def act(_answers: Any) -> SetTarget:
        chosen: SetTarget = form.target()  # type: ignore[attr-defined]
        _set_one(request, chosen)
        return chosen

    if isinstance(chosen := submission.submit_form(form, act), SetTarget):
        messages.success(request, _("The target is set."))
        return redirect(f"{reverse('targets')}?from={chosen.first}&to={chosen.last}")
    return render(request, "targets/new.html", {"form": form}, status=422 if form.errors else 200)


@needs(Permission.REPORTS_SEE)
def target_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A target with all its versions. POST gives it another amount, or takes it back (`decision`)."""
    asked = find_target(request.actor, pk)
    if asked.key not in COUNTABLE:
        raise Http404
    versions = versions_of(asked)
    current = next((row for row in versions if row.replaced_at is None), asked)
    may_set = asked.organisation_id in request.actor.reach(Permission.TARGETS_SET).organisations
    if request.method == "POST" and not may_set:
        raise Http404
    if request.method == "POST" and request.POST.get("decision") == "take_back":
        return _take_back(request, current)
    form = submission.bind_form(AmountForm, request, initial={"amount": current.amount}) if may_set else None
    if form is not None and submission.submit_form(
        form, lambda answers: _set_one(request, _another(request, current, answers["amount"]))
    ):
        messages.success(request, _("The target is set. The former one is kept below."))
        return redirect("target", pk)
    page = _page(asked, current, versions) | {"form": form}
    return render(request, "targets/target.html", page, status=422 if form is not None and form.errors else 200)


def _take_back(request: StaffRequest, current: Target) -> HttpResponseBase:
    try:
        _set_one(request, _another(request, current, None))
    except Problem as refused:
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, _("The target is taken back. What it was is kept below."))
    return redirect("target", current.pk)


def _set_one(request: StaffRequest, target: SetTarget) -> int:
    return set_targets(by=request.actor, targets=[target])


def _another(request: StaffRequest, current: Target, amount: int | None) -> SetTarget:
    """Another amount for a target, if it still is as the page showed it (`shown`)."""
    shown = request.POST.get("shown", "")
    before = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 20 else None
    return SetTarget(
        current.organisation_id,
        current.indicator,
        current.value,
        current.first,
        current.last,
        amount,
        before=before,
        is_checked=True,
    )


def _page(asked: Target, current: Target, versions: Any) -> dict[str, Any]:
    one = indicator(asked.indicator)
    names = dict(
        Account.objects.filter(id__in=[row.set_by for row in versions if row.set_by]).values_list("id", "name")
    )
    columns = (Column("at", _("When"), "day"), Column("amount", _("Target"), "number"), Column("by", _("Who")))
    rows = [{"at": row.set_at, "amount": row.amount, "by": names.get(row.set_by, "")} for row in versions]
    return {
        "label": f"{one.label.in_language()}: {one.value(asked.value).label.in_language()}",
        "owner": asked.organisation.name,
        "period": period_words(asked.period),
        "current": current,
        "shown": "" if current.amount is None else str(current.amount),
        "back": reverse("targets") + period_query(asked.period),
        "report_url": reverse("studio") + period_query(asked.period),
        "versions": Table(_("All versions"), columns, rows, note=_("“–” means that the target was taken back.")),
    }
