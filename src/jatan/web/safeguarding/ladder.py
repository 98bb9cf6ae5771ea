"""Escalations: the list of open ones, one with its history, taking a step, taking over as a case."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.programme.safeguarding import selectors, services
from jatan.programme.safeguarding.choices import Assignee, Closed, StepCode
from jatan.programme.safeguarding.duties import duties_for
from jatan.programme.safeguarding.handover import MAY_TAKE_AS_CASE
from jatan.programme.safeguarding.models import Escalation
from jatan.web.safeguarding.display import Card, clock_badge, history, is_child
from jatan.web.safeguarding.forms import CaseForm, TakenForm
from jatan.web.safeguarding.today import BUTTONS
from jatan.web.ui.case_prefill import case_prefill_fields
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.records.columns import place_line

SHOWN = 500
_WITH_DUTIES = (StepCode.MISSING, StepCode.CASE)


@needs(Permission.PEOPLE_RECORD)
@require_safe
def overdue(request: StaffRequest) -> HttpResponseBase:
    """All missed contacts, the highest step first. Deliberately without filters, so that none can be hidden."""
    rows = selectors.open_escalations(request.actor)
    lines = [_line(row) for row in rows[:SHOWN]]
    columns = [
        Column("who", _("Person")),
        Column("step", _("Step")),
        Column("by", _("By whom")),
        Column("state", _("State"), "badge"),
        Column("place", _("Place")),
        Column("since", _("No contact since"), "day"),
    ]
    count = len(lines) if len(lines) < SHOWN else rows.count()
    table = Table(_("Not heard from"), columns, lines, link="url")
    stops = list(selectors.open_triggers(request.actor)[:SHOWN])
    page = {"table": table, "count": count, "late": selectors.overdue(request.actor).count(), "stops": stops}
    return render(request, "safeguarding/overdue.html", page)


@needs(Permission.PEOPLE_RECORD)
def escalation(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One escalation: its history, open steps, whom to call, and the duties once she is treated as missing."""
    row = selectors.escalations(request.actor).get(pk=pk)
    steps = list(selectors.steps(request.actor).filter(escalation=row))
    child = is_child(row.journey)
    page: dict[str, Any] = {
        "row": row,
        "card": Card.of(row.contact),
        "buttons": BUTTONS,
        "open_steps": [
            (step, clock_badge(step.due_at, None))
            for step in steps
            if step.acknowledged_at is None and row.closed_at is None
        ],
        "moments": history(row.contact, steps),
        "duties": [
            (duty, duty.text(get_language() or "hi"))
            for duty in (duties_for(is_child=child) if row.step_code in _WITH_DUTIES else ())
        ],
        "is_child": child,
        "may_take": row.closed_at is None and bool(request.actor.roles & set(MAY_TAKE_AS_CASE)),
        "case_url": _case_url(request, row),
        "begins": case_prefill_fields(row.journey_id),
    }
    return render(request, "safeguarding/escalation.html", page)


@needs(Permission.PEOPLE_RECORD)
def step_taken(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take a step in one's own name. If somebody else took it first, the message says so."""
    row = selectors.steps(request.actor).get(pk=pk)
    form = submission.bind_form(TakenForm, request)
    done: list[bool] = []

    def act(answers: Any) -> object:
        done.append(services.acknowledge_step(by=request.actor, step=row, what_was_done=answers["what_was_done"]))
        return True

    if submission.submit_form(form, act) is None:
        return _ask(request, form, capfirst(str(row.get_code_display())), row.escalation_id)
    words = _("This step is yours now.") if done[0] else _("A colleague has taken this step already.")
    messages.success(request, words)
    return redirect("escalation", row.escalation_id)


@needs(Permission.PEOPLE_RECORD)
def take_case(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A counsellor or supervisor takes an escalation over as a case. The case itself is opened in the case register."""
    row = selectors.escalations(request.actor).get(pk=pk)
    form = submission.bind_form(CaseForm, request)

    def act(answers: Any) -> object:
        return services.take_as_case(by=request.actor, escalation=row, note=answers["note"])

    if submission.submit_form(form, act) is None:
        return _ask(request, form, _("Take over as a case"), row.pk)
    messages.success(request, _("It is yours as a case now. Open it in the case register, by its code."))
    return redirect("escalation", row.pk)


def _ask(request: StaffRequest, form: Any, title: str, back: uuid.UUID) -> HttpResponseBase:
    page = {"form": form, "title": title, "escalation_id": back}
    return render(request, "safeguarding/ask.html", page, status=422 if form.errors else 200)


def _case_url(request: StaffRequest, row: Escalation) -> str:
    """The URL to open a case, at the last step and for users who may; else "".

    The journey's id is sent by POST, not in the URL. Nothing is written here, so that no row about the person reveals
    whether a case was opened.
    """
    is_last = row.step_code == StepCode.CASE if row.closed_at is None else row.closed_because == Closed.CASE
    if not is_last or not request.actor.may(Permission.CASES_RECORD):
        return ""
    return reverse("case_new")


def _line(row: Any) -> dict[str, Any]:
    return {
        "who": row.journey.person.name,
        "step": f"{row.step}. {capfirst(str(row.get_step_code_display()))}",
        "by": str(Assignee(row.step_by).label),
        "state": clock_badge(row.step_due_at, row.step_taken_at),
        "place": place_line(row),
        "since": row.contact.due_on,
        "url": reverse("escalation", args=[row.pk]),
    }
