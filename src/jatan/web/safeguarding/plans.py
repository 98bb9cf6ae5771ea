"""The contact plan in words, and the forms in which a coordinator writes a new version."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.safeguarding.choices import Assignee, PlanKind, StepCode
from jatan.programme.safeguarding.plan_bodies import ladder_of, schedule_of
from jatan.programme.safeguarding.plans import body_in_force, change_plan, versions
from jatan.web.safeguarding.display import line_words, rung_words
from jatan.web.safeguarding.forms import CadenceForm, LineForm, StepForm, UnopenedForm, VersionForm, row_of
from jatan.web.ui.needs import StaffRequest, needs

_EXTRA = 2
Lines = forms.formset_factory(LineForm, extra=_EXTRA, can_delete=True, max_num=60)
Steps = forms.formset_factory(StepForm, extra=1, can_delete=True, max_num=12)


@needs(Permission.PEOPLE_RECORD)
@require_safe
def plan(request: StaffRequest) -> HttpResponseBase:
    """Schedule and ladder in force, and all versions."""
    organisation_id = request.actor.home_organisations[0]
    number, body = body_in_force(organisation_id, PlanKind.SCHEDULE)
    schedule = schedule_of(body, number)
    ladder_number, ladder_body = body_in_force(organisation_id, PlanKind.LADDER)
    ladder = ladder_of(ladder_body)
    page = {
        "lines": [(line_words(line), _who(line.by)) for line in schedule.lines],
        "cadence": schedule.cadence,
        "number": number,
        "rungs": [(_step(rung.code), rung_words(rung), _who(rung.by)) for rung in ladder.rungs],
        "unopened": ladder.unopened.minutes,
        "told_next": [_who(one) for one in ladder.unopened.then],
        "ladder_number": ladder_number,
        "versions": [row for kind in PlanKind for row in versions(request.actor, organisation_id, kind)],
        "keeps_plan": organisation_id in request.actor.reach(Permission.SAFETY_PLAN).organisations,
    }
    return render(request, "safeguarding/plan.html", page)


@needs(Permission.SAFETY_PLAN)
def edit_schedule(request: StaffRequest) -> HttpResponseBase:
    """Edit the schedule."""
    return _edit(request, PlanKind.SCHEDULE)


@needs(Permission.SAFETY_PLAN)
def edit_ladder(request: StaffRequest) -> HttpResponseBase:
    """Edit the ladder."""
    return _edit(request, PlanKind.LADDER)


def _edit(request: StaffRequest, kind: PlanKind) -> HttpResponseBase:
    organisation_id = request.actor.home_organisations[0]
    number, body = body_in_force(organisation_id, kind)
    data = request.POST if request.method == "POST" else None
    rows: Any = (Lines if kind is PlanKind.SCHEDULE else Steps)(data, prefix="rows", initial=_initial(kind, body))
    cadence = CadenceForm(data, prefix="cadence", initial=body.get("cadence")) if kind is PlanKind.SCHEDULE else None
    unopened = UnopenedForm(data, prefix="unopened", initial=_unopened(body)) if kind is PlanKind.LADDER else None
    start = {"from_day": clock.today(), "includes_away": True, "follows": number}
    version = VersionForm(data, actor=request.actor, initial=start)
    asked = [one for one in (rows, cadence, unopened, version) if one is not None]
    found = [one.is_valid() for one in asked]  # validate all, so that every error is shown at once
    if data is not None and all(found) and _write(request, kind, rows, cadence, unopened, version):
        messages.success(request, _("The new version is in force from the day you named."))
        return redirect("contact_plan")
    page = {"rows": rows, "cadence": cadence, "unopened": unopened, "form": version}
    page |= {"title": capfirst(str(kind.label)), "kind": kind}
    return render(request, "safeguarding/plan_edit.html", page, status=200 if data is None else 422)


def _write(request: StaffRequest, kind: PlanKind, rows: Any, cadence: Any, unopened: Any, version: VersionForm) -> bool:
    kept = [form for form in rows.forms if form.has_changed() or form.initial]
    kept = [form for form in kept if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    name = "rules" if kind is PlanKind.SCHEDULE else "steps"
    body: dict[str, Any] = {name: [row_of(kind, form.cleaned_data) for form in kept]}
    if cadence is not None:
        body["cadence"] = dict(cadence.cleaned_data)
    if unopened is not None:
        body["unopened"] = dict(unopened.cleaned_data)
    try:
        change_plan(
            by=request.actor,
            organisation_id=request.actor.home_organisations[0],
            kind=kind.value,
            body=body,
            **version.answers(),
        )
    except (Problem, Problems) as raised:
        for problem in raised.problems:
            _show(problem, kept, cadence, version)
        return False
    return True


def _show(problem: Problem, kept: list[Any], cadence: Any, version: VersionForm) -> None:
    """Show a problem at its row ("rules-3": the kept row with index 3), at the cadence, or at the version."""
    name, _dash, place = (problem.field or "").partition("-")
    if place.isdecimal() and int(place) < len(kept):
        kept[int(place)].add_error(None, str(problem.message))
    elif name == "cadence" and cadence is not None:
        cadence.add_error(None, str(problem.message))
    else:
        version.show(problem)


def _unopened(body: dict[str, Any]) -> dict[str, Any]:
    found = ladder_of(body).unopened
    return {"minutes": found.minutes, "then": list(found.then)}


def _initial(kind: PlanKind, body: dict[str, Any]) -> list[dict[str, Any]]:
    if kind is PlanKind.LADDER:
        return list(body["steps"])
    return [row | {"condition": row["for"]} for row in body["rules"]]


def _who(code: str) -> str:
    return str(Assignee(code).label)


def _step(code: str) -> str:
    return capfirst(str(StepCode(code).label))
