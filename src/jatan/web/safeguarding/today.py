"""Contacts due today: cards with numbers to call and a button for each outcome."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.programme.journeys.services import JOURNEY
from jatan.programme.safeguarding import selectors, services
from jatan.programme.safeguarding.choices import DECIDED, Outcome
from jatan.web.safeguarding.display import Card
from jatan.web.safeguarding.forms import OutcomeForm
from jatan.web.ui.journey_words import contact_badge, phones_of
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

SHOWN = 40
# (outcome, CSS kind of the button, icon), in the order of the buttons.
BUTTONS = (
    (Outcome.SAFE, "", "check"),
    (Outcome.UNSAFE, "danger", "alert"),
    (Outcome.UNREACHABLE, "second", "clock"),
    (Outcome.SOMEONE_ELSE, "second", "person"),
    (Outcome.RETURNED, "second", "journey"),
)


@needs(Permission.PEOPLE_RECORD)
@require_safe
def contacts_today(request: StaffRequest) -> HttpResponseBase:
    """Contacts due, the user's own first; `count` is the number of all."""
    rows = selectors.due_today(request.actor)
    shown = list(rows[:SHOWN])
    page: dict[str, Any] = {
        "mine": [Card.of(row) for row in shown if row.is_mine],  # type: ignore[attr-defined]
        "others": [Card.of(row) for row in shown if not row.is_mine],  # type: ignore[attr-defined]
        "count": rows.count(),
        "late": selectors.overdue(request.actor).count(),
        "buttons": BUTTONS,
        "left_out": max(0, rows.count() - SHOWN) if len(shown) == SHOWN else 0,
        "keeps_plan": request.actor.may(Permission.SAFETY_PLAN),
    }
    return render(request, "safeguarding/today.html", page)


@needs(Permission.PEOPLE_RECORD)
def contact(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One contact: whom to call, why today, and the form for its outcome."""
    row = selectors.contacts(request.actor).get(pk=pk)
    form = submission.bind_form(OutcomeForm, request)
    outcome = request.POST.get("outcome", "")
    if submission.submit_form(
        form, lambda a: services.record_contact(by=request.actor, contact=row, outcome=outcome, **a)
    ):
        messages.success(request, _saved_message(outcome))
        return redirect("contacts_today")
    page = {"card": Card.of(row), "form": form, "buttons": BUTTONS, "badge": contact_badge(row)}
    return render(request, "safeguarding/contact.html", page, status=422 if form.errors else 200)


@needs(Permission.PEOPLE_RECORD)
def call_noted(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Somebody was heard from on a day on which no contact was due. A contact that waits has its own page."""
    journey = JOURNEY.find(request.actor, pk)
    waiting = selectors.contact_for(journey)
    if waiting is not None:
        return redirect("contact", waiting.pk)
    form = submission.bind_form(OutcomeForm, request)
    outcome = request.POST.get("outcome", "")
    if submission.submit_form(
        form, lambda a: services.record_unsolicited_contact(by=request.actor, journey=journey, outcome=outcome, **a)
    ):
        messages.success(request, _saved_message(outcome))
        return redirect("journeys_detail", journey.pk)
    page = {
        "journey": journey,
        "form": form,
        "phones": phones_of(journey),
        "buttons": [button for button in BUTTONS if button[0] in DECIDED],
    }
    return render(request, "safeguarding/call_noted.html", page, status=422 if form.errors else 200)


def _saved_message(outcome: str) -> str:
    if outcome == Outcome.UNSAFE:
        return _("Written down. The help desk has an urgent issue now.")
    if outcome in (Outcome.UNREACHABLE, Outcome.SOMEONE_ELSE):
        return _("Written down. The next step of the ladder is set.")
    return _("Written down.")
