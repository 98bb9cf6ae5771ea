"""Record, show and correct the outcome of a journey, and open issues that follow from it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.foundation.access import acts, gate
from jatan.foundation.access.permissions import Permission
from jatan.programme.flows import homecoming
from jatan.programme.journeys.commands import RecordOutcome
from jatan.programme.journeys.models import Journey, Outcome
from jatan.programme.journeys.outcomes import amend_outcome, compare_with_promise, outcome_of
from jatan.programme.journeys.services import JOURNEY
from jatan.web.journeys.returns import comparison
from jatan.web.journeys.returns.forms import OutcomeForm, ReturnForm
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.records.history import record_history

_CORRECT = (Permission.PEOPLE_RECORD, Permission.RECORDS_CORRECT)


@needs(Permission.PEOPLE_RECORD)
def record_outcome(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Record the outcome of a journey; redirects to it if there is one already."""
    journey = JOURNEY.find(request.actor, pk)
    gate.require(request.actor, Permission.PEOPLE_RECORD, organisation_id=journey.organisation_id, place=journey.place)
    if outcome_of(request.actor, journey) is not None:
        return redirect("outcome", journey.pk)
    form = submission.bind_form(ReturnForm, request, about=journey, initial=ReturnForm.initial_for(journey))
    if submission.submit_form(form, lambda answers: _record(request, journey, form, answers)) is None:
        return _form(request, journey, form, _("Came home"))
    messages.success(request, _("It is written down."))
    return redirect("outcome", journey.pk)


@needs(Permission.PEOPLE_SEE)
def outcome_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Promise and outcome side by side, with the next steps."""
    journey = JOURNEY.find(request.actor, pk)
    outcome = outcome_of(request.actor, journey)
    if outcome is None:
        raise Http404
    opened = homecoming.outcome_issues(request.actor, journey)
    page = {
        "journey": journey,
        "outcome": outcome,
        "compared": comparison.compared(compare_with_promise(journey, outcome), request.account.uses_devanagari_digits),
        "facts": comparison.facts(outcome, request.account.uses_devanagari_digits),
        "opened": list(opened.items()),
        "open_urls": _open_urls(request, journey, outcome, set(opened)),
        "may_correct": acts.may_change(request.actor, *_CORRECT, outcome),
        "may_go_again": request.actor.may(Permission.PEOPLE_RECORD),
        "history": record_history(outcome, request.actor),
    }
    return render(request, "journeys/returns/outcome.html", page)


@needs(Permission.PEOPLE_RECORD)
def correct_outcome(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Correct an outcome; the old values are kept in the history."""
    journey = JOURNEY.find(request.actor, pk)
    outcome = outcome_of(request.actor, journey)
    if outcome is None or not acts.may_change(request.actor, *_CORRECT, outcome):
        raise Http404
    form = submission.bind_form(OutcomeForm, request, about=outcome, initial=OutcomeForm.initial_of(outcome))
    if (
        submission.submit_form(
            form, lambda changes_made: amend_outcome(by=request.actor, outcome=outcome, changes=changes_made)
        )
        is None
    ):
        return _form(request, journey, form, _("Correct"))
    messages.success(request, _("The correction is saved."))
    return redirect("outcome", journey.pk)


@needs(Permission.HELPDESK_RECORD)
@require_POST
def outcome_issue(request: StaffRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """Open the issue about dues or an injury and redirect to it; an existing one is not opened again."""
    outcome = outcome_of(request.actor, JOURNEY.find(request.actor, pk))
    if outcome is None or kind not in homecoming.issues_called_for(outcome):
        raise Http404
    issue = homecoming.open_outcome_issue(by=request.actor, outcome=outcome, about=kind)
    messages.success(request, _("The issue is at the help desk."))
    return redirect("issues_detail", issue.pk)


def _record(request: StaffRequest, journey: Journey, form: AnswerForm, answers: Any) -> Outcome:
    wanted = [about for about in homecoming.ISSUE_KINDS if form.cleaned_data[f"issue_for_{about}"]]
    command = RecordOutcome(journey=journey, **answers)
    return homecoming.record_homecoming(by=request.actor, command=command, issues_about=wanted)


def _open_urls(request: StaffRequest, journey: Journey, outcome: Outcome, opened: set[str]) -> list[tuple[str, str]]:
    if not request.actor.may(Permission.HELPDESK_RECORD):
        return []
    left = [about for about in homecoming.issues_called_for(outcome) if about not in opened]
    return [(reverse("outcome_issue", args=[journey.pk, about]), comparison.open_label(about)) for about in left]


def _form(request: StaffRequest, journey: Journey, form: AnswerForm, title: str) -> HttpResponseBase:
    page = {
        "form": form,
        "title": title,
        "journey": journey,
        "promised": comparison.promised(journey, request.account.uses_devanagari_digits),
        "back": reverse("journeys_detail", args=[journey.pk]),
    }
    return render(request, "journeys/returns/form.html", page, status=422 if form.errors else 200)
